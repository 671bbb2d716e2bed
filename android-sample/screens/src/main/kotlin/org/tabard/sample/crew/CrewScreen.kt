package org.tabard.sample.crew

import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Person
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.CodeImage
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.Heading
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Signs
import org.tabard.sample.kit.Tone
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** What a person does with the crew of a report. */
class CrewWays(
    val back: () -> Unit,
    /** None where the phone cannot scan. */
    val scan: (() -> Unit)?,
    val read: (String) -> Unit,
    val letIn: () -> Unit,
    val name: (String) -> Unit,
    val role: (String) -> Unit,
    val join: () -> Unit,
    val showMine: () -> Unit,
    val leave: () -> Unit,
)

/** Crew-mates on a report. */
@Composable
fun CrewScreen(state: CrewState, ways: CrewWays) {
    val texts = LocalTexts.current
    Page(texts["app.crew.title"], ways.back) {
        Body(texts["app.crew.says"])
        FaultBox(state.fault)
        if (state.said != null) Notice(Tone.Good, state.said)
        if (state.writers != null) Body(texts.fill("app.crew.writers", "count" to state.writers))
        Others(state, ways)
        Mine(state, ways)
        if (state.left) Notice(Tone.Care, texts["app.report.left"]) else Leaving(ways)
    }
}

/** Letting a crew-mate in, by their code. */
@Composable
private fun Others(state: CrewState, ways: CrewWays) {
    val texts = LocalTexts.current
    var typed by remember { mutableStateOf("") }
    if (ways.scan != null) {
        SecondButton(texts["app.crew.scan"], Signs.Camera, onClick = ways.scan)
    }
    Field(texts["app.crew.type"], "", tag = "code") { typed = it }
    if (typed.isNotBlank() && state.letIn == null) {
        SecondButton(texts["app.common.next"], modifier = Modifier.testTag("read")) {
            ways.read(typed)
        }
    }
    if (state.letIn != null) {
        MainButton(state.letIn, Icons.Filled.Add, Modifier.testTag("let-in"), onClick = ways.letIn)
    }
}

/** Being let in, and called by a name. */
@Composable
private fun Mine(state: CrewState, ways: CrewWays) {
    val texts = LocalTexts.current
    Heading(texts["app.crew.qr"])
    Field(texts["app.crew.my_name"], "", tag = "name", onType = ways.name)
    Field(texts["app.crew.my_role"], "", tag = "role", onType = ways.role)
    SecondButton(texts["app.crew.mine"], Icons.Filled.Person, onClick = ways.showMine)
    if (state.mine != null) CodeImage(state.mine, texts["app.crew.qr"])
    if (state.mineAsText != null) SelectionContainer { Quiet(state.mineAsText) }
    SecondButton(texts["app.crew.join"], onClick = ways.join)
}

/** It is asked twice: the report is listed here no more. */
@Composable
private fun Leaving(ways: CrewWays) {
    val texts = LocalTexts.current
    var asking by remember { mutableStateOf(false) }
    val danger = LocalPalette.current.danger
    if (!asking) {
        SecondButton(texts["app.crew.leave"], color = danger) { asking = true }
        return
    }
    Body(texts["app.crew.leave_says"])
    SecondButton(
        texts["app.crew.leave"],
        modifier = Modifier.testTag("leave-now"),
        color = danger,
        onClick = ways.leave,
    )
    SecondButton(texts["app.common.cancel"]) { asking = false }
}
