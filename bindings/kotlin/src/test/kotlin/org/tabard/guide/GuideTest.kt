package org.tabard.guide

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Holds `docs/guide/kotlin.md` against the code that is compiled, and mostly run, from here. */
internal class GuideTest {
    @Test
    fun `the guide says the code that is compiled, and all of it`() {
        val written = blocks(File("../../docs/guide/kotlin.md").readText())
        val compiled = FOLDERS.flatMap { folder ->
            val sources = checkNotNull(File(folder).listFiles()) { folder }
            sources.flatMap { regions(it.readText()) }
        }
        assertTrue(written.size > 10, "${written.size}")
        assertEquals(compiled.sorted(), written.sorted())
    }

    /** What stands between fences that say Kotlin. */
    private fun blocks(page: String): List<String> =
        page.split("\n```kotlin\n").drop(1).map { it.substringBefore("\n```") }

    /** What stands between the lines that begin a snippet and end it, without its indentation. */
    private fun regions(source: String): List<String> =
        BEGINS.split(source).drop(1).map { rest ->
            val lines = rest.lines().takeWhile { it.trim() != "// end" }
            lines.joinToString("\n").trimIndent()
        }

    private companion object {
        val BEGINS = Regex("""\n *// snippet: .*\n""")
        val FOLDERS = listOf(
            "src/test/kotlin/org/tabard/guide",
            "android/src/test/kotlin/org/tabard/android/guide",
        )
    }
}
