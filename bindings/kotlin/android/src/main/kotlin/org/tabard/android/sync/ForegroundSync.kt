package org.tabard.android.sync

import android.content.Context
import androidx.lifecycle.DefaultLifecycleObserver
import androidx.lifecycle.LifecycleOwner
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.launch
import org.tabard.HttpTransport
import org.tabard.SyncDriver
import org.tabard.Tabard
import org.tabard.TabardError

/**
 * Syncs an open device while the app is in front, and leaves the rest to the worker when it goes
 * to the back. Add it to the lifecycle of the process (`ProcessLifecycleOwner`), and take it away
 * before the device is shut down.
 *
 * @param scope outlives the screens: the application's.
 */
public class ForegroundSync(
    private val context: Context,
    private val device: Tabard,
    private val transport: HttpTransport,
    private val scope: CoroutineScope,
) : DefaultLifecycleObserver {
    private var running: Job? = null

    override fun onStart(owner: LifecycleOwner) {
        running?.cancel()
        running = scope.launch { quietly { drive() } }
    }

    override fun onStop(owner: LifecycleOwner) {
        running?.cancel()
        running = null
        scope.launch { quietly { handOver() } }
    }

    private suspend fun drive() {
        val driver = SyncDriver(device, transport)
        driver.learn(context)
        val watching = scope.launch {
            quietly { networkCosts(context).filterNotNull().collect { driver.setNetwork(it) } }
        }
        try {
            driver.run()
        } finally {
            watching.cancel()
        }
    }

    private suspend fun handOver() {
        if (device.status().waiting > 0UL) BackgroundSync.request(context)
    }

    /** A device that was shut down, wiped or failed says so to the call that a person waits for. */
    private suspend fun quietly(work: suspend () -> Unit) {
        try {
            work()
        } catch (_: TabardError) {
            return
        }
    }
}
