package org.tabard

import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Account
import org.tabard.record.Incident

/** Two crew-mates write one report, over the region and over a link without one. */
internal class CrewTest : RegionTest() {
    @Test
    fun `what two state differently is kept until a person settles it`() = test {
        val (anna, bob) = phone("anna").enrol() to phone("bob").enrol()
        sync(anna)
        val id = shared(anna, bob)
        sync(anna)
        sync(bob)
        assertFalse(bob.crew.join(id, BOB), "the code said who it is")
        bob.reports.edit(id) { set(Incident.callsign, "YA3") }
        anna.reports.edit(id) { set(Incident.callsign, "YA2") }
        sync(anna)
        sync(bob)
        sync(anna)
        settled(anna, id)
        sync(anna)
        sync(bob)
        val seen = bob.reports.get(id)
        assertEquals("YA3", seen[Incident.callsign])
        assertTrue(seen.conflicts.isEmpty())
        val said = bob.reports.history(id).flatMap { it.changes }.map { it.after }
        assertTrue(said.containsAll(listOf(Value.Text("YA2"), Value.Text("YA3"))), "both stay")

        // An account is its author's and triage's, and no crew-mate's.
        val account = anna.records.startAccount(id)
        anna.records.edit(Account, account) { set(Account.role, "Paramedic") }
        sync(anna)
        sync(bob)
        expect<TabardError.NotFound> { bob.records.get(Account, account) }
        expect<TabardError.NotAllowed> { bob.reports.withdraw(id) }

        assertTrue(bob.crew.leave(id))
        assertTrue(bob.reports.list().isEmpty())
        shutDown(anna, bob)
    }

    @Test
    fun `two phones exchange a report with no server`() = test {
        val (anna, bob) = phone("anna").enrol() to phone("bob").enrol()
        sync(anna)
        sync(bob)
        region.stop()
        val id = shared(anna, bob)
        linked(anna, bob)
        assertEquals(ReportState.SavedOnThisPhone, bob.reports.get(id).state)
        anna.reports.edit(id) { set(Incident.callsign, "YA2") }
        bob.reports.edit(id) { set(Incident.callsign, "YA3") }
        linked(bob, anna)
        settled(anna, id)
        shutDown(anna, bob)
    }

    @Test
    fun `a link that breaks keeps what came, and the next one goes on`() = test {
        val (anna, bob) = phone("anna").enrol() to phone("bob").enrol()
        sync(anna)
        sync(bob)
        val id = shared(anna, bob)
        for (most in listOf(0, 40, 400)) {
            val (annas, bobs) = pipe()
            val outcomes = coroutineScope {
                val from = async { anna.link(LinkSide.CONNECTS, annas.input(most), annas.output()) }
                val to = async { bob.link(LinkSide.LISTENS, bobs.input(), bobs.output()) }
                listOf(from.await(), to.await())
            }
            assertFalse(outcomes.all { it.complete }, "after $most bytes")
        }
        linked(anna, bob)
        assertEquals("YA1", bob.reports.get(id)[Incident.callsign])
        shutDown(anna, bob)
    }

    @Test
    fun `a link that hangs is cancelled, and one with a stranger is refused`() = test {
        val anna = phone("anna").enrol()
        val (annas, silent) = pipe()
        val linking = launch(Dispatchers.Default) {
            anna.link(LinkSide.CONNECTS, annas.input(), annas.output())
        }
        assertTrue(silent.getInputStream().read() >= 0, "it speaks first")
        linking.cancelAndJoin()
        assertTrue(annas.isClosed)

        val noise = ByteArray(200) { 7 }.inputStream()
        val stranger = runCatching {
            anna.link(LinkSide.LISTENS, noise, OutputStream.nullOutputStream())
        }
        stranger.onSuccess { assertFalse(it.complete) }
        stranger.onFailure { expect<TabardError.Link> { throw it } }
        assertTrue(anna.reports.list().isEmpty())
        shutDown(anna)
    }

    /** A report of Anna's into which Bob is let by his code. */
    private suspend fun shared(anna: Tabard, bob: Tabard): String {
        val id = anna.reports.write { set(Incident.callsign, "YA1") }
        val code = bob.crew.code(BOB)
        assertEquals(BOB, anna.crew.read(code))
        assertTrue(qrCode(code).width > 20)
        assertTrue(anna.crew.invite(id, code))
        assertFalse(anna.crew.invite(id, code), "it was let in before")
        return id
    }

    private suspend fun settled(anna: Tabard, id: String) {
        val conflict = anna.reports.get(id).conflicts.single()
        assertEquals("callsign", conflict.path)
        val stated = conflict.values.map { it.value }.toSet()
        assertEquals(setOf<Value>(Value.Text("YA2"), Value.Text("YA3")), stated)
        anna.reports.settle(id, conflict.path, Value.Text("YA3"))
        assertTrue(anna.reports.get(id).conflicts.isEmpty())
    }

    private suspend fun linked(one: Tabard, other: Tabard) = coroutineScope {
        val (ones, others) = pipe()
        val from = async { one.link(LinkSide.CONNECTS, ones.input(), ones.output()) }
        val to = async { other.link(LinkSide.LISTENS, others.input(), others.output()) }
        assertTrue(from.await().complete && to.await().complete)
    }

    private suspend fun shutDown(vararg devices: Tabard) = devices.forEach { it.shutdown() }

    /** The two ends of a connection. */
    private fun pipe(): Pair<Socket, Socket> =
        ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { server ->
            Socket(server.inetAddress, server.localPort) to server.accept()
        }

    private fun Socket.output(): OutputStream = getOutputStream()

    /** What comes, but no more than so many bytes. */
    private fun Socket.input(most: Int = Int.MAX_VALUE): InputStream {
        val whole = getInputStream()
        var left = most
        return object : InputStream() {
            override fun read(): Int = throw UnsupportedOperationException()

            override fun read(bytes: ByteArray, from: Int, length: Int): Int {
                if (left == 0) return -1
                return whole.read(bytes, from, minOf(length, left)).also { left -= it }
            }

            override fun close() = whole.close()
        }
    }

    private companion object {
        val BOB = MateIntroduction("Bob", "Technician")
    }
}
