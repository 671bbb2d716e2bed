package org.tabard.sample.road

import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import java.io.File
import javax.imageio.ImageIO
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.tabard.JobQuestion
import org.tabard.Slot
import org.tabard.code.IncidentType
import org.tabard.code.LocationType
import org.tabard.record.Incident
import org.tabard.sample.app.Route
import org.tabard.sample.app.TabardApp
import org.tabard.sample.theme.Look

/** Every screen of the app as a person sees it: what is pressed is large, whole, and found. */
@OptIn(ExperimentalTestApi::class)
internal class PicturesTest : RoadTest() {
    private val pictures = File("target/pictures").apply { mkdirs() }
    private val faults = mutableListOf<String>()

    private data class Eyes(val name: String, val language: String, val look: Look, val scale: Float)

    @Test
    fun `by day`() = look(Eyes("day", "en", Look.Light, 1f))

    @Test
    fun `in a dim room`() = look(Eyes("dark", "en", Look.Dark, 1f))

    @Test
    fun `at night, in Welsh`() = look(Eyes("night-cy", "cy", Look.Night, 1f))

    @Test
    fun `at twice the size`() = look(Eyes("large", "en", Look.Light, 2f))

    @Test
    fun `at night, in Welsh, at twice the size`() = look(Eyes("large-cy", "cy", Look.Night, 2f))

    private fun look(eyes: Eyes) {
        val phone = app("a")
        runSkikoComposeUiTest(Size(WIDTH, 780f), Density(1f, eyes.scale)) {
            phone.host.choices.set("language", eyes.language)
            models { phone.app.choose(eyes.look) }
            setContent { TabardApp(phone.app) }
            val fingers = Fingers(this)
            fingers.see(hasTestTag("join"))
            shoot(eyes, "enrol")
            models { phone.join(PIN) }
            fingers.see(hasTestTag("new-report"))
            shoot(eyes, "home-empty")
            models {
                report(phone)
                phone.session.sendNow()
                report(phone)
                phone.session.device.jobs.ask(JobQuestion("4711"))
            }
            fingers.see(hasTestTag("sync"))
            shoot(eyes, "home")
            capture(eyes, fingers)
            for ((name, route) in ROUTES) {
                models { phone.app.goFromHome(route) }
                waitForIdle()
                models { phone.session.device.status() }
                shoot(eyes, name)
            }
            phone.app.hide()
            fingers.see(hasTestTag("notes"))
            shoot(eyes, "notes")
            phone.app.unhide()
            fingers.see(hasTestTag("digit-1"))
            shoot(eyes, "lock")
            phone.host.secrets.lose(Slot.BIOMETRIC)
            PIN.forEach { fingers.press("digit-$it") }
            fingers.press("unlock")
            fingers.see(hasTestTag("other-way"))
            shoot(eyes, "lost-key")
        }
        assertEquals(emptyList<String>(), faults)
    }

    private fun SkikoComposeUiTest.capture(eyes: Eyes, fingers: Fingers) {
        fingers.press("new-report")
        fingers.see(hasTestTag("tile-need_help_now"))
        shoot(eyes, "capture-1-safe")
        fingers.press("tile-need_help_now")
        fingers.see(hasTestTag("safe-now"))
        shoot(eyes, "capture-2-help")
        fingers.press("safe-now")
        fingers.press("tile-weapon")
        shoot(eyes, "capture-3-what")
        fingers.press("next")
        fingers.see(hasTestTag("tile-patient"))
        shoot(eyes, "capture-4-who")
        fingers.press("tile-patient")
        fingers.see(hasTestTag("save"))
        shoot(eyes, "capture-5-factors")
        fingers.press("save")
        fingers.see(hasTestTag("done"))
        shoot(eyes, "capture-6-saved")
    }

    private suspend fun report(phone: AppPhone) = phone.session.device.reports.write {
        add(Incident.types, IncidentType.PHYSICAL_CONTACT)
        set(Incident.locationType, LocationType.all.first())
        set(Incident.anyoneHurt, true)
    }

    private fun SkikoComposeUiTest.shoot(eyes: Eyes, screen: String) {
        waitForIdle()
        val name = "$screen-${eyes.name}"
        ImageIO.write(onRoot().captureToImage().toAwtImage(), "png", File(pictures, "$name.png"))
        for (target in onAllNodes(hasClickAction()).fetchSemanticsNodes()) {
            val (left, size) = target.positionInRoot.x to target.size
            val whole = left >= 0 && left + size.width <= WIDTH
            if (minOf(size.width, size.height) < LEAST || !whole) faults += "$name: $left $size"
        }
        val scroll = onAllNodes(hasTestTag("scroll")).fetchSemanticsNodes().firstOrNull()
            ?.config?.getOrNull(SemanticsProperties.VerticalScrollAxisRange)
        val below = scroll != null && scroll.value() < scroll.maxValue()
        val told = onAllNodes(hasTestTag("more-below")).fetchSemanticsNodes().isNotEmpty()
        if (below != told) faults += "$name: below the fold $below, told $told"
    }

    private companion object {
        const val PIN = "482913"

        // A dp is a pixel here.
        const val WIDTH = 360f
        const val LEAST = 64
        val ROUTES = mapOf(
            "jobs" to Route.Jobs,
            "due" to Route.Due,
            "more" to Route.More,
            "settings" to Route.Settings,
            "pin" to Route.ChangePin,
            "destroy" to Route.Destroy,
            "people" to Route.People,
            "about" to Route.About,
        )
    }
}
