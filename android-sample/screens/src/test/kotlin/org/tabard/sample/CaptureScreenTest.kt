package org.tabard.sample

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.getUnclippedBoundsInRoot
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.height
import androidx.compose.ui.unit.width
import java.io.File
import javax.imageio.ImageIO
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.Words
import org.tabard.sample.capture.CaptureScreen
import org.tabard.sample.capture.CaptureState
import org.tabard.sample.capture.CaptureTap
import org.tabard.sample.capture.SavedWays
import org.tabard.sample.capture.Step
import org.tabard.sample.theme.NightPalette
import org.tabard.sample.theme.TabardTheme
import org.tabard.sample.words.LocalTexts
import org.tabard.sample.words.Texts

/** The quick report with the library's words, at normal and at double size of text. */
@OptIn(ExperimentalTestApi::class)
internal class CaptureScreenTest {
    private val steps = listOf(Step.Safe, Step.Help, Step.What, Step.Who, Step.Factors)
    private val pictures = File("target/pictures").apply { mkdirs() }

    private fun texts(language: String): Texts =
        Texts.of(runBlocking { Words.choose(language) })

    private fun smallTargets(language: String, step: Step, fontScale: Float): List<String> {
        val small = mutableListOf<String>()
        runSkikoComposeUiTest(Size(360f, 780f), Density(1f, fontScale)) {
            setContent {
                CompositionLocalProvider(LocalTexts provides texts(language)) {
                    TabardTheme(NightPalette) {
                        CaptureScreen(CaptureState(step), SavedWays({}, {}, {}), {}) { _: CaptureTap -> }
                    }
                }
            }
            val picture = onRoot().captureToImage().toAwtImage()
            val name = "$step-$language-${(fontScale * 100).toInt()}.png"
            ImageIO.write(picture, "png", File(pictures, name))
            val targets = onAllNodes(hasClickAction())
            val count = targets.fetchSemanticsNodes().size
            assertTrue(count >= 2, "$step has $count targets")
            for (at in 0 until count) {
                val bounds = targets[at].getUnclippedBoundsInRoot()
                val fits = bounds.left >= 0.dp && bounds.right <= 360.dp
                if (bounds.height < 64.dp || bounds.width < 64.dp || !fits) small += "$step: $bounds"
            }
        }
        return small
    }

    @Test
    fun `everything that is pressed is large enough for a glove`() {
        val small = listOf("en", "cy").flatMap { language ->
            listOf(1f, 2f).flatMap { scale ->
                steps.flatMap { smallTargets(language, it, scale) }
            }
        }
        assertEquals(emptyList<String>(), small)
    }
}
