package org.tabard

import java.io.File
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Incident

/** Devices that the region removed. */
internal class RemovedTest : RegionTest() {
    @Test
    fun `a removed device is wiped before its app hears of it`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        val id = tabard.reports.write { set(Incident.callsign, "YA1") }
        region.hub("device", "revoke", tabard.status().device, "--wipe")
        assertEquals(SyncOutcome.Wiped(unsent = 1), sync(tabard))
        val state = tabard.sync.value as SyncState.Wiped
        assertTrue(state.unsent == 1L && state.hint.contains(' '))
        assertEquals(1, expect<TabardError.Wiped> { tabard.reports.get(id) }.unsent)
        assertTrue(tabard.reports.all.toList().isEmpty())
        for (file in listOf("vault.db", "unlock.cbor")) {
            assertFalse(File(phone.settings.dir, file).exists(), file)
        }
        tabard.shutdown()
        expect<TabardError.Wiped> { phone.open() }
    }

    @Test
    fun `a device that was removed and not wiped is stuck, and keeps what it has`() = test {
        val tabard = phone().enrol()
        val id = tabard.reports.write { set(Incident.callsign, "YA1") }
        region.hub("device", "revoke", tabard.status().device)
        val stuck = sync(tabard) as SyncOutcome.Stuck
        assertTrue(stuck.obstacle.hint.contains(' '))
        assertEquals(SyncState.Stuck(stuck.obstacle), tabard.sync.value)
        assertEquals("YA1", tabard.reports.get(id)[Incident.callsign])
        tabard.shutdown()
    }
}
