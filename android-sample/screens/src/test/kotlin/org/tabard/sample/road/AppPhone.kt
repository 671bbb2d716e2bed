package org.tabard.sample.road

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertNull
import org.tabard.Region
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Phase
import org.tabard.sample.app.Session
import org.tabard.sample.lock.LockModel

/** A phone with the whole app on it, as a person meets it. */
internal class AppPhone(
    private val region: Region,
    val host: FakeHost,
    private val scope: CoroutineScope,
) {
    private var process = newProcess()
    var app = AppModel(host, process)
        private set

    private fun newProcess() =
        CoroutineScope(scope.coroutineContext + SupervisorJob(scope.coroutineContext.job))

    /** Joins, and gives the open session. */
    suspend fun join(pin: String = ""): Session {
        app.start()
        val enrol = (app.phase.value as Phase.Enrol).model
        host.scanned = region.code("phone")
        enrol.scan().join()
        enrol.typePin(pin)
        enrol.join().join()
        assertNull(enrol.state.value.fault)
        return session
    }

    val session: Session get() = (app.phase.value as Phase.Open).session

    val isOpen: Boolean get() = app.phase.value is Phase.Open

    /** Waits for the lock after something that locks. */
    suspend fun untilLocked(): LockModel {
        val lock = (app.phase.until { it is Phase.Locked } as Phase.Locked).model
        lock.look().join()
        return lock
    }

    suspend fun unlock(pin: String = ""): Session {
        val lock = untilLocked()
        pin.forEach { lock.press(it.digitToInt()) }
        lock.unlock().join()
        assertNull(lock.state.value.fault)
        return session
    }

    /** A screen is there until the process ends. */
    fun show(run: suspend () -> Unit) {
        process.launch { run() }
    }

    /** The process ends with all that it held in memory; the app starts anew. */
    suspend fun dieAndStart() {
        val device = session.device
        process.cancel()
        // What a dead process lets go of by itself: its files.
        device.shutdown()
        process = newProcess()
        app = AppModel(host, process)
        app.start()
    }

    suspend fun close() {
        (app.phase.value as? Phase.Open)?.session?.let {
            it.stop()
            it.device.shutdown()
        }
        app.waitForClosing()
        process.cancel()
    }
}
