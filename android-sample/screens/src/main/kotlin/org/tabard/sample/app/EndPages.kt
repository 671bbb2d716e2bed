package org.tabard.sample.app

import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Page
import org.tabard.sample.words.LocalTexts

/** What is left where nothing opens any more. */
@Composable
internal fun GonePage(title: String, says: String, joinAgain: () -> Unit) = Page(title) {
    Body(says)
    MainButton(
        LocalTexts.current["app.fault.join_again"],
        modifier = Modifier.testTag("join-again"),
        onClick = joinAgain,
    )
}

/** The app cannot begin. */
@Composable
internal fun BrokenPage(fault: Fault, tryAgain: () -> Unit) = Page(fault.title) {
    FaultBox(fault)
    MainButton(LocalTexts.current["app.common.try_again"], onClick = tryAgain)
}

/** Nothing is known yet. Before the words have come, it says nothing. */
@Composable
internal fun StartingPage() = Page("") {
    LocalTexts.current.find("app.common.wait")?.let { Body(it) }
}
