package org.tabard.sample.road

import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasScrollAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.TabardApp

/** A person's fingers on the app, which count how often they press. */
@OptIn(ExperimentalTestApi::class)
internal class Fingers(private val ui: SkikoComposeUiTest) {
    /** How often something was pressed. */
    var taps = 0

    /** Waits until something is on the screen; it fails after a minute. */
    fun see(what: SemanticsMatcher) {
        ui.waitUntil(what.description, 60_000) {
            ui.onAllNodes(what).fetchSemanticsNodes().isNotEmpty()
        }
    }

    fun see(text: String) = see(hasText(text, substring = true))

    fun press(what: SemanticsMatcher) {
        reach(what).performClick()
        taps += 1
    }

    fun press(tag: String) = press(hasTestTag(tag))

    fun hold(tag: String) {
        reach(hasTestTag(tag)).performTouchInput { longClick() }
    }

    fun type(tag: String, text: String) = reach(hasTestTag(tag)).performTextInput(text)

    /** Brings it into sight, by scrolling where it has to. */
    private fun reach(what: SemanticsMatcher) = run {
        see(what)
        val scrolls = what and hasAnyAncestor(hasScrollAction())
        if (ui.onAllNodes(scrolls).fetchSemanticsNodes().isNotEmpty()) {
            ui.onNode(what).performScrollTo()
        }
        ui.onNode(what)
    }
}

/** The app on a small phone, and fingers on it. */
@OptIn(ExperimentalTestApi::class)
internal fun onScreen(app: AppModel, use: Fingers.() -> Unit) {
    runSkikoComposeUiTest(Size(360f, 780f), Density(1f)) {
        setContent { TabardApp(app) }
        Fingers(this).use()
    }
}
