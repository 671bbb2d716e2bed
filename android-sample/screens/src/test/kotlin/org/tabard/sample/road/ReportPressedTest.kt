package org.tabard.sample.road

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Account
import org.tabard.record.Incident
import org.tabard.sample.app.Route
import org.tabard.sample.host.Captured

/** What follows the quick report as it is pressed: the real screens, library and program. */
internal class ReportPressedTest : RoadTest() {
    /** The app of a phone that joined, at a report. */
    private fun atReport(use: Fingers.(AppPhone, String) -> Unit) {
        val phone = app("a")
        val report = models {
            phone.join()
            captured(phone.session).also { phone.app.goFromHome(Route.Report(it)) }
        }
        onScreen(phone.app) { use(phone, report) }
    }

    @Test
    fun `a page that is left by Back is part of the report`() = atReport { phone, report ->
        press(hasText("Where and when") and hasText("Nothing yet"))
        type("callsign", "YA214")
        press("location_type")
        press("location_type/street_public_open")
        press("back")
        see(hasText("Where and when") and hasText("Filled in: 2"))
        models {
            val reports = phone.session.device.reports
            reports.watch(report).until { it[Incident.callsign] == "YA214" && !it.draft }
        }
    }

    @Test
    fun `what was typed when the phone locked is there, and is saved by one press`() =
        atReport { phone, report ->
            press(hasText("In your own words") and hasText("Nothing yet"))
            type("narrative", "He opened at once.")
            val reports = phone.session.device.reports
            models { reports.watch(report).until { it.draft } }
            models { phone.app.lock() }
            models {
                phone.unlock()
                phone.app.goFromHome(Route.Report(report))
            }
            press(hasText("Save what was typed"))
            models {
                val read = phone.session.device.reports.watch(report).until { !it.draft }
                assertEquals("He opened at once.", read[Incident.narrative])
            }
        }

    @Test
    fun `an account is written, and is one's own`() = atReport { phone, report ->
        press(hasText("Your own account"))
        type("what_happened", "I knocked.")
        press("back")
        see("The report")
        models {
            val accounts = phone.session.device.records.watch(Account)
            val mine = accounts.until { all -> all.any { !it.fields.isEmpty } }.single()
            assertEquals(report, mine.about)
            assertEquals("I knocked.", mine[Account.whatHappened])
        }
    }

    @Test
    fun `the hub's question is answered, and the field is empty again`() = atReport { phone, report ->
        models { phone.session.sendNow() }
        region.hub(
            "hub", "answer", report, "--status", "being_looked_at",
            "--note", "Was the door open?", "--question",
        )
        models { phone.session.sendNow() }
        see("The hub asks you something")
        press(hasText("Being looked at"))
        see("A question for you")
        type("reply", "It was ajar.")
        press("send")
        see("Saved on this phone. Not sent yet.")
        see("A question, answered")
        see(hasTestTag("reply") and hasSetTextAction() and hasText(""))
    }

    @Test
    fun `a photo is taken, looked at and in its log, and a voice note is kept`() =
        atReport { phone, _ ->
            press(hasText("Photos and voice notes"))
            see("Nothing captured yet.")
            phone.host.photo = Captured(ByteArray(5000) { 7 }, "image/jpeg")
            press(hasText("Take a photo"))
            press("look")
            press(hasText("Close"))
            press(hasText("Custody log"))
            see("Looked at by the person who holds this phone")
            phone.host.sound = Captured("a voice".toByteArray(), "audio/mp4")
            press(hasText("Record a voice note"))
            see("Recording")
            press(hasText("Stop and save"))
            models { phone.session.device.attachments.watch().until { it.size == 2 } }
        }

    @Test
    fun `a voice note is kept when the app is hidden while it records`() = atReport { phone, _ ->
        press(hasText("Photos and voice notes"))
        phone.host.sound = Captured("a voice".toByteArray(), "audio/mp4")
        press(hasText("Record a voice note"))
        see("Recording")
        press("exit")
        models {
            phone.app.unhide()
            phone.unlock()
            phone.session.device.attachments.watch().until { it.size == 1 }
        }
    }

    @Test
    fun `where no team is yet it is said, and there is a line to call`() = atReport { phone, _ ->
        press(hasText("Support"))
        press("support")
        press("support/trim_72h")
        see("That did not work")
        val line = models { phone.session.device.support.helplines().first() }
        press(hasText(line.number, substring = true))
        assertEquals(listOf(line.number), phone.host.called)
    }

    @Test
    fun `support is asked for, and its questions are empty again`() = atReport { phone, report ->
        WellbeingTeam(region)
        models { phone.session.sendNow() }
        press(hasText("Support"))
        press("support")
        press("support/trim_72h")
        press("send")
        see(hasText("Asked ", substring = true))
        val request = models { phone.session.device.support.list().single() }
        assertEquals(report, request.about)
        see(hasText("Not said") and hasTestTag("support"))
    }

    @Test
    fun `it takes two presses to take a report back`() = atReport { phone, report ->
        press("withdraw")
        see("The hub sees that you took it back.")
        assertFalse(models { phone.session.device.reports.get(report) }.summary.withdrawn)
        type("reason", "The wrong job.")
        press("withdraw-now")
        see("You took this report back.")
        assertTrue(models { phone.session.device.reports.get(report) }.summary.withdrawn)
    }
}
