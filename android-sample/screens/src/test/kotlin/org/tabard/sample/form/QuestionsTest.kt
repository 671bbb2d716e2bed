package org.tabard.sample.form

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import java.io.File
import java.time.ZoneOffset
import javax.imageio.ImageIO
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.tabard.Key
import org.tabard.Value
import org.tabard.Words
import org.tabard.record.Incident
import org.tabard.sample.theme.NightPalette
import org.tabard.sample.theme.TabardTheme
import org.tabard.sample.words.LocalTexts
import org.tabard.sample.words.Texts

/** What a person does on a page of questions, and what the page makes of it. */
@OptIn(ExperimentalTestApi::class)
internal class QuestionsTest {
    private val texts = Texts.of(runBlocking { Words.choose("en") })
    private val pictures = File("target/pictures/report").apply { mkdirs() }
    private val taps = mutableListOf<FormTap>()

    private fun page(
        vararg fields: Key<*>,
        filled: Filled = Filled.Nothing,
        test: SkikoComposeUiTest.() -> Unit,
    ) = runSkikoComposeUiTest(Size(360f, 1600f), Density(1f)) {
        val blocks = FormLayout(texts, ZoneOffset.UTC).blocks(fields.toList(), filled)
        setContent {
            CompositionLocalProvider(LocalTexts provides texts) {
                TabardTheme(NightPalette) { FormScreen("", FormState(blocks), {}) { taps += it } }
            }
        }
        test()
    }

    private fun SkikoComposeUiTest.tap(tag: String) =
        onNodeWithTag(tag).performScrollTo().performClick()

    private fun SkikoComposeUiTest.picture(name: String) {
        val image = onRoot().captureToImage().toAwtImage()
        ImageIO.write(image, "png", File(pictures, "$name.png"))
    }

    @Test
    fun `a choice folds its list away, and is taken back by the same tap`() {
        val chosen = Filled.Nothing.with("location_type", Value.Text("street_public_open"))
        page(Incident.locationType, filled = chosen) {
            tap("location_type")
            picture("open-one")
            tap("location_type/private_home_patient")
            onNodeWithTag("location_type/private_home_patient").assertDoesNotExist()
            tap("location_type")
            tap("location_type/street_public_open")
        }
        val expected = listOf<FormTap>(
            FormTap.Choose("location_type", "private_home_patient"),
            FormTap.Choose("location_type", null),
        )
        assertEquals(expected, taps)
    }

    @Test
    fun `ticks stay open, and parts of the body are tiles`() {
        val item = Filled.Nothing.with("injuries/one/body_region", Value.Text("face"))
        page(Incident.types, Incident.injuries, filled = item) {
            tap("types")
            tap("types/verbal_abuse")
            tap("types/physical_contact")
            picture("open-many")
            tap("types")
            tap("injuries/one/body_region")
            picture("open-body")
            tap("tile-back")
            tap("add-injuries")
            onNodeWithText(texts.fill("app.section.remove_says", "number" to 1))
                .performScrollTo().performClick()
        }
        val expected = listOf(
            FormTap.Toggle("types", "verbal_abuse"),
            FormTap.Toggle("types", "physical_contact"),
            FormTap.Choose("injuries/one/body_region", "back"),
            FormTap.Add("injuries"),
            FormTap.Remove("injuries", "one"),
        )
        assertEquals(expected, taps)
    }

    @Test
    fun `yes is taken back by the same tap, and every letter is heard`() {
        val yes = Filled.Nothing.with("weapon_involved", Value.Flag(true))
        page(Incident.weaponInvolved, Incident.callsign, Incident.occurredAt, filled = yes) {
            tap("tile-no")
            tap("tile-yes")
            onNodeWithTag("callsign").performTextInput("YA")
            onNodeWithText(texts["app.section.time_now"]).performScrollTo().performClick()
        }
        val expected = listOf(
            FormTap.Say("weapon_involved", false),
            FormTap.Say("weapon_involved", null),
            FormTap.Type("callsign", "YA"),
            FormTap.Now("occurred_at"),
        )
        assertEquals(expected, taps)
    }
}
