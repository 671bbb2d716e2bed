package org.tabard

import java.io.File
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Incident
import org.tabard.record.Wellbeing

/** What a host does wrong is a typed error with a sentence, and breaks nothing. */
internal class HostErrorsTest : RegionTest() {
    @Test
    fun `bad ids, fields and texts are named, and what was said in them is not`() = test {
        val tabard = phone().enrol()
        val id = tabard.reports.write { set(Incident.callsign, "YA1") }
        for (bad in listOf("", CANARY, "ffff")) {
            expect<TabardError.Input> { tabard.reports.get(bad) }
            expect<TabardError.Input> { tabard.reports.type(bad) { set(Incident.callsign, CANARY) } }
            expect<TabardError.Input> { tabard.attachments.get(bad) }
            expect<TabardError.Input> { tabard.crew.leave(bad) }
        }
        expect<TabardError.NotFound> { tabard.reports.get("0".repeat(32)) }
        expect<TabardError.NotFound> { tabard.records.get(Wellbeing, id) }
        expect<TabardError.Input> { tabard.reports.write {} }
        expect<TabardError.Input> { tabard.reports.write { set(Incident.callsign, "   ") } }
        for (path in listOf("callsing", "types/$CANARY", "occurred_at", "a b/c", "", "/")) {
            val edit: Edits<Incident>.() -> Unit = { at(path, Value.Text(CANARY)) }
            expect<TabardError.Input> { tabard.reports.edit(id, edit) }
        }
        expect<TabardError.Input> { tabard.reports.settle(id, "callsign", Value.Text("YA1")) }
        expect<TabardError.Input> { tabard.crew.invite(id, CANARY) }
        expect<TabardError.Input> { SyncDriver(tabard, Network.whole()).tick(ByteArray(3), 1) }
        expect<TabardError.Input> { qrCode("x".repeat(10_000)) }
        assertEquals("YA1", tabard.reports.get(id)[Incident.callsign])
        assertFalse(Tabard.drainLog().any { it.toString().contains(CANARY) })
        tabard.shutdown()
    }

    @Test
    fun `a device is opened once, and a folder that is none is said`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        expect<TabardError.InUse> { phone.open() }
        expect<TabardError.InUse> { phone.enrol() }
        tabard.shutdown()
        expect<TabardError.NotEnrolled> { phone("nobody").open() }
        val file = File(region.folder, "file").apply { writeText(CANARY) }
        for (dir in listOf(File("relative"), File(""), file, File(file, "below"))) {
            expect<TabardError> {
                Tabard.open(Settings(dir), phone.secrets, Unlocking(Slot.CREDENTIAL))
            }
        }
        for (settings in listOf(
            phone.settings.copy(language = "tlh"),
            phone.settings.copy(words = listOf("{$CANARY")),
        )) {
            expect<TabardError.Input> {
                Tabard.open(settings, phone.secrets, Unlocking(Slot.CREDENTIAL))
            }
        }
        expect<TabardError.Input> { Words.choose("tlh") }
        phone.open().shutdown()
    }

    @Test
    fun `after a shutdown every call says so, and every flow is complete`() = test {
        val tabard = phone().enrol()
        val link = tabard.calls.read { it.link(LinkSide.LISTENS) }
        tabard.shutdown()
        tabard.shutdown()
        tabard.close()
        expect<TabardError.ShutDown> { tabard.reports.list() }
        expect<TabardError.ShutDown> { tabard.reports.start() }
        expect<TabardError.ShutDown> { tabard.status() }
        expect<TabardError.ShutDown> { tabard.locks.changePin(null, "135790") }
        expect<TabardError.ShutDown> { sync(tabard) }
        expect<TabardError.ShutDown> { said { link.heard(direct(ByteArray(1))) } }
        assertTrue(tabard.support.helplines().isNotEmpty(), "numbers to call are always there")
        assertTrue(tabard.reports.all.toList().isEmpty())
        assertEquals(SyncState.Idle, tabard.sync.value)
    }

    @Test
    fun `nothing of a device is open after a shutdown`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        tabard.reports.write { set(Incident.callsign, "YA1") }
        assertTrue(openBelow(phone.settings.dir).isNotEmpty())
        tabard.shutdown()
        assertEquals(emptyList<String>(), openBelow(phone.settings.dir))
    }

    private fun openBelow(dir: File): List<String> =
        File("/proc/self/fd").listFiles().orEmpty().map { it.canonicalPath }
            .filter { it.startsWith(dir.path) }
}
