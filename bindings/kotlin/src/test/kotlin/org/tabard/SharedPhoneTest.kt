package org.tabard

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Incident

/** A phone that several people use. */
internal class SharedPhoneTest : RegionTest() {
    private suspend fun enrolled(person: PersonOnPhone, secrets: SecretStore): Tabard {
        val enrolling = Enrolling(region.code(person.label), listOf(Slot.CREDENTIAL))
        return Tabard.enrol(Settings(person.dir), secrets, enrolling, UrlConnectionTransport())
    }

    @Test
    fun `what one leaves goes with the next, and nobody reads the other`() = test {
        val settings = Settings(File(region.folder, "phone"))
        val phone = SharedPhone.at(settings)
        assertTrue(phone.people().isEmpty())
        val (ann, ben) = phone.add("ann") to phone.add("ben")
        val secrets = ann to SecretsInMemory()
        val anns = enrolled(ann, secrets.second)
        val id = anns.reports.write { set(Incident.callsign, "YA1") }
        expect<TabardError.InUse> { phone.remove("ann") }
        anns.shutdown()
        assertEquals(listOf(1L, 0L), phone.people().map { it.unsent })
        expect<TabardError.Unsent> { phone.remove("ann") }

        val bens = enrolled(ben, SecretsInMemory())
        assertEquals(SyncOutcome.Done, sync(bens))
        expect<TabardError.NotFound> { bens.reports.get(id) }
        bens.shutdown()
        assertEquals(listOf(0L, 0L), phone.people().map { it.unsent })
        assertTrue(region.hub("hub", "list").contains(id))

        val again = Tabard.open(Settings(ann.dir), secrets.second, Unlocking(Slot.CREDENTIAL))
        assertHeld(again.reports.get(id).state)
        again.shutdown()
        phone.remove("ann")
        assertFalse(ann.dir.exists())
        assertEquals(listOf("ben"), phone.people().map { it.label })
    }

    @Test
    fun `labels that are none, taken or unknown are said`() = test {
        val phone = SharedPhone.at(Settings(File(region.folder, "phone")))
        phone.add("ann")
        for (label in listOf("", "../up", "ANN", "x".repeat(99))) {
            expect<TabardError.Input> { phone.add(label) }
        }
        expect<TabardError.NotFound> { phone.remove("nobody") }
        expect<TabardError.Input> { SharedPhone.at(Settings(File("relative"))) }
    }
}
