package org.tabard.sample.road

import java.io.File
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.sample.files.FilesModel
import org.tabard.sample.files.Looking
import org.tabard.sample.form.FormTap
import org.tabard.sample.host.Captured
import org.tabard.sample.kit.Mark
import org.tabard.sample.support.SupportModel

/** Photographs and voice notes, and support. */
internal class CareRoadTest : RoadTest() {
    @Test
    fun `a capture is sealed, held, looked at, let go of and fetched`() = test {
        val phone = phone("a")
        val texts = phone.session.texts
        val files = FilesModel(phone.session, captured(phone.session))
        phone.show(files::run)
        files.state.until { it.rows?.isEmpty() == true }
        files.photograph()
        assertEquals(texts["app.files.no_camera"], files.state.value.said)

        val bytes = ByteArray(5000) { (it % 251).toByte() }
        phone.host.photo = Captured(bytes.copyOf(), "image/jpeg")
        files.photograph()
        assertNull(files.state.value.fault)
        files.state.until { it.rows?.size == 1 }
        assertArrayEquals(ByteArray(5000), phone.host.photo!!.bytes, "the clear bytes are wiped")
        assertEquals(emptyList<File>(), phone.host.folder.inClear(bytes.copyOfRange(100, 400)))

        phone.session.sendNow()
        val row = files.state.until { it.rows?.single()?.held == true }.rows!!.single()
        assertEquals(texts["states.bytes_held"], row.standing)
        files.look(row)
        assertNull(files.state.value.fault)
        assertTrue(files.state.value.looking is Looking.Sound)
        files.play()
        assertEquals(listOf(5000), phone.host.played)
        files.close()
        assertNull(files.state.value.looking)
        val viewed = texts["codes.custody_action.viewed"]
        files.state.until { state -> state.rows!!.single().custody.any { viewed in it } }

        // What its custody log says has to be held too before the bytes may go.
        phone.session.sendNow()
        files.letGo(row)
        assertNull(files.state.value.fault?.hint)
        val gone = files.state.until { it.rows?.single()?.here == false }.rows!!.single()
        assertEquals(texts["states.bytes_held_elsewhere"], gone.standing)
        files.fetch(gone)
        phone.session.sendNow()
        files.state.until { it.rows?.single()?.here == true }
    }

    @Test
    fun `a voice note is kept when it ends, and when its page is left`() = test {
        val phone = phone("a")
        val files = FilesModel(phone.session, captured(phone.session))
        phone.show(files::run)
        phone.host.sound = Captured("a voice".toByteArray(), "audio/mp4")
        files.voice()
        assertTrue(files.state.value.recording)
        files.voice()
        files.state.until { !it.recording && it.rows?.size == 1 }
        phone.host.sound = Captured("another".toByteArray(), "audio/mp4")
        files.voice()
        files.leave()
        files.state.until { !it.recording && it.rows?.size == 2 }
    }

    @Test
    fun `support is asked for without a report, and answered`() = test {
        val team = WellbeingTeam(region)
        val phone = phone("a")
        phone.session.sendNow()
        region.stop()
        val support = SupportModel(phone.session, null)
        phone.show(support::run)
        phone.show { support.form.value.run() }
        val line = support.state.until { it.lines.isNotEmpty() }.lines.first()
        support.call(line)
        assertEquals(listOf(line.number), phone.host.called)
        val form = support.form.value
        form.hear(FormTap.Toggle("support", "trim_72h"))
        form.hear(FormTap.Choose("contact_when", "after_shift"))
        support.send()
        assertNull(support.state.value.fault)
        assertNotNull(support.form.value.takeIf { it !== form })
        val asked = support.state.until { it.rows?.size == 1 }.rows!!.single()
        assertEquals(phone.session.texts["states.support_saved"], asked.standing.says)

        region.start()
        phone.session.sendNow()
        team.answer(asked.id, "--set", "status=in_contact", "--note", "I ring you on Tuesday.")
        phone.session.sendNow()
        val answered = support.state.until { it.rows?.single()?.standing?.mark == Mark.Answered }
        val row = answered.rows!!.single()
        assertEquals(listOf("I ring you on Tuesday."), row.lines.map { it.says })
        assertTrue(support.say(row, "Thank you."))
        support.state.until { it.rows!!.single().lines.size == 2 }
    }

    /** The files in a folder that hold some bytes as they are. */
    private fun File.inClear(bytes: ByteArray): List<File> {
        val sought = String(bytes, Charsets.ISO_8859_1)
        return walk().filter { it.isFile && sought in it.readText(Charsets.ISO_8859_1) }.toList()
    }
}
