package org.tabard.sample.phone

import android.content.Context
import android.content.pm.PackageManager
import androidx.activity.result.ActivityResultLauncher
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Asks the person for the camera or the microphone when they are wanted, one at a time. */
class Permissions(private val context: Context) {
    private val turn = Mutex()
    private var launcher: ActivityResultLauncher<String>? = null
    private var answer: CompletableDeferred<Boolean>? = null

    /** The window that asks. */
    fun by(launcher: ActivityResultLauncher<String>) {
        this.launcher = launcher
    }

    /** There is no window: whoever waits is told no. */
    fun gone() {
        launcher = null
        answered(false)
    }

    /** What the person said. */
    fun answered(given: Boolean) {
        answer?.complete(given)
    }

    /** Whether it may be used, after asking. Called on the main thread. */
    suspend fun allow(permission: String): Boolean = turn.withLock {
        if (context.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED) return true
        val asks = launcher ?: return false
        val answer = CompletableDeferred<Boolean>().also { answer = it }
        asks.launch(permission)
        answer.await()
    }
}
