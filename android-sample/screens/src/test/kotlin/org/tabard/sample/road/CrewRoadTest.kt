package org.tabard.sample.road

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.sample.app.Session
import org.tabard.sample.conflicts.ConflictsModel
import org.tabard.sample.crew.CrewModel
import org.tabard.sample.form.FormTap
import org.tabard.sample.form.ReportSection
import org.tabard.sample.form.form
import org.tabard.sample.history.HistoryModel

/** Crew-mates who write one report. */
internal class CrewRoadTest : RoadTest() {
    /** Lets one phone into a report of the other by its code. */
    private suspend fun letIn(mine: TestPhone, theirs: TestPhone, report: String): CrewModel {
        // A phone that joined is known to the others with their next sync.
        mine.session.sendNow()
        val mate = CrewModel(theirs.session, report)
        mate.name = "Sam"
        mate.role = "Technician"
        mate.showMine()
        assertNotNull(mate.state.value.mine)
        val crew = CrewModel(mine.session, report)
        mine.host.scanned = mate.state.value.mineAsText
        crew.scan()
        val asks = mine.session.texts.fill("app.crew.let_in", "name" to "Sam")
        assertEquals(asks, crew.state.value.letIn)
        crew.letIn()
        assertNull(crew.state.value.fault)
        assertEquals(mine.session.texts["app.crew.added"], crew.state.value.said)
        mine.session.sendNow()
        theirs.session.sendNow()
        mate.join()
        assertNull(mate.state.value.fault)
        return mate
    }

    private suspend fun state(phone: TestPhone, report: String, callsign: String) {
        val form = phone.session.form(ReportSection.Where, report)
        phone.show(form::run)
        form.state.until { it.blocks.isNotEmpty() }
        form.hear(FormTap.Type("callsign", callsign))
        assertTrue(form.leave())
    }

    @Test
    fun `a crew-mate writes too, and what differs is chosen by a person`() = test {
        val (a, b) = phone("a") to phone("b")
        val report = captured(a.session)
        val mate = letIn(a, b, report)
        state(a, report, "YA214")
        state(b, report, "YA215")
        listOf<Session>(a.session, b.session, a.session).forEach { it.sendNow() }

        val conflicts = ConflictsModel(a.session, report)
        a.show(conflicts::run)
        val row = conflicts.state.until { it.rows?.firstOrNull()?.values?.size == 2 }.rows!!.single()
        assertEquals(setOf("YA214", "YA215"), row.values.map { it.says }.toSet())
        val texts = a.session.texts
        val you = texts.fill("app.conflicts.by", "who" to texts["app.conflicts.you"])
        val mates = texts.fill("app.conflicts.by", "who" to texts["app.conflicts.mate"])
        val (mine, theirs) = listOf("YA214", "YA215").map { says -> row.values.single { it.says == says } }
        assertTrue(mine.by.startsWith("$you · "), mine.by)
        assertTrue(theirs.by.startsWith("$mates · "), theirs.by)
        conflicts.use(row, theirs)
        assertTrue(conflicts.state.until { it.rows?.isEmpty() == true }.settled)

        val history = HistoryModel(a.session, report)
        a.show(history::run)
        val rows = history.state.until { state ->
            state.rows.orEmpty().any { row -> row.changes.any { texts["app.history.settled"] in it } }
        }.rows!!
        assertTrue(rows.flatMap { it.changes }.any { "YA215" in it })
        mate.leave()
        assertTrue(mate.state.value.left)
        assertNull(mate.state.value.fault)
    }

    @Test
    fun `what is no code is said, and nobody is let in`() = test {
        val a = phone("a")
        val crew = CrewModel(a.session, captured(a.session))
        crew.read("not a code")
        assertNotNull(crew.state.value.fault)
        assertNull(crew.state.value.letIn)
        crew.letIn()
        assertNull(crew.state.value.said)
        assertFalse(crew.state.value.left)
    }
}
