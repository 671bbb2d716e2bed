package org.tabard.sample.words

import androidx.compose.runtime.staticCompositionLocalOf
import org.tabard.Words

/**
 * The words of one language, read once from the library. Nothing a person reads is written in the
 * code of a screen.
 */
class Texts(
    val language: String,
    private val look: (key: String) -> String?,
    private val counting: (key: String, count: Long) -> String = { key, _ -> key },
) {
    /** The text at a key; the key itself where there is none, which a test looks for. */
    operator fun get(key: String): String = look(key) ?: key

    /** The text at a key, or none. */
    fun find(key: String): String? = look(key)

    /** The text at a key with the names in braces filled in. */
    fun fill(key: String, vararg values: Pair<String, Any>): String {
        val given = values.toMap()
        // Once through, so that braces in a value stay as they are.
        return NAME.replace(this[key]) { found -> given[found.groupValues[1]]?.toString() ?: found.value }
    }

    /** The text at a key in the form that a count takes. */
    fun counted(key: String, count: Long): String = counting(key, count)

    /** What a code of a list says; the code itself where a newer region wrote it. */
    fun code(list: String, code: String): String = find("codes.$list.$code") ?: code

    /** The short name by which a report is spoken of. */
    fun reference(report: String): String = fill("app.common.reference", "ref" to report.take(4))

    /** What a field asks, in a few words: the first sentence without its full stop. */
    fun field(record: String, path: String): String {
        val name = path.split('/').filterIndexed { at, _ -> at != 1 }.joinToString(".")
        val full = find("fields.$record.$name") ?: this["fields.$record.${path.substringBefore('/')}"]
        return full.removeSuffix(".")
    }

    companion object {
        private val NAME = Regex("""\{(\w+)\}""")

        /** Before the library has given its words. */
        val None = Texts("en", { null })

        /** The words that the library gave. */
        fun of(words: Words): Texts = Texts(
            words.language,
            { key -> if (key in words) words.text(key) else null },
            words::counted,
        )
    }
}

/** The words of the person's language. */
val LocalTexts = staticCompositionLocalOf { Texts.None }
