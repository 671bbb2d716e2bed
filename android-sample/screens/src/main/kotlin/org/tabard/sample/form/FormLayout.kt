package org.tabard.sample.form

import java.time.DateTimeException
import java.time.OffsetDateTime
import java.time.ZoneId
import org.tabard.Code
import org.tabard.CodeKey
import org.tabard.CodeList
import org.tabard.CodesKey
import org.tabard.DateKey
import org.tabard.FlagKey
import org.tabard.ItemIdKey
import org.tabard.ItemsKey
import org.tabard.Key
import org.tabard.TextKey
import org.tabard.TimeKey
import org.tabard.Value
import org.tabard.WholeKey
import org.tabard.code.BodyRegion
import org.tabard.sample.words.Texts
import org.tabard.sample.words.TypedMoment

/** Puts questions to fields: what a form shows of a record. */
class FormLayout(
    private val texts: Texts,
    private val zone: ZoneId,
    /** Why what was typed was not kept, by its path. */
    private val faults: Map<String, String> = emptyMap(),
    /** How often a moment was set by its button, by its path. */
    private val set: Map<String, Int> = emptyMap(),
) {
    /** The blocks for some fields of a record. */
    fun blocks(fields: List<Key<*>>, filled: Filled): List<FormBlock> = fields.mapNotNull { key ->
        if (key is ItemsKey<*, *>) items(key, filled)
        else question(key, key.name, filled)?.let(FormBlock::Asked)
    }

    private fun items(key: ItemsKey<*, *>, filled: Filled): FormBlock.Items {
        val items = filled.items(key.name).mapIndexed { place, id ->
            val questions = key.item.fields.mapNotNull { inner ->
                question(inner, "${key.name}/$id/${inner.name}", filled)
            }
            FormItem(id, place + 1, numbered(place), questions)
        }
        return FormBlock.Items(key.name, texts.asks(key), items)
    }

    private fun question(key: Key<*>, path: String, filled: Filled): Question? =
        answer(key, path, filled)?.let { Question(path, texts.asks(key), it, faults[path]) }

    private fun answer(key: Key<*>, path: String, filled: Filled): Answer? {
        val value = filled.value(path)
        val text = (value as? Value.Text)?.text
        return when (key) {
            is CodeKey<*, *> -> Answer.One(choices(key.list), text, key.list === BodyRegion)
            is CodesKey<*, *> -> Answer.Many(choices(key.list), filled.ticked(path))
            is DateKey -> Answer.Date(text.orEmpty())
            is FlagKey -> Answer.Flag((value as? Value.Flag)?.on)
            is ItemIdKey -> Answer.One(members(key.list, filled), text)
            is TextKey -> Answer.Text(text.orEmpty(), lines = key.maxBytes > ONE_LINE)
            is TimeKey -> Answer.Time(text?.let(::typed).orEmpty(), set[path] ?: 0)
            is WholeKey -> {
                val number = (value as? Value.Whole)?.number
                Answer.Whole(number?.toString().orEmpty(), texts["units.${key.unit}"])
            }
            // The items of items: no record has them.
            is ItemsKey<*, *> -> null
        }
    }

    private fun <C : Code> choices(list: CodeList<C>): List<Choice> = list.all.map { code ->
        val heading = list.groups[code]?.let { texts["groups.${list.name}.$it"] }
        Choice(code.code, texts.code(list.name, code.code), heading)
    }

    private fun members(list: String, filled: Filled): List<Choice> =
        filled.items(list).mapIndexed { place, id -> Choice(id, numbered(place)) }

    /** A moment as it would be typed; nothing where a newer region wrote it in another form. */
    private fun typed(moment: String): String =
        try {
            TypedMoment.write(OffsetDateTime.parse(moment).toInstant(), zone)
        } catch (_: DateTimeException) {
            ""
        }

    private fun numbered(place: Int): String =
        texts.fill("app.section.number", "number" to place + 1)

    private companion object {
        /** A text that may take more bytes than this gets several lines. */
        const val ONE_LINE = 400
    }
}
