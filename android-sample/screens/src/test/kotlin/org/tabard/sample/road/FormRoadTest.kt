package org.tabard.sample.road

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Account
import org.tabard.record.Incident
import org.tabard.sample.form.Answer
import org.tabard.sample.form.FormBlock
import org.tabard.sample.form.FormModel
import org.tabard.sample.form.FormState
import org.tabard.sample.form.FormTap
import org.tabard.sample.form.Question
import org.tabard.sample.form.ReportSection
import org.tabard.sample.form.account
import org.tabard.sample.form.form
import org.tabard.sample.report.ReportModel

/** Pages of questions over the real library. */
internal class FormRoadTest : RoadTest() {
    private fun FormState.question(path: String): Question? = blocks.firstNotNullOfOrNull { block ->
        when (block) {
            is FormBlock.Asked -> block.question.takeIf { it.path == path }
            is FormBlock.Items ->
                block.items.flatMap { it.questions }.find { it.path.endsWith(path) }
        }
    }

    private suspend fun FormModel.until(path: String, answer: Answer) =
        state.until { it.question(path)?.answer == answer }

    @Test
    fun `a page is typed, kept as it is typed, and saved when it is left`() = test {
        val phone = phone("a")
        val id = captured(phone.session)
        val form = phone.session.form(ReportSection.Where, id)
        phone.show(form::run)
        form.state.until { it.blocks.isNotEmpty() }
        for (end in 1..5) form.hear(FormTap.Type("callsign", "YA214".take(end)))
        form.hear(FormTap.Type("occurred_at", "2027-01-15 03"))
        val hint = phone.session.texts["app.section.time_hint"]
        assertEquals(hint, form.state.value.question("occurred_at")?.fault)
        form.hear(FormTap.Type("occurred_at", "2027-01-15 03:12"))
        assertNull(form.state.value.question("occurred_at")?.fault)

        val report = ReportModel(phone.session, id)
        phone.show(report::run)
        assertTrue(report.state.until { it.read != null }.read!!.typed)
        assertTrue(form.leave())
        report.state.until { it.read?.typed == false }
        assertFalse(form.leave())
        val read = phone.session.device.reports.get(id)
        assertEquals("YA214", read[Incident.callsign])
        assertEquals("2027-01-15T03:12+01:00", read[Incident.occurredAt].toString())
    }

    @Test
    fun `a moment is set by its button, and what the library refuses is said beside it`() = test {
        val phone = phone("a")
        val form = phone.session.form(ReportSection.Where, captured(phone.session))
        phone.show(form::run)
        form.state.until { it.blocks.isNotEmpty() }
        form.hear(FormTap.Now("occurred_at"))
        form.until("occurred_at", Answer.Time("2027-01-15 09:00", set = 1))
        form.hear(FormTap.Type("cad_number", "9".repeat(10_000)))
        val refused = form.state.value.question("cad_number")?.fault
        assertNotNull(refused)
        assertNull(form.state.value.fault)
        form.hear(FormTap.Type("cad_number", "4711"))
        form.until("cad_number", Answer.Text("4711", lines = false))
        assertNull(form.state.value.question("cad_number")?.fault)
    }

    @Test
    fun `an item is added, answered and taken out`() = test {
        val phone = phone("a")
        val id = captured(phone.session)
        val form = phone.session.form(ReportSection.Injuries, id)
        phone.show(form::run)
        form.state.until { it.blocks.isNotEmpty() }
        form.hear(FormTap.Add("injuries"))
        val region = form.state.value.question("/body_region")!!
        form.hear(FormTap.Choose(region.path, "face"))
        val chosen = form.state.value.question("/body_region")!!.answer as Answer.One
        assertEquals("face", chosen.chosen)
        assertTrue(chosen.tiles)
        assertTrue(form.leave())
        assertEquals(1, phone.session.device.reports.get(id)[Incident.injuries].size)
        form.hear(FormTap.Remove("injuries", region.path.split('/')[1]))
        assertTrue(form.leave())
        assertEquals(0, phone.session.device.reports.get(id)[Incident.injuries].size)
        val items = form.state.value.blocks.filterIsInstance<FormBlock.Items>()
        assertEquals(emptyList<Any>(), items.single().items)
    }

    @Test
    fun `an account begins with its first answer, and is found again`() = test {
        val phone = phone("a")
        val id = captured(phone.session)
        val form = phone.session.account(id)
        phone.show(form::run)
        form.state.until { it.blocks.isNotEmpty() }
        assertEquals(0, phone.session.device.records.list(Account).size)
        form.hear(FormTap.Type("what_happened", "I knocked, and he opened at once."))
        assertTrue(form.leave())
        val again = phone.session.account(id)
        phone.show(again::run)
        again.until("what_happened", Answer.Text("I knocked, and he opened at once.", lines = true))
    }
}
