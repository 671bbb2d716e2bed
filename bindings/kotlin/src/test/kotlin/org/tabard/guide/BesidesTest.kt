package org.tabard.guide

import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import kotlinx.coroutines.async
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.HttpOutcome
import org.tabard.HttpRequest
import org.tabard.HttpTransport
import org.tabard.LinkOutcome
import org.tabard.LinkSide
import org.tabard.MateIntroduction
import org.tabard.RegionTest
import org.tabard.SecretStore
import org.tabard.Settings
import org.tabard.Slot
import org.tabard.Stated
import org.tabard.SyncDriver
import org.tabard.SyncState
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.Unlocking
import org.tabard.UrlConnectionTransport
import org.tabard.link
import org.tabard.qrCode
import org.tabard.record.Incident

/** What `docs/guide/kotlin.md` says beside its main road. */
internal class BesidesTest : RegionTest() {
    private val transport: HttpTransport = UrlConnectionTransport()

    @Test
    fun `a crew-mate writes the same report`() = test {
        val (anna, bob) = phone("anna").enrol() to phone("bob").enrol()
        for (device in listOf(anna, bob)) sync(device)
        val report = anna.reports.write { set(Incident.callsign, "YA1") }
        letIn(anna, code(bob), report)
        val (here, there) = pipe()
        val other = async {
            bob.link(LinkSide.LISTENS, there.getInputStream(), there.getOutputStream())
        }
        assertTrue(linked(anna, here.getInputStream(), here.getOutputStream()).complete)
        other.await()
        bob.reports.edit(report) { set(Incident.callsign, "YA3") }
        anna.reports.edit(report) { set(Incident.callsign, "YA2") }
        for (device in listOf(bob, anna)) sync(device)
        assertEquals(1, anna.reports.get(report).conflicts.size)
        settled(anna, report)
        assertTrue(anna.reports.get(report).conflicts.isEmpty())
        for (device in listOf(anna, bob)) device.shutdown()
    }

    private suspend fun code(device: Tabard): String {
        // snippet: mate-code
        val me = MateIntroduction(name = "B. Jones", role = "Technician")
        val code = device.crew.code(me)
        val picture = qrCode(code)
        // end
        assertTrue(picture.width > 20)
        return code
    }

    private suspend fun letIn(device: Tabard, scanned: String, report: String) {
        // snippet: mate-invite
        val mate = device.crew.read(scanned)
        if (confirmed(mate)) device.crew.invite(report, scanned)
        // end
    }

    private suspend fun linked(
        device: Tabard,
        input: InputStream,
        output: OutputStream,
    ): LinkOutcome {
        // snippet: link
        val outcome = device.link(LinkSide.CONNECTS, input, output)
        // end
        return outcome
    }

    private suspend fun settled(device: Tabard, report: String) {
        // snippet: settle
        for (conflict in device.reports.get(report).conflicts) {
            val chosen = chosenByPerson(conflict.values)
            device.reports.settle(report, conflict.path, chosen.value)
        }
        // end
    }

    private fun confirmed(mate: MateIntroduction) = mate.role == "Technician"

    private fun chosenByPerson(values: List<Stated>) = values.first()

    @Test
    fun `errors and obstacles are shown by their sentences`() = test {
        val phone = phone()
        val device = phone.enrol(pin = "482913")
        region.stop()
        device.reports.write { set(Incident.callsign, "YA1") }
        val waiting = checkNotNull(obstacle(device))
        assertTrue(' ' in waiting && waiting != "no_answer", waiting)
        device.shutdown()
        val said = checkNotNull(refusal(phone.settings, phone.secrets))
        assertTrue(' ' in said, said)
    }

    private suspend fun obstacle(device: Tabard): String? {
        // snippet: obstacle
        SyncDriver(device, transport).runOnce()
        val hint = when (val state = device.sync.value) {
            is SyncState.Waiting -> state.obstacle?.hint
            is SyncState.Stuck -> state.obstacle.hint
            is SyncState.Wiped -> state.hint
            is SyncState.Idle, is SyncState.Syncing -> null
        }
        // end
        return hint
    }

    // snippet: errors
    suspend fun refusal(settings: Settings, secrets: SecretStore): String? =
        try {
            Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL, pin = "111111")).shutdown()
            null
        } catch (error: TabardError.Locked) {
            if (error.waitMs > 0) "${error.hint} (${error.waitMs / 1000} s)" else error.hint
        } catch (error: TabardError) {
            error.hint
        }
    // end

    // snippet: testing
    class Tunnel(private val road: HttpTransport) : HttpTransport {
        var dark = false

        override suspend fun send(request: HttpRequest): HttpOutcome =
            if (dark) HttpOutcome.NoAnswer else road.send(request)
    }
    // end

    @Test
    fun `an app's own tests have a network that does as it is told`() = test {
        val device = phone().enrol()
        val tunnel = Tunnel(transport).apply { dark = true }
        SyncDriver(device, tunnel).runOnce()
        assertEquals("no_answer", (device.sync.value as SyncState.Waiting).obstacle?.code)
        tunnel.dark = false
        SyncDriver(device, tunnel).runOnce()
        assertEquals(SyncState.Idle, device.sync.value)
        device.shutdown()
    }

    private fun pipe(): Pair<Socket, Socket> =
        ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { server ->
            Socket(server.inetAddress, server.localPort) to server.accept()
        }
}
