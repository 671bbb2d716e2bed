package org.tabard.android.sync

import org.tabard.SyncOutcome
import org.tabard.TabardError

/** What a worker does after a round. */
internal sealed interface NextWork {
    /** Nothing. */
    data object Nothing : NextWork

    /** Another round after a pause. */
    data class Again(val afterMs: Long) : NextWork

    /** The person has to open the app. */
    data object Person : NextWork
}

/** What follows from how a round ended. */
internal fun after(outcome: SyncOutcome, nowMs: Long): NextWork =
    when (outcome) {
        SyncOutcome.Done -> NextWork.Nothing
        is SyncOutcome.RetryAt ->
            NextWork.Again((outcome.atMs - nowMs).coerceIn(LEAST_PAUSE_MS, LONGEST_PAUSE_MS))
        // The app shows the obstacle's sentence, or that the device was wiped.
        is SyncOutcome.Stuck, is SyncOutcome.Wiped -> NextWork.Person
    }

/** What follows from a failure of the device itself: the person sees it when the app opens. */
internal fun after(error: TabardError): NextWork =
    when (error) {
        // Another part of the app has it for a moment.
        is TabardError.InUse -> NextWork.Again(LEAST_PAUSE_MS)
        else -> NextWork.Person
    }

/** The phone is not woken more often than this, nor made to wait longer by a clock set wrongly. */
private const val LEAST_PAUSE_MS = 30_000L
private const val LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000L
