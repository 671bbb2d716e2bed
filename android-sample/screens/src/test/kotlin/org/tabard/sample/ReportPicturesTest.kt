package org.tabard.sample

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.getUnclippedBoundsInRoot
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.height
import androidx.compose.ui.unit.width
import java.io.File
import javax.imageio.ImageIO
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import org.tabard.Words
import org.tabard.sample.kit.LocalExit
import org.tabard.sample.theme.DarkPalette
import org.tabard.sample.theme.LightPalette
import org.tabard.sample.theme.NightPalette
import org.tabard.sample.theme.Palette
import org.tabard.sample.theme.TabardTheme
import org.tabard.sample.words.LocalTexts
import org.tabard.sample.words.Texts

/** The screens of a report as people see them: pictures, and targets large enough for a glove. */
@OptIn(ExperimentalTestApi::class)
internal class ReportPicturesTest {
    /** How a screen is looked at. */
    enum class Look(val palette: Palette, val language: String, val scale: Float, val height: Int) {
        Day(LightPalette, "en", 1f, 780),
        Dark(DarkPalette, "en", 1f, 780),
        Night(NightPalette, "en", 1f, 780),
        Large(LightPalette, "en", 2f, 780),
        Welsh(LightPalette, "cy", 1f, 780),
        WelshLarge(NightPalette, "cy", 2f, 780),
        /** All of it at once. */
        Whole(LightPalette, "en", 1f, 3600),
    }

    private val pictures = File("target/pictures/report").apply { mkdirs() }

    @ParameterizedTest
    @EnumSource
    fun `everything that is pressed is large enough, and nothing is cut off`(look: Look) {
        val texts = Texts.of(runBlocking { Words.choose(look.language) })
        val small = ReportSamples(texts).all().flatMap { (name, screen) ->
            picture(look, texts, name, screen)
        }
        assertEquals(emptyList<String>(), small)
    }

    /** Draws a screen; gives what of it is too small or beside the screen. */
    private fun picture(
        look: Look,
        texts: Texts,
        name: String,
        screen: @Composable () -> Unit,
    ): List<String> {
        var wrong = emptyList<String>()
        val size = Size(WIDTH.toFloat(), look.height.toFloat())
        runSkikoComposeUiTest(size, Density(1f, look.scale)) {
            setContent {
                CompositionLocalProvider(LocalTexts provides texts, LocalExit provides {}) {
                    TabardTheme(look.palette, screen)
                }
            }
            val image = onRoot().captureToImage().toAwtImage()
            ImageIO.write(image, "png", File(pictures, "$name-$look.png"))
            wrong = wrongTargets().map { "$name $look: $it" }
        }
        return wrong
    }

    private fun SkikoComposeUiTest.wrongTargets(): List<String> =
        listOf(hasClickAction(), hasSetTextAction()).flatMap { kind ->
            val targets = onAllNodes(kind)
            List(targets.fetchSemanticsNodes().size) { targets[it].getUnclippedBoundsInRoot() }
                .filter { bounds ->
                    val fits = bounds.left >= 0.dp && bounds.right <= WIDTH.dp
                    bounds.height < SIDE || bounds.width < SIDE || !fits
                }
                .map { it.toString() }
        }

    private companion object {
        const val WIDTH = 360
        val SIDE = 64.dp
    }
}
