package org.tabard.sample.app

import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.tabard.SyncDriver
import org.tabard.SyncOutcome
import org.tabard.SyncState
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.sample.host.Host
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.SyncLine
import org.tabard.sample.words.Texts

/** An open device, and what every screen needs of it. Its work ends with it. */
class Session internal constructor(
    /** The device. */
    val device: Tabard,
    /** The words. */
    val texts: Texts,
    /** What only a phone can do. */
    val host: Host,
    app: CoroutineScope,
    private val ended: (SessionEnd) -> Unit,
) {
    private val scope =
        CoroutineScope(app.coroutineContext + SupervisorJob(app.coroutineContext.job))
    private val driver = SyncDriver(device, host.transport)
    private val last = CopyOnWriteArrayList<suspend () -> Unit>()
    private val line = MutableStateFlow(SyncLine.of(0, SyncState.Idle, texts))

    /** How sending goes, for the list and for "This phone". */
    val sync: StateFlow<SyncLine> = line.asStateFlow()

    /** Sends from now on, and watches how it goes. */
    internal fun start() {
        host.opened(device)
        launch { quietly { send() } }
        launch { quietly { host.network.collect(driver::setNetwork) } }
        launch { device.sync.collect { readSync() } }
        launch { quietly { device.status.collect { readSync() } } }
    }

    /** Does something before the device closes, such as to end a recording. */
    fun beforeEnd(work: suspend () -> Unit) {
        last += work
    }

    /** Does what is still to be done of a session that was stopped. */
    internal suspend fun finish() = withContext(NonCancellable) { last.forEach { it() } }

    /** Stops sending and watching, with all that a screen began. The device stays open. */
    internal fun stop() {
        scope.cancel()
        host.closed()
    }

    /** Does something that a person asked for; it goes on when they leave the screen. */
    fun launch(work: suspend () -> Unit): Job = scope.launch { work() }

    /** Sends what waits without waiting for the next time. */
    suspend fun sendNow() {
        quietly { heard(driver.runOnce()) }
        readSync()
    }

    /**
     * Does something of a screen. A fault is for the screen to show: [failed] hears of it, and
     * nothing is given back.
     */
    suspend fun <T : Any> attempt(failed: (Fault) -> Unit, work: suspend () -> T): T? =
        try {
            work()
        } catch (error: TabardError) {
            failed(hear(error))
            null
        }

    /** Reads again at every change, for as long as the screen is there. */
    suspend fun <T : Any> follow(updates: Flow<T>, failed: (Fault) -> Unit, take: suspend (T) -> Unit) {
        shown { attempt(failed) { updates.collect(take) } }
    }

    /**
     * Calls whenever something changed, for as long as the screen is there: for what is read by a
     * question that changes, such as a search.
     */
    suspend fun followChanges(read: suspend () -> Unit) = shown {
        try {
            device.reports.all.collect { read() }
        } catch (_: TabardError) {
            // A list that may not be read changes when the status does.
            quietly { device.status.collect { read() } }
        }
    }

    /** Does work of a screen where all of the session's is done, until the session ends. */
    private suspend fun shown(work: suspend () -> Unit) {
        val shown = scope.launch { work() }
        try {
            shown.join()
        } finally {
            shown.cancel()
        }
    }

    private suspend fun send() {
        driver.tick(host.clock.boot(), host.clock.elapsedMs())
        heard(driver.run())
    }

    private fun heard(outcome: SyncOutcome) {
        val state = device.sync.value
        if (outcome is SyncOutcome.Wiped && state is SyncState.Wiped) {
            ended(SessionEnd.Wiped(state.hint))
        }
    }

    private suspend fun quietly(work: suspend () -> Unit) {
        attempt({}) { work() }
    }

    /** Tells the app of a fault that ends the session. */
    private fun hear(error: TabardError): Fault {
        when (error) {
            is TabardError.Wiped -> ended(SessionEnd.Wiped(error.hint))
            is TabardError.ShutDown -> ended(SessionEnd.ShutDown)
            else -> Unit
        }
        return Fault.of(error, texts)
    }

    private suspend fun readSync() {
        val status = try {
            device.status()
        } catch (_: TabardError) {
            return
        }
        line.value = SyncLine.of(status.waiting.toLong(), device.sync.value, texts)
    }
}

/** How a session ended that nobody closed. */
sealed interface SessionEnd {
    /** The region removed the phone; the sentence to show. */
    data class Wiped(val hint: String) : SessionEnd

    /** The device was shut down, as before the system suspends the app. */
    data object ShutDown : SessionEnd
}
