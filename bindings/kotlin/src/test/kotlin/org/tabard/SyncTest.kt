package org.tabard

import java.net.InetAddress
import java.net.ServerSocket
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Incident

/** Syncing through networks that hang, throw, lie and are given up on. */
internal class SyncTest : RegionTest() {
    private suspend fun written(tabard: Tabard, callsign: String = "YA1"): String =
        tabard.reports.write { set(Incident.callsign, callsign) }

    @Test
    fun `a network that never answers holds nothing up, and is given up on`() = test {
        val tabard = phone().enrol()
        val out = CompletableDeferred<Unit>()
        val syncing = launch(Dispatchers.Default) { sync(tabard, Network.silent(out)) }
        out.await()
        assertTrue(tabard.sync.value is SyncState.Syncing)
        val id = written(tabard)
        assertEquals(ReportState.SavedOnThisPhone, tabard.reports.get(id).state)
        syncing.cancelAndJoin()
        assertEquals(SyncState.Idle, tabard.sync.value)
        assertEquals(SyncOutcome.Done, sync(tabard))
        assertHeld(tabard, id)
        tabard.shutdown()
    }

    @Test
    fun `a sync that is cancelled after its request arrived says nothing twice`() = test {
        val tabard = phone().enrol()
        val id = written(tabard)
        repeat(3) {
            val arrived = CompletableDeferred<Unit>()
            val network = Network { _, request ->
                goes(request)
                arrived.complete(Unit)
                awaitCancellation()
            }
            val syncing = launch(Dispatchers.Default) { sync(tabard, network) }
            arrived.await()
            syncing.cancelAndJoin()
        }
        assertEquals(SyncOutcome.Done, sync(tabard))
        assertHeld(tabard, id)
        assertEquals(1, Regex(id).findAll(region.hub("hub", "list")).count())
        assertEquals(0uL, tabard.status().waiting)
        tabard.shutdown()
    }

    @Test
    fun `a network that throws, and one that lies, are obstacles with a sentence`() = test {
        val tabard = phone().enrol()
        val id = written(tabard)
        val lies = listOf<suspend Network.(Int, HttpRequest) -> HttpOutcome>(
            { _, _ -> throw IllegalStateException(CANARY) },
            { _, _ -> HttpOutcome.Answer(200, CANARY.toByteArray()) },
            { _, _ -> HttpOutcome.Answer(302, ByteArray(0)) },
            { _, _ -> HttpOutcome.Answer(503, ByteArray(1_000_000)) },
            { _, _ -> HttpOutcome.Answer(70_000, ByteArray(0)) },
            { _, request -> HttpOutcome.Answer(200, request.body) },
        )
        for ((number, lie) in lies.withIndex()) {
            sync(tabard, Network(answers = lie))
            val obstacle = when (val state = tabard.sync.value) {
                is SyncState.Waiting -> state.obstacle
                is SyncState.Stuck -> state.obstacle
                else -> null
            }
            val hint = checkNotNull(obstacle) { "lie $number: ${tabard.sync.value}" }.hint
            assertTrue(hint.contains(' ') && !hint.contains(CANARY), hint)
        }
        assertEquals(SyncOutcome.Done, sync(tabard))
        assertHeld(tabard, id)
        tabard.shutdown()
    }

    @Test
    fun `what stands in the way stays while nothing is sent`() = test {
        val tabard = phone().enrol()
        val lossy = Network.cutAfter(0)
        val driver = SyncDriver(tabard, lossy)
        assertTrue(driver.runOnce() is SyncOutcome.RetryAt)
        written(tabard)
        assertTrue(driver.round(atOnce = false) is SyncOutcome.RetryAt)
        assertEquals(1, lossy.requests)
        assertEquals("no_answer", (tabard.sync.value as SyncState.Waiting).obstacle?.code)
        tabard.shutdown()
    }

    @Test
    fun `a round that is given up on leaves what a person has to do`() = test {
        val tabard = phone().enrol()
        val obstacle = Obstacle("revoked", "Ask the hub.")
        tabard.syncing.value = SyncState.Stuck(obstacle)
        val out = CompletableDeferred<Unit>()
        val syncing = launch(Dispatchers.Default) { sync(tabard, Network.silent(out)) }
        out.await()
        syncing.cancelAndJoin()
        assertEquals(SyncState.Stuck(obstacle), tabard.sync.value)
        tabard.shutdown()
    }

    @Test
    fun `a driver that stays sends what is saved, until the device is shut down`() = test {
        val tabard = phone().enrol()
        val running = async(Dispatchers.Default) {
            SyncDriver(tabard, UrlConnectionTransport()).run()
        }
        val id = written(tabard)
        withTimeout(PATIENCE_MS) {
            tabard.reports.watch(id).first { it.state != ReportState.SavedOnThisPhone }
            tabard.shutdown()
            running.join()
        }
    }

    @Test
    fun `what is no address of a server is refused, and the one before stays`() = test {
        val tabard = phone().enrol()
        for (address in listOf(CANARY, "ftp://127.0.0.1", "http://[", "http://a b/")) {
            expect<TabardError.Input> { tabard.setServer(address) }
        }
        assertEquals(SyncOutcome.Done, sync(tabard))
        tabard.shutdown()
    }

    @Test
    fun `several drivers of one device take turns`() = test {
        val tabard = phone().enrol()
        val ids = List(4) { written(tabard, "YA$it") }
        val outcomes = List(4) { async(Dispatchers.Default) { sync(tabard) } }.awaitAll()
        assertEquals(setOf<SyncOutcome>(SyncOutcome.Done), outcomes.toSet())
        for (id in ids) assertHeld(tabard, id)
        tabard.shutdown()
    }

    @Test
    fun `a server that accepts and says nothing is no answer, or is let go of`() = test {
        val tabard = phone().enrol()
        ServerSocket(0, 50, InetAddress.getLoopbackAddress()).use { silent ->
            tabard.setServer("http://127.0.0.1:${silent.localPort}")
            val impatient = UrlConnectionTransport(readMs = 50)
            assertTrue(sync(tabard, impatient) is SyncOutcome.RetryAt)
            for (transport in listOf(UrlConnectionTransport(), OkHttpTransport())) {
                val accepted = async(Dispatchers.IO) { silent.accept() }
                val syncing = launch(Dispatchers.Default) { sync(tabard, transport) }
                accepted.await()
                withTimeout(PATIENCE_MS) { syncing.cancelAndJoin() }
            }
        }
        assertTrue(tabard.reports.list().isEmpty())
        tabard.shutdown()
    }

    private companion object {
        const val PATIENCE_MS = 20_000L
    }

    /** Held by the region; the hub may have opened it in the meantime, which says the same. */
    private suspend fun assertHeld(tabard: Tabard, id: String) =
        assertNotEquals(ReportState.SavedOnThisPhone, tabard.reports.get(id).state)
}
