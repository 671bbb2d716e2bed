package org.tabard.sample.form

import org.tabard.Fields
import org.tabard.Value

/** What a record says, by its paths, whatever kind it is. */
class Filled private constructor(
    private val values: Map<String, Value>,
    /** Items that say nothing yet, by their list. */
    private val blank: Map<String, List<String>> = emptyMap(),
) {
    /** The fields of a record. */
    constructor(fields: Fields<*>) :
        this(fields.paths.mapNotNull { path -> fields.at(path)?.let { path to it } }.toMap())

    /** The same with items that say nothing yet, by their list. */
    fun with(blank: Map<String, List<String>>): Filled = Filled(values, blank)

    /** The same where a path says something else; null for nothing, there and below. */
    fun with(path: String, value: Value?): Filled {
        val others = if (value != null) values else values.filterKeys {
            it != path && !it.startsWith("$path/")
        }
        return Filled(if (value == null) others else others + (path to value), blank)
    }

    /** What stands at a path. */
    fun value(path: String): Value? = values[path]

    /** What is ticked of a set. */
    fun ticked(name: String): Set<String> =
        below(name).filterTo(LinkedHashSet()) { values["$name/$it"] == Value.Flag(true) }

    /** The ids of the items of a list, in its order. */
    fun items(name: String): List<String> =
        (below(name).map { it.substringBefore('/') } + blank[name].orEmpty()).distinct()

    /** Whether a field says anything. */
    fun says(name: String): Boolean = name in values || below(name).isNotEmpty()

    override fun toString(): String = "Filled"

    private fun below(name: String): List<String> =
        values.keys.filter { it.startsWith("$name/") }.map { it.removePrefix("$name/") }

    companion object {
        /** Nothing. */
        val Nothing = Filled(emptyMap())
    }
}
