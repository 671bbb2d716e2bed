package org.tabard.sample.phone

import android.content.Context
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.android.sync.BackgroundSync

/** The device that is open, for the work in the background. */
class Background(private val context: Context, private val scope: CoroutineScope) {
    /** The open device; null while the app is locked. */
    @Volatile
    var device: Tabard? = null
        private set

    private var watch: Job? = null
    private var waits = false

    /** A device was opened. */
    fun opened(device: Tabard) {
        this.device = device
        BackgroundSync.keepGoing(context)
        watch?.cancel()
        watch = scope.launch {
            try {
                device.status.collect { waits = it.waiting > 0UL }
            } catch (_: TabardError) {
                // The session hears of it too, and says so.
                return@launch
            }
        }
    }

    /** It is being closed: the system starts the app again for what still waits. */
    fun closed() {
        watch?.cancel()
        device = null
        if (waits) BackgroundSync.request(context)
        waits = false
    }
}
