package org.tabard.scenario

import java.io.File
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.tabard.Region
import org.tabard.TabardError

/** The scenario for every language (`tests/foreign/README.md`), through this layer. */
internal class ScenarioTest {
    private val folder = File("../../tests/foreign")

    @Test
    fun `the scenario ends as it does in every language`() = runBlocking {
        val scenario = File(folder, "scenario.json").readText()
        val expected = Json.parseToJsonElement(File(folder, "expected.json").readText())
        val ended = Region(founded = false).use { region ->
            val play = Play(region)
            for ((number, step) in Json.parseToJsonElement(scenario).jsonArray.withIndex()) {
                val went = play.step(step.jsonObject)
                assertEquals(step.jsonObject.text("fails"), went, "step $number, $step")
            }
            play.ended(scenario).also { play.over() }
        }
        assertEquals(expected.jsonObject.keys, ended.keys, "what was looked at")
        for ((name, seen) in ended) {
            val before = expected.jsonObject.getValue(name).ordered()
            assertEquals(pretty(before), pretty(seen.ordered()), name)
        }
    }

    private fun pretty(json: JsonElement): String =
        PRETTY.encodeToString(JsonElement.serializer(), json)

    private companion object {
        val PRETTY = Json { prettyPrint = true }
    }
}

/** Who plays, what has a name, and what was seen. */
private class Play(private val region: Region) {
    private val actors = mutableMapOf<String, Actor>()
    private val names = mutableMapOf<String, String>()
    private val looks = sortedMapOf<String, JsonElement>()

    /** Does a step; gives the code of the error with which it failed, and null where it did not. */
    suspend fun step(step: JsonObject): String? {
        val made = try {
            done(step)
        } catch (error: TabardError) {
            return error.code
        }
        step.text("as")?.let { name -> if (made != null) names[name] = made }
        return null
    }

    suspend fun over() = actors.values.forEach { it.shutdown() }

    suspend fun ended(scenario: String): JsonObject {
        val people = actors.entries.associate { (name, actor) -> actor.id() to name }
        val canonical = Canonical(scenario, names.entries.associate { it.value to it.key } + people)
        return JsonObject(looks.mapValues { canonical.of(it.value) })
    }

    private suspend fun done(step: JsonObject): String? {
        val (who, does) = step.said("who") to step.said("do")
        when {
            who == "server" && does == "start" -> region.start()
            who == "server" && does == "stop" -> region.stop()
            who == "hub" -> return run(step)
            does == "enrol" ->
                actors[who] = Actor.enrolled(File(region.folder, who), filled(step.said("code")))
            does == "invite" -> {
                val code = actors.getValue(step.said("mate")).mateCode(step)
                actors.getValue(who).invite(names.getValue(step.said("record")), code)
            }
            does == "look" -> looks[step.said("as")] = actors.getValue(who).sees(step, names)
            else -> return actors.getValue(who).does(step, names)
        }
        return null
    }

    private fun run(step: JsonObject): String? {
        val arguments = step.getValue("arguments").jsonArray.map { filled(it.jsonPrimitive.content) }
        val said = region.tabard(*arguments.toTypedArray())
        return step.text("take")?.let { Json.parseToJsonElement(said).jsonObject.said(it) }
    }

    /** A text with what the names in braces stand for. */
    private fun filled(text: String): String {
        val places = mapOf("region" to region.dir.path, "folder" to region.folder.path)
        return (places + names).entries.fold(text) { filled, (name, stands) ->
            filled.replace("{$name}", stands)
        }
    }
}

/** Objects with their fields in order, and lists of objects with an id by what these say. */
private fun JsonElement.ordered(): JsonElement = when (this) {
    is JsonObject -> JsonObject(mapValues { it.value.ordered() }.toSortedMap())
    is JsonArray -> {
        val members = map { it.ordered() }
        val sorts = members.all { it is JsonObject && "id" in it }
        JsonArray(if (sorts) members.sortedBy { it.toString() } else members)
    }
    else -> this
}

/** A text of a step, where it is there. */
internal fun JsonObject.text(key: String): String? = get(key)?.jsonPrimitive?.content

/** A text of a step. */
internal fun JsonObject.said(key: String): String = checkNotNull(text(key)) { "no $key in $this" }
