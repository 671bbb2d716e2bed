package org.tabard.sample.road

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.tabard.code.AttachmentMedia
import org.tabard.code.ContributoryFactor
import org.tabard.code.IncidentType
import org.tabard.code.PersonRole
import org.tabard.code.SafeNow
import org.tabard.record.Attachment
import org.tabard.record.Incident
import org.tabard.sample.capture.CaptureModel
import org.tabard.sample.capture.CaptureTap
import org.tabard.sample.capture.Step
import org.tabard.sample.capture.VoiceNote
import org.tabard.sample.home.HomeModel
import org.tabard.sample.host.Captured
import org.tabard.sample.kit.Mark

/** The quick report: what is tapped is kept, saved, held and found again. */
internal class CaptureRoadTest : RoadTest() {
    private suspend fun CaptureModel.tapAll(vararg taps: CaptureTap) =
        taps.map { tap(it) }.forEach { it.join() }

    @Test
    fun `a report without a signal is saved, then held by the region`() = test {
        val phone = app("a")
        val session = phone.join()
        region.stop()
        val capture = CaptureModel(session)
        // At once, as a quick thumb does: each is kept, in its order.
        capture.tapAll(
            CaptureTap.Safe("hurt"),
            CaptureTap.What("physical_contact"),
            CaptureTap.What("animal_threat"),
            CaptureTap.What("weapon"),
            CaptureTap.What("animal_threat"),
            CaptureTap.Next,
            CaptureTap.Who("patient"),
            CaptureTap.Factor("alcohol"),
            CaptureTap.Save,
        )
        val saved = checkNotNull(capture.state.value.saved)
        assertEquals(session.texts["states.saved_on_this_phone"], saved.standing.says)
        assertEquals(Mark.Phone, saved.standing.mark)
        val read = session.device.reports.get(saved.id)
        assertEquals(SafeNow.HURT, read[Incident.safeNow])
        assertEquals(setOf(IncidentType.PHYSICAL_CONTACT), read[Incident.types])
        assertEquals(true, read[Incident.weaponInvolved])
        val person = read[Incident.people].single()
        assertEquals(PersonRole.PATIENT, person[Incident.Person.role])
        val factor = read[Incident.factors].single()
        assertEquals(ContributoryFactor.ALCOHOL, factor[Incident.Factor.factor])

        val home = HomeModel(session)
        phone.show(home::run)
        phone.show(capture::followSaved)
        home.state.until { it.rows.firstOrNull()?.standing?.mark == Mark.Phone }
        session.sync.until { it.waiting > 0 }
        region.start()
        session.sendNow()
        home.state.until { it.rows.firstOrNull()?.standing?.mark == Mark.Region }
        capture.state.until { it.saved?.standing?.mark == Mark.Region }
        session.sync.until { it.says == session.texts["app.state.all_held"] }
        home.search("no such word").join()
        assertEquals(0, home.state.value.rows.size)
        home.search("").join()
        assertEquals(listOf(saved.id), home.state.value.rows.map { it.id })
    }

    @Test
    fun `what was tapped survives the process`() = test {
        val phone = app("a")
        val first = CaptureModel(phone.join())
        first.tapAll(
            CaptureTap.Safe("safe"),
            CaptureTap.What("verbal_threat"),
            CaptureTap.What("weapon"),
        )
        phone.dieAndStart()
        val session = phone.unlock()
        val home = HomeModel(session)
        phone.show(home::run)
        val begun = home.state.until { it.begun != null }.begun
        val resumed = CaptureModel(session, begun)
        resumed.resume().join()
        assertEquals(Step.Who, resumed.state.value.step)
        assertEquals(setOf("verbal_threat", "weapon"), resumed.state.value.what)
        assertEquals("safe", resumed.state.value.safe)
        resumed.tapAll(CaptureTap.Who("unknown"), CaptureTap.Save)
        assertEquals(begun, resumed.state.value.saved?.id)
        home.state.until { it.begun == null }
    }

    @Test
    fun `who needs help is shown how to call first`() = test {
        val capture = CaptureModel(app("a").join())
        capture.tapAll(CaptureTap.Safe("need_help_now"))
        assertEquals(Step.Help, capture.state.value.step)
        capture.tapAll(CaptureTap.SafeNow)
        assertEquals(Step.What, capture.state.value.step)
        assertEquals("safe", capture.state.value.safe)
    }

    @Test
    fun `a voice note ends by itself and is wiped once it is sealed`() = test {
        val phone = app("a")
        val session = phone.join()
        val voice = Captured("a voice".encodeToByteArray(), "audio/mp4")
        phone.host.sound = voice
        val capture = CaptureModel(session)
        capture.tapAll(CaptureTap.Safe("safe"), CaptureTap.Voice)
        for (second in 1..20) {
            capture.state.until { it.voice == VoiceNote.Recording(second - 1) }
            phone.host.clock.untilAwaited(second * 1000L)
            phone.host.clock.advance(1000)
        }
        capture.state.until { it.voice == VoiceNote.Kept }
        capture.tapAll(CaptureTap.Save)
        val sealed = session.device.attachments.list().single()
        assertEquals(AttachmentMedia.VOICE_NOTE, sealed[Attachment.media])
        assertArrayEquals(ByteArray(7), voice.bytes)

        val again = CaptureModel(session, checkNotNull(capture.state.value.saved).id)
        again.resume().join()
        assertEquals(VoiceNote.Kept, again.state.value.voice)
    }

    @Test
    fun `a voice note that is hidden while it records is kept`() = test {
        val phone = app("a")
        val capture = CaptureModel(phone.join())
        phone.host.sound = Captured("a voice".encodeToByteArray(), "audio/mp4")
        capture.tapAll(CaptureTap.Safe("safe"), CaptureTap.Voice)
        capture.state.until { it.voice == VoiceNote.Recording(0) }
        phone.app.hide()
        phone.app.unhide()
        assertEquals(1, phone.unlock().device.attachments.list().size)
    }

    @Test
    fun `the app speaks Welsh once it is opened again`() = test {
        val phone = app("a")
        val english = phone.join().texts
        phone.app.speak("cy")
        val session = phone.unlock()
        assertEquals("cy", session.texts.language)
        val capture = CaptureModel(session)
        capture.tapAll(CaptureTap.Safe("safe"), CaptureTap.Save)
        val saved = session.texts["states.saved_on_this_phone"]
        assertEquals(saved, capture.state.value.saved?.standing?.says)
        assertNotEquals(saved, english["states.saved_on_this_phone"])
    }
}
