package org.tabard

import kotlin.random.Random
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Incident

/** Many coroutines at once, and coroutines that are cancelled. */
internal class ThreadsTest : RegionTest() {
    @Test
    fun `many coroutines at once lose nothing`() = test {
        val tabard = phone().enrol()
        val ids = (0..<16).map { n ->
            async(Dispatchers.Default) {
                tabard.reports.write { set(Incident.callsign, "YA$n") }
            }
        }.awaitAll()
        assertEquals(ids.toSet(), tabard.reports.list().map { it.id }.toSet())
        tabard.shutdown()
    }

    @Test
    fun `calls that are cancelled at any moment are done or not done`() = test {
        val tabard = phone().enrol()
        val random = Random(7)
        val written = mutableSetOf<String>()
        repeat(60) { n ->
            val call = launch(Dispatchers.Default) {
                val id = tabard.reports.start()
                tabard.reports.type(id) { set(Incident.callsign, "YA$n") }
                tabard.reports.save(id)
                synchronized(written) { written += id }
            }
            repeat(random.nextInt(200)) { yield() }
            call.cancel()
            call.join()
        }
        val there = tabard.reports.list()
        assertTrue(there.map { it.id }.containsAll(written), "what was said to be saved is there")
        for (one in there.filterNot { it.draft }) {
            val callsign = tabard.reports.get(one.id)[Incident.callsign]
            assertTrue(callsign == null || callsign.startsWith("YA"))
        }
        assertEquals(SyncOutcome.Done, sync(tabard))
        tabard.shutdown()
    }

    @Test
    fun `a shutdown among many calls lets each end or says so`() = test {
        val tabard = phone().enrol()
        val calls = List(24) {
            launch(Dispatchers.Default) {
                try {
                    while (true) tabard.reports.list()
                } catch (_: TabardError.ShutDown) {
                    return@launch
                }
            }
        }
        tabard.reports.all.first()
        tabard.shutdown()
        calls.joinAll()
    }

    @Test
    fun `no call is made on the caller's thread`() = test {
        val tabard = phone().enrol()
        val made = tabard.calls.read { Thread.currentThread() }
        assertNotSame(Thread.currentThread(), made)
        tabard.shutdown()
    }
}
