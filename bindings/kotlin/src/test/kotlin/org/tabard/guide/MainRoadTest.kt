package org.tabard.guide

import java.io.File
import java.time.OffsetDateTime
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.launch
import kotlinx.coroutines.plus
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.Custody
import org.tabard.Enrolling
import org.tabard.HttpTransport
import org.tabard.RegionTest
import org.tabard.ReportState
import org.tabard.SecretStore
import org.tabard.SecretsInMemory
import org.tabard.Settings
import org.tabard.Slot
import org.tabard.SyncDriver
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.Unlocking
import org.tabard.UrlConnectionTransport
import org.tabard.code.AttachmentMedia
import org.tabard.code.IncidentType
import org.tabard.code.PhysicalAct
import org.tabard.record.Attachment
import org.tabard.record.Followup
import org.tabard.record.Incident

/** The code of `docs/guide/kotlin.md`, run in the order in which an app meets it. */
internal class MainRoadTest : RegionTest() {
    private val secrets: SecretStore = SecretsInMemory()
    private val transport: HttpTransport = UrlConnectionTransport()
    private val shown = mutableListOf<String>()

    @Test
    fun `from the code to an answer that is read`() = test {
        val settings = Settings(File(region.folder, "app"))
        val device = enrolled(settings, region.code("app"))
        val syncing = syncing(this + Dispatchers.Default, device)
        val report = reported(device)
        held(device, report)
        assertTrue(shown.isNotEmpty() && shown.all { ' ' in it })
        syncing.cancel()
        val asks = arrayOf("--status", "being_looked_at", "--note", "Which door?", "--question")
        region.hub("hub", "answer", report, *asks)
        SyncDriver(device, transport).runOnce()
        assertEquals(listOf("Which door?"), answered(device, report))
        assertFalse(device.reports.get(report).summary.unread)
        val photo = photographed(device, report)
        assertEquals("The door", device.attachments.get(photo)[Attachment.title])
        device.shutdown()
        val again = opened(settings)
        assertEquals("YA214", again.reports.get(report)[Incident.callsign])
        again.shutdown()
    }

    private suspend fun enrolled(settings: Settings, code: String): Tabard {
        // snippet: enrol
        val enrolling = Enrolling(code, listOf(Slot.BIOMETRIC, Slot.CREDENTIAL))
        val device = Tabard.enrol(settings, secrets, enrolling, transport)
        // end
        return device
    }

    // snippet: open
    suspend fun opened(settings: Settings): Tabard =
        try {
            Tabard.open(settings, secrets, Unlocking(Slot.BIOMETRIC))
        } catch (_: TabardError.KeyLost) {
            // A finger was added: the phone's own code opens, and makes the first slot anew.
            val device = Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL))
            device.locks.renew(Slot.BIOMETRIC, openWith = Slot.CREDENTIAL)
            device
        }
    // end

    private fun syncing(scope: CoroutineScope, device: Tabard): Job {
        // snippet: sync
        val driver = SyncDriver(device, transport)
        val syncing = scope.launch { driver.run() }
        // end
        return syncing
    }

    private suspend fun reported(device: Tabard): String {
        // snippet: report
        val report = device.reports.start()
        device.reports.type(report) { add(Incident.types, IncidentType.VERBAL_ABUSE) }
        device.reports.type(report) {
            set(Incident.occurredAt, OffsetDateTime.now())
            set(Incident.callsign, "YA214")
            item(Incident.acts) { set(Incident.Act.act, PhysicalAct.KICK) }
        }
        device.reports.save(report)
        // end
        return report
    }

    private suspend fun held(device: Tabard, id: String) {
        // snippet: held
        device.reports.watch(id)
            .onEach { show(it.stands) }
            .first { it.state != ReportState.SavedOnThisPhone }
        // end
    }

    private suspend fun answered(device: Tabard, id: String): List<String> {
        // snippet: answer
        val report = device.reports.get(id)
        val said = report.answer[Followup.messages].mapNotNull { it[Followup.Message.text] }
        report.openQuestions.firstOrNull()?.let { question ->
            device.reports.reply(id, "The red one.", to = question)
        }
        device.reports.markRead(id)
        // end
        return said
    }

    private suspend fun photographed(device: Tabard, report: String): String {
        val content = ByteArray(10_000) { (it % 251).toByte() }
        val jpeg = File(region.folder, "photo").apply { writeBytes(content) }
        // snippet: attach
        val crew = Custody(by = "Technician")
        val photo = device.attachments.attach(report, jpeg, crew) {
            set(Attachment.media, AttachmentMedia.PHOTO)
            set(Attachment.title, "The door")
        }
        jpeg.delete()
        val bytes = device.attachments.view(photo, crew)
        // end
        assertArrayEquals(content, bytes)
        return photo
    }

    private fun show(text: String) {
        shown += text
    }
}
