package org.tabard.sample

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.tabard.sample.words.Texts

internal class TextsTest {
    private val texts = Texts("en", mapOf("said" to "{who} said {what}, {who}")::get)

    @Test
    fun `braces in a value are a value's`() {
        assertEquals("{what} said no, {what}", texts.fill("said", "who" to "{what}", "what" to "no"))
    }

    @Test
    fun `a name that nobody gives stays as it is`() {
        assertEquals("I said {what}, I", texts.fill("said", "who" to "I"))
    }
}
