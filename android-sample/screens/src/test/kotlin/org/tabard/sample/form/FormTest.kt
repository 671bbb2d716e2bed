package org.tabard.sample.form

import java.time.ZoneOffset
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.tabard.ItemsKey
import org.tabard.Value
import org.tabard.Words
import org.tabard.record.Incident
import org.tabard.sample.words.Texts

/** Forms that are made from the library's dictionary, and the words in them. */
internal class FormTest {
    private fun texts(language: String): Texts = Texts.of(runBlocking { Words.choose(language) })

    @Test
    fun `every field of a report is asked once, or left out by name`() {
        val asked = ReportSection.entries.flatMap { it.fields } + ReportSection.unasked
        assertEquals(Incident.fields.map { it.name }.sorted(), asked.map { it.name }.sorted())
    }

    @ParameterizedTest
    @ValueSource(strings = ["en", "cy"])
    fun `every question and every choice has words`(language: String) {
        val texts = texts(language)
        val layout = FormLayout(texts, ZoneOffset.UTC)
        for (section in ReportSection.entries) {
            assertNotEquals(section.key, texts[section.key])
            // With an item in every list, so that what items ask is among it.
            val filled = section.fields.filterIsInstance<ItemsKey<*, *>>()
                .fold(Filled.Nothing) { all, list ->
                    all.with("${list.name}/one/x", Value.Flag(true))
                }
            layout.blocks(section.fields, filled).flatMap(::questions).forEach { question ->
                assertFalse(question.asks.startsWith("fields."), question.asks)
                val choices = when (val answer = question.answer) {
                    is Answer.One -> answer.choices
                    is Answer.Many -> answer.choices
                    else -> emptyList()
                }
                choices.forEach {
                    assertNotEquals(it.id, it.label, question.path)
                    assertFalse(it.heading.orEmpty().startsWith("groups."), question.path)
                }
            }
        }
    }

    @Test
    fun `a catalogue reads paths of fields, ticks and items, and shows what it does not know`() {
        val texts = texts("en")
        val catalogue = Catalogue(Incident, texts, ZoneOffset.ofHours(1))
        assertEquals(texts["fields.incident.callsign"].removeSuffix("."), catalogue.question("callsign"))
        val act = texts["fields.incident.acts.act"].removeSuffix(".")
        assertEquals(act, catalogue.question("acts/k3f9a2/act"))
        assertEquals("newer", catalogue.question("newer"))
        val at = Value.Text("2026-03-01T02:12:00Z")
        assertEquals("1 Mar 2026, 03:12", catalogue.says(at, "occurred_at"))
        assertEquals("soon", catalogue.says(Value.Text("soon"), "occurred_at"))
        val ticked = catalogue.saysChanged(Value.Flag(true), "types/verbal_abuse")
        assertEquals(texts["codes.incident_type.verbal_abuse"], ticked)
        assertEquals(texts["app.common.yes"], catalogue.says(Value.Flag(true), "weapon_involved"))
    }

    @Test
    fun `what a record says is read by its paths`() {
        val filled = Filled.Nothing
            .with("acts/b/act", Value.Text("punch"))
            .with("types/verbal_abuse", Value.Flag(true))
            .with("types/threat", Value.Flag(false))
        assertEquals(setOf("verbal_abuse"), filled.ticked("types"))
        assertEquals(listOf("b", "c"), filled.with(mapOf("acts" to listOf("b", "c"))).items("acts"))
        assertFalse(filled.with("acts/b", null).says("acts"))
        assertFalse(filled.says("act"))
    }

    private fun questions(block: FormBlock): List<Question> = when (block) {
        is FormBlock.Asked -> listOf(block.question)
        is FormBlock.Items -> block.items.flatMap { it.questions }
    }
}
