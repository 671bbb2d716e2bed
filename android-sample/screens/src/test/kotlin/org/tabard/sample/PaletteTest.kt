package org.tabard.sample

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.tabard.sample.theme.DarkPalette
import org.tabard.sample.theme.LightPalette
import org.tabard.sample.theme.NightPalette
import org.tabard.sample.theme.Pairing
import org.tabard.sample.theme.pairings

/** The contrast of every look, reckoned. */
internal class PaletteTest {
    private val all = mapOf("light" to LightPalette, "dark" to DarkPalette, "night" to NightPalette)

    @Test
    fun `what meets on a screen can be read in every look`() {
        val faint = all.flatMap { (look, palette) ->
            palette.pairings().filter { it.ratio < it.least }.map { "$look: ${it.name}" }
        }
        assertEquals(emptyList<String>(), faint)
    }

    @Test
    fun `sentences have seven to one in every look`() {
        val faint = all.flatMap { (look, palette) ->
            listOf(
                Pairing("text on ground", palette.text, palette.ground, BODY),
                Pairing("text on card", palette.text, palette.card, BODY),
            ).filter { it.ratio < it.least }.map { "$look: ${it.name} ${it.ratio}" }
        }
        assertEquals(emptyList<String>(), faint)
    }

    private companion object {
        const val BODY = 7.0
    }
}
