package org.tabard.scenario

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** The same JSON for every run and language: ids by their names, moments and chance by one word. */
internal class Canonical(
    /** What is said in it is kept. */
    private val scenario: String,
    /** Names by what they stand for. */
    private val names: Map<String, String>,
) {
    fun of(json: JsonElement): JsonElement = when (json) {
        is JsonObject -> JsonObject(json.mapValues { (key, value) -> field(key, value) })
        is JsonArray -> JsonArray(json.map(::of))
        is JsonPrimitive -> if (json.isString) JsonPrimitive(text(json.content)) else json
    }

    private fun field(key: String, value: JsonElement): JsonElement {
        if (value !is JsonPrimitive || value is JsonNull) return of(value)
        val chance = key in CHANCE && value.content !in names &&
            !(value.isString && isSaid(value.content)) && value.content !in BOOLEANS
        return when {
            key == "path" && value.isString -> JsonPrimitive(path(value.content))
            chance -> JsonPrimitive("chance")
            else -> of(value)
        }
    }

    private fun text(text: String): String =
        names[text] ?: if (MOMENT.matchesAt(text, 0) && !isSaid(text)) "time" else text

    private fun path(path: String): String {
        val segments = path.split('/').map(::text).toMutableList()
        if (segments.size == 3 && !isSaid(segments[1])) segments[1] = "chance"
        return segments.joinToString("/")
    }

    private fun isSaid(text: String): Boolean = text in scenario

    private companion object {
        val CHANCE = setOf("device_clock_offset", "id", "manifest", "message")
        val BOOLEANS = setOf("true", "false")
        val MOMENT = Regex("""\d{4}-\d\d-\d\dT\d\d""")
    }
}
