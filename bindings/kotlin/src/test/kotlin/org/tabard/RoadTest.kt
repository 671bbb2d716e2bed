package org.tabard

import kotlinx.coroutines.flow.first
import okhttp3.OkHttpClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.tabard.code.FollowupStatus
import org.tabard.code.IncidentType
import org.tabard.record.Followup
import org.tabard.record.Incident

/** The road of a report and of its answer, with the real library and a real server. */
internal class RoadTest : RegionTest() {
    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun `a report is saved with no network, held by the region, answered, and there again`(
        okhttp: Boolean,
    ) = test {
        val phone = phone()
        val transport = if (okhttp) OkHttpTransport(OkHttpClient()) else UrlConnectionTransport()
        val tabard = phone.enrol(transport = transport)
        region.stop()
        val id = tabard.reports.start()
        tabard.reports.type(id) { add(Incident.types, IncidentType.VERBAL_ABUSE) }
        tabard.reports.type(id) { set(Incident.callsign, "YA214") }
        assertTrue(tabard.reports.save(id))
        assertTrue(sync(tabard, transport) is SyncOutcome.RetryAt)
        assertEquals("no_answer", (tabard.sync.value as SyncState.Waiting).obstacle?.code)
        val saved = tabard.reports.all.first().single()
        assertEquals(ReportState.SavedOnThisPhone, saved.state)

        region.start()
        assertEquals(SyncOutcome.Done, sync(tabard, transport))
        assertHeld(tabard.reports.list().single().state)
        region.hub("hub", "answer", id, "--status", "being_looked_at", "--note", "Which door?")
        assertEquals(SyncOutcome.Done, sync(tabard, transport))
        val report = tabard.reports.watch(id).first()
        assertEquals("YA214", report[Incident.callsign])
        assertEquals(setOf(IncidentType.VERBAL_ABUSE), report[Incident.types])
        assertTrue(report.summary.unread)
        tabard.shutdown()

        val again = phone.open()
        assertEquals(id, again.reports.list().single().id)
        again.shutdown()
    }

    @Test
    fun `the hub's question is answered, and the report is closed`() = test {
        val tabard = phone().enrol()
        val id = tabard.reports.write { set(Incident.callsign, "YA214") }
        sync(tabard)
        val asks = arrayOf("--status", "being_looked_at", "--note", "Which door?", "--question")
        region.hub("hub", "answer", id, *asks)
        sync(tabard)
        val asked = tabard.reports.get(id)
        val question = asked.answer[Followup.messages].single()
        assertEquals("Which door?", question[Followup.Message.text])
        assertEquals(asked.openQuestions, listOf(question.id))
        assertEquals(FollowupStatus.BEING_LOOKED_AT, asked.answer[Followup.status])

        assertTrue(tabard.reports.reply(id, "The red one."))
        assertTrue(tabard.reports.get(id).openQuestions.isEmpty())
        tabard.reports.markRead(id)
        assertFalse(tabard.reports.get(id).summary.unread)
        assertEquals(SyncOutcome.Done, sync(tabard))
        assertTrue(region.hub("hub", "show", id).contains("The red one."))
        val closes = arrayOf("--status", "closed", "--outcome", "with_the_police", "--note", "Thanks.")
        region.hub("hub", "answer", id, *closes)
        sync(tabard)
        assertEquals(ReportState.Answered("closed"), tabard.reports.get(id).state)
        tabard.shutdown()
    }

    @Test
    fun `half a character costs nothing of what was typed`() = test {
        val tabard = phone().enrol()
        val id = tabard.reports.start()
        tabard.reports.type(id) { set(Incident.narrative, "He kicked the door \uD83D") }
        tabard.reports.save(id)
        assertEquals("He kicked the door ?", tabard.reports.get(id)[Incident.narrative])
        assertTrue(tabard.reports.withdraw(id, "Twice \uDE00"))
        expect<TabardError.Input> { tabard.reports.get("\uD83D") }
        tabard.shutdown()
    }
}
