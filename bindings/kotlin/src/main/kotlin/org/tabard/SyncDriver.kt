package org.tabard

import java.time.Instant
import kotlinx.coroutines.delay
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeoutOrNull
import org.tabard.ffi.Progress
import org.tabard.ffi.RunningClock
import org.tabard.ffi.Step

/**
 * Moves what there is to move between a device and its region: asks the library what to send,
 * sends it by the [transport], hands back what came.
 *
 * It may be cancelled at any time, between requests and during one: a request that was not
 * answered is asked for again, and what was sent twice is known by the server. Several drivers of
 * one device take turns.
 */
public class SyncDriver(private val tabard: Tabard, private val transport: HttpTransport) {
    private val calls = tabard.calls

    /**
     * Exchanges until there is nothing more to do now. For a background job; an app in the
     * foreground rather stays in [run].
     *
     * @throws TabardError.Storage and others, where the device itself failed.
     */
    public suspend fun runOnce(): SyncOutcome = round(atOnce = true)

    /**
     * Stays: exchanges now, after each save, and after the pauses that failures ask for, until it
     * is cancelled, the device is shut down, or it was wiped.
     */
    public suspend fun run(): SyncOutcome {
        var outcome = round(atOnce = true)
        while (outcome !is SyncOutcome.Wiped && !calls.changes.isOver) {
            pause(outcome, calls.changes.writes)
            if (calls.changes.isOver) return outcome
            outcome = round(atOnce = false)
        }
        return outcome
    }

    /** Says what the network costs from now on. */
    public suspend fun setNetwork(cost: NetworkCost): Unit = calls.read { it.setNetwork(cost) }

    /**
     * Tells what the phone's clocks say: when the app comes to the front, and before it syncs.
     *
     * @param boot 16 bytes that tell this run of the phone from every other.
     * @param elapsedMs milliseconds since it began, sleep included.
     */
    public suspend fun tick(boot: ByteArray, elapsedMs: Long): Unit =
        calls.read { it.tick(RunningClock(boot, elapsedMs.toULong())) }

    internal suspend fun round(atOnce: Boolean): SyncOutcome = tabard.syncTurn.withLock {
        val before = tabard.syncing.value
        try {
            if (atOnce) calls.read { it.syncNow() }
            // What stood in the way stands there until an exchange says otherwise.
            exchange(before.obstacle)
        } catch (wiped: TabardError.Wiped) {
            tabard.syncing.value = SyncState.Wiped(wiped.hint, wiped.unsent)
            calls.changes.over()
            SyncOutcome.Wiped(wiped.unsent)
        } finally {
            // Cancelled or failed, it is under way no more.
            if (tabard.syncing.value is SyncState.Syncing) tabard.syncing.value = before
        }
    }

    private suspend fun exchange(before: Obstacle?): SyncOutcome {
        var sum = SyncState.Syncing()
        var obstacle = before
        while (true) {
            when (val step = calls.read { it.nextStep() }) {
                is Step.Send -> {
                    tabard.syncing.value = sum
                    val progress = sent(step)
                    obstacle = progress.problem
                    sum = sum.with(progress)
                    calls.changes.synced()
                }
                is Step.Wait -> {
                    val until = Instant.ofEpochMilli(step.untilMs)
                    tabard.syncing.value = SyncState.Waiting(until, obstacle)
                    return SyncOutcome.RetryAt(step.untilMs)
                }
                Step.Idle -> return idle(obstacle)
            }
        }
    }

    private fun idle(obstacle: Obstacle?): SyncOutcome {
        tabard.syncing.value = obstacle?.let(SyncState::Stuck) ?: SyncState.Idle
        return obstacle?.let(SyncOutcome::Stuck) ?: SyncOutcome.Done
    }

    private suspend fun sent(step: Step.Send): Progress =
        when (val outcome = transport.outcome(step.request)) {
            is HttpOutcome.Answer -> calls.read {
                it.answered(step.token, outcome.status.toUShort(), direct(outcome.body))
            }
            HttpOutcome.NoAnswer -> calls.read { it.unanswered(step.token) }
        }

    private suspend fun pause(outcome: SyncOutcome, writes: Long) {
        val ms = when (outcome) {
            is SyncOutcome.RetryAt -> outcome.atMs - System.currentTimeMillis()
            else -> Long.MAX_VALUE
        }
        withTimeoutOrNull(ms.coerceAtLeast(LEAST_PAUSE_MS)) { calls.changes.writtenAfter(writes) }
    }
}

private val SyncState.obstacle: Obstacle?
    get() = when (this) {
        is SyncState.Waiting -> obstacle
        is SyncState.Stuck -> obstacle
        SyncState.Idle, is SyncState.Syncing, is SyncState.Wiped -> null
    }

private fun SyncState.Syncing.with(progress: Progress) = SyncState.Syncing(
    newlyHeld = newlyHeld + progress.newlyHeld.toLong(),
    received = received + progress.received.toLong(),
    chunks = chunks + progress.chunks.toLong(),
)

/** A pause that is over already must not make a loop without rest. */
private const val LEAST_PAUSE_MS = 100L
