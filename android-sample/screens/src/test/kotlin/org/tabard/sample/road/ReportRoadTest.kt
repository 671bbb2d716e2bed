package org.tabard.sample.road

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.sample.answer.AnswerModel
import org.tabard.sample.form.ReportSection
import org.tabard.sample.kit.Mark
import org.tabard.sample.report.ReportModel

/** A report after the quick one: what is filled in, the hub's answer, a reply, taking it back. */
internal class ReportRoadTest : RoadTest() {
    @Test
    fun `the hub's question is read, answered, and the report says where it stands`() = test {
        val phone = phone("a")
        val session = phone.session
        val id = captured(session)
        session.sendNow()
        region.hub(
            "hub", "answer", id, "--status", "being_looked_at",
            "--note", "Was the door open?", "--question", "--role", "VPR lead",
        )
        session.sendNow()
        assertTrue(session.device.reports.get(id).summary.unread)
        val report = ReportModel(session, id)
        phone.show(report::run)
        val asked = report.state.until { it.read?.questionOpen == true }.read!!
        assertEquals(Mark.Answered, asked.standing.mark)
        assertEquals(session.texts["codes.followup_status.being_looked_at"], asked.answer)
        assertTrue(asked.missing.any { it.section == ReportSection.Where })
        assertEquals(emptyList<String>(), asked.missing.filter { it.asks == it.field }.map { it.field })
        assertEquals(1, asked.parts.single { it.section == ReportSection.People }.filled)

        val answer = AnswerModel(session, id)
        phone.show(answer::run)
        val state = answer.state.until { it.open }
        assertEquals(listOf("Was the door open?"), state.lines.map { it.says })
        assertEquals(session.texts["app.answer.question"], state.lines.single().question)
        answer.reply("It was ajar.")
        val replied = answer.state.until { !it.open && it.lines.size == 2 && it.saved == 1 }
        assertEquals(session.texts["app.answer.answered"], replied.lines[0].question)
        report.state.until { it.read?.questionOpen == false }
        session.device.reports.all.until { all -> all.none { it.unread } }
    }

    @Test
    fun `a report is taken back with a reason`() = test {
        val phone = phone("a")
        val id = captured(phone.session)
        val report = ReportModel(phone.session, id)
        phone.show(report::run)
        assertEquals(true, report.state.until { it.read != null }.read?.mayWithdraw)
        report.withdraw("It was the wrong report.")
        val after = report.state.until { it.read?.mayWithdraw == false }.read!!
        assertEquals(listOf(phone.session.texts["app.report.withdrawn"]), after.notes)
    }
}
