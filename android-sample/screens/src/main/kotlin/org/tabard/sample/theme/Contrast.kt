package org.tabard.sample.theme

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance

/** Two colours that meet on a screen, and the contrast that WCAG 2.2 asks of them. */
data class Pairing(val name: String, val front: Color, val back: Color, val least: Double) {
    /** The contrast ratio, 1 to 21. */
    val ratio: Double
        get() {
            val (low, high) = listOf(front.luminance(), back.luminance()).sorted()
            return (high + 0.05) / (low + 0.05)
        }
}

private const val TEXT = 4.5
private const val MARK = 3.0

/** Every pair of a palette that a screen puts together. */
fun Palette.pairings(): List<Pairing> = listOf(
    Pairing("text on ground", text, ground, TEXT),
    Pairing("text on card", text, card, TEXT),
    Pairing("quiet on ground", quiet, ground, TEXT),
    Pairing("quiet on card", quiet, card, TEXT),
    Pairing("action on ground", action, ground, TEXT),
    Pairing("action on card", action, card, TEXT),
    Pairing("onAction on action", onAction, action, TEXT),
    Pairing("onChosen on chosen", onChosen, chosen, TEXT),
    Pairing("onGoodBox on goodBox", onGoodBox, goodBox, TEXT),
    Pairing("onCareBox on careBox", onCareBox, careBox, TEXT),
    Pairing("danger on ground", danger, ground, TEXT),
    Pairing("danger on card", danger, card, TEXT),
    Pairing("onDanger on danger", onDanger, danger, TEXT),
    Pairing("onDangerBox on dangerBox", onDangerBox, dangerBox, TEXT),
    Pairing("line on ground", line, ground, MARK),
    Pairing("line on card", line, card, MARK),
    Pairing("good on ground", good, ground, MARK),
    Pairing("good on card", good, card, MARK),
    Pairing("good on goodBox", good, goodBox, MARK),
    Pairing("care on ground", care, ground, MARK),
    Pairing("care on card", care, card, MARK),
    Pairing("care on careBox", care, careBox, MARK),
    Pairing("danger on dangerBox", danger, dangerBox, MARK),
    Pairing("action on chosen", action, chosen, MARK),
    Pairing("onChosen as the border of chosen on ground", onChosen, ground, MARK),
    Pairing("code", codeLight, codeDark, TEXT),
)
