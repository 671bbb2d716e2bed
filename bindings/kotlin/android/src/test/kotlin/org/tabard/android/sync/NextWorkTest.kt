package org.tabard.android.sync

import org.junit.Assert.assertEquals
import org.junit.Test
import org.tabard.SyncOutcome

/** What a worker does after a round. */
internal class NextWorkTest {
    @Test
    fun `a pause is kept, within what a phone and a wrong clock allow`() {
        val now = 1_000_000_000_000
        fun pause(afterMs: Long) = after(SyncOutcome.RetryAt(now + afterMs), now)
        assertEquals(NextWork.Again(90_000), pause(90_000))
        assertEquals(NextWork.Again(30_000), pause(0))
        assertEquals(NextWork.Again(30_000), pause(-1))
        assertEquals(NextWork.Again(21_600_000), pause(365L * 24 * 60 * 60 * 1000))
    }

    @Test
    fun `what is done needs nothing, a wiped device its person`() {
        assertEquals(NextWork.Nothing, after(SyncOutcome.Done, 0))
        assertEquals(NextWork.Person, after(SyncOutcome.Wiped(2), 0))
    }
}
