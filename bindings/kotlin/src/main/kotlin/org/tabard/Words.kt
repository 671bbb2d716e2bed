package org.tabard

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** What people read, in one language, kept in memory. */
public class Words private constructor(
    private val source: org.tabard.ffi.Words,
    private val texts: Map<String, String>,
    /** The language's tag, such as `cy`. */
    public val language: String,
) {
    /** Whether there is a text. */
    public operator fun contains(key: String): Boolean = key in texts

    /** The text at a key; a key without one is said as it is. */
    public fun text(key: String): String = texts[key] ?: key

    /** The label of a code. */
    public fun text(code: Code): String = text(code.wordKey)

    /** What a field asks. */
    public fun text(key: Key<*>): String = text(key.wordKey)

    /** The text at a key with its names in braces filled in. */
    public fun fill(key: String, vararg values: Pair<String, String>): String {
        val by = values.toMap()
        return NAME.replace(text(key)) { by[it.groupValues[1]] ?: it.value }
    }

    /** The text at a key in the form that [count] takes, with `{count}` filled in. */
    public fun counted(key: String, count: Long): String = said {
        source.counted(key, count.coerceAtLeast(0).toULong())
    }

    override fun toString(): String = "Words($language)"

    /** Choosing a language. */
    public companion object {
        private val NAME = Regex("""\{([a-z_]+)\}""")

        /** The words of a language, a trust's files laid over them. */
        public suspend fun choose(
            language: String,
            files: List<String> = emptyList(),
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Words = withContext(dispatcher) {
            said {
                val source = org.tabard.ffi.Words.choose(language, files)
                Words(source, source.all().associate { it.key to it.text }, language)
            }
        }
    }
}
