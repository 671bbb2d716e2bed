package org.tabard

import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assertions.fail
import org.junit.jupiter.api.Test
import org.tabard.code.IncidentType
import org.tabard.record.Incident

/** The road of a report and the errors of a host, with the real library and a real server. */
internal class RoadTest {
    private val region = Region()
    private val secrets = SecretsInMemory()
    private val settings = Settings(File(region.folder, "app"))
    private val transport = UrlConnectionTransport()

    @AfterEach
    fun close() = region.close()

    private suspend fun enrolled(pin: String? = null): Tabard {
        val enrolling = Enrolling(region.code("app"), listOf(Slot.BIOMETRIC, Slot.CREDENTIAL), pin)
        return Tabard.enrol(settings, secrets, enrolling, transport)
    }

    @Test
    fun `a report is saved with no network, held by the region, answered, and there again`() =
        runBlocking {
            val tabard = enrolled()
            region.stop()
            val id = tabard.reports.start()
            tabard.reports.type(id) { add(Incident.types, IncidentType.VERBAL_ABUSE) }
            tabard.reports.type(id) { set(Incident.callsign, "YA214") }
            assertTrue(tabard.reports.save(id))
            val driver = SyncDriver(tabard, transport)
            assertTrue(driver.runOnce() is SyncOutcome.RetryAt)
            val saved = tabard.reports.all.first().single()
            assertEquals(ReportState.SavedOnThisPhone, saved.state)

            region.start()
            tabard.setServer(region.address)
            assertEquals(SyncOutcome.Done, driver.runOnce())
            assertEquals(ReportState.HeldByRegion, tabard.reports.list().single().state)
            region.hub("hub", "answer", id, "--status", "being_looked_at", "--note", "Which door?")
            assertEquals(SyncOutcome.Done, driver.runOnce())
            val report = tabard.reports.watch(id).first()
            assertEquals("YA214", report[Incident.callsign])
            assertEquals(setOf(IncidentType.VERBAL_ABUSE), report[Incident.types])
            assertTrue(report.summary.unread)
            tabard.shutdown()

            val again = Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL))
            assertEquals(id, again.reports.list().single().id)
            again.close()
        }

    @Test
    fun `what a host does wrong is a typed error with a sentence`() = runBlocking {
        val tabard = enrolled(pin = "482913")
        expect<TabardError.InUse> { Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL)) }
        expect<TabardError.Input> { tabard.reports.get("zzq") }
        expect<TabardError.Input> { tabard.reports.write { set(Incident.callsign, "   ") } }
        expect<TabardError.NotFound> { tabard.reports.get("0".repeat(32)) }
        tabard.shutdown()
        tabard.close()
        expect<TabardError.ShutDown> { tabard.reports.list() }
        expect<TabardError.Locked> { Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL)) }
        expect<TabardError.Locked> {
            Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL, "111111"))
        }
        secrets.throws = IllegalStateException("zzqcanary")
        val thrown = expect<TabardError> {
            Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL, "482913"))
        }
        assertFalse(thrown.toString().contains("zzqcanary"))
        secrets.throws = null
        secrets.lose(Slot.BIOMETRIC)
        expect<TabardError.KeyLost> {
            Tabard.open(settings, secrets, Unlocking(Slot.BIOMETRIC, "482913"))
        }
        Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL, "482913")).close()
    }

    @Test
    fun `a removed device is wiped`() = runBlocking {
        val tabard = enrolled()
        tabard.reports.write { set(Incident.callsign, "YA1") }
        region.hub("device", "revoke", tabard.status().device, "--wipe")
        val outcome = SyncDriver(tabard, transport).runOnce()
        assertEquals(SyncOutcome.Wiped(unsent = 1), outcome)
        expect<TabardError.Wiped> { tabard.reports.list() }
        assertFalse(File(settings.dir, "vault.db").exists())
    }

    @Test
    fun `many coroutines at once lose nothing`() = runBlocking {
        val tabard = enrolled()
        (0 until 16).map { n ->
            async(Dispatchers.Default) {
                tabard.reports.write { set(Incident.callsign, "YA$n") }
            }
        }.awaitAll()
        assertEquals(16, tabard.reports.list().size)
        tabard.shutdown()
    }

    private inline fun <reified T : TabardError> expect(call: () -> Any?): T {
        val thrown = try {
            call()
            null
        } catch (error: TabardError) {
            error
        }
        if (thrown !is T) fail<Unit>("expected ${T::class.simpleName}, not $thrown")
        val error = thrown as T
        assertTrue(error.hint.isNotBlank() && error.hint != error.code)
        assertEquals(error.code, error.message)
        return error
    }
}
