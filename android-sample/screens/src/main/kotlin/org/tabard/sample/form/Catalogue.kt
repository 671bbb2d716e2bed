package org.tabard.sample.form

import java.time.ZoneId
import org.tabard.CodeKey
import org.tabard.CodesKey
import org.tabard.DateKey
import org.tabard.ItemsKey
import org.tabard.Key
import org.tabard.RecordKind
import org.tabard.TimeKey
import org.tabard.Value
import org.tabard.sample.words.Texts
import org.tabard.sample.words.day
import org.tabard.sample.words.moment

/** The fields of a kind of record: what each path asks and what its value says. */
class Catalogue(kind: RecordKind, private val texts: Texts, private val zone: ZoneId) {
    private val fields: Map<String, Key<*>> = buildMap {
        for (key in kind.fields) {
            put(key.name, key)
            if (key is ItemsKey<*, *>) {
                for (inner in key.item.fields) put("${key.name}/${inner.name}", inner)
            }
        }
    }

    /**
     * What a path asks; the path itself where a newer region has fields that this code does not
     * know.
     */
    fun question(path: String): String = key(path)?.let(texts::asks) ?: path

    /** What a value at a path says. */
    fun says(value: Value, path: String): String = when (value) {
        is Value.Flag -> texts[if (value.on) "app.common.yes" else "app.common.no"]
        is Value.Whole -> value.number.toString()
        is Value.Text -> said(value.text, path)
    }

    /** What a change at a path says: the code that was ticked, or the value. */
    fun saysChanged(value: Value, path: String): String {
        val key = key(path)
        if (key is CodesKey<*, *>) return texts.code(key.list.name, path.substringAfterLast('/'))
        return says(value, path)
    }

    private fun said(text: String, path: String): String = when (val key = key(path)) {
        is CodeKey<*, *> -> texts.code(key.list.name, text)
        is TimeKey -> texts.moment(text, zone)
        is DateKey -> texts.day(text)
        else -> text
    }

    /** The key of a path such as `callsign`, `types/verbal_abuse` or `acts/k3f9a2/act`. */
    private fun key(path: String): Key<*>? {
        val parts = path.split('/')
        return if (parts.size == 3) fields["${parts[0]}/${parts[2]}"] else fields[parts[0]]
    }
}

/** What a field asks, without the full stop of a sentence. */
internal fun Texts.asks(key: Key<*>): String = this[key.wordKey].removeSuffix(".")
