package org.tabard.sample.phone.finder

import android.Manifest
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.tabard.sample.host.Camera
import org.tabard.sample.host.Captured
import org.tabard.sample.host.Scanner
import org.tabard.sample.phone.Permissions

/** What the camera is wanted for. */
sealed interface Wanted {
    /** A photograph. */
    class Photograph internal constructor(internal val answer: CompletableDeferred<ByteArray?>) : Wanted

    /** The text of a QR code. */
    class QrCode internal constructor(internal val answer: CompletableDeferred<String?>) : Wanted
}

/** The camera within the app. What it sees goes to whoever asked, and nowhere else. */
class Finder(private val permissions: Permissions) : Camera, Scanner {
    private val now = MutableStateFlow<Wanted?>(null)

    /** What it is wanted for now; null while it is shut. */
    val wanted: StateFlow<Wanted?> = now.asStateFlow()

    override suspend fun photograph(): Captured? {
        val answer = CompletableDeferred<ByteArray?>()
        val jpeg = looked(Wanted.Photograph(answer), answer)
        return jpeg?.let { Captured(it, "image/jpeg") }
    }

    override suspend fun scan(): String? {
        val answer = CompletableDeferred<String?>()
        return looked(Wanted.QrCode(answer), answer)
    }

    /** The person went back, the app went out of sight, or the camera failed. */
    fun giveUp() {
        when (val wanted = now.value) {
            is Wanted.Photograph -> wanted.answer.complete(null)
            is Wanted.QrCode -> wanted.answer.complete(null)
            null -> Unit
        }
    }

    private suspend fun <T : Any> looked(wanted: Wanted, answer: CompletableDeferred<T?>): T? {
        if (!permissions.allow(Manifest.permission.CAMERA)) return null
        giveUp()
        now.value = wanted
        try {
            return answer.await()
        } finally {
            now.compareAndSet(wanted, null)
        }
    }
}
