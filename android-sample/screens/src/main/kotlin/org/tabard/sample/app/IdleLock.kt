package org.tabard.sample.app

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.tabard.sample.host.Clock

/** Locks the app when nobody has touched it for a while. */
class IdleLock(private val clock: Clock, private val scope: CoroutineScope) {
    @Volatile
    private var touchedMs = clock.elapsedMs()
    private var watch: Job? = null

    /** Somebody is there. */
    fun touch() {
        touchedMs = clock.elapsedMs()
    }

    /** Watches from now on, and says once when the pause is over. */
    fun start(over: () -> Unit) {
        stop()
        touch()
        watch = scope.launch {
            while (true) {
                val left = touchedMs + PAUSE_MS - clock.elapsedMs()
                if (left <= 0) return@launch over()
                clock.pause(left)
            }
        }
    }

    /** Watches no more. */
    fun stop() {
        watch?.cancel()
        watch = null
    }

    companion object {
        /** As long as the guide for apps says. */
        const val PAUSE_MS = 60_000L
    }
}
