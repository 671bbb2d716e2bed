package org.tabard.sample.answer

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.semantics
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.Tone
import org.tabard.sample.kit.Typing
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** What the hub says, and what it asks. */
@Composable
fun AnswerScreen(state: AnswerState, back: () -> Unit, reply: (String) -> Unit) {
    val texts = LocalTexts.current
    Page(texts["app.answer.title"], back) {
        FaultBox(state.fault)
        if (!state.loaded && state.fault == null) Quiet(texts["app.common.wait"])
        if (state.loaded && state.stands == null) Body(texts["app.answer.none"])
        Fact("app.answer.stands", state.stands)
        Fact("app.answer.outcome", state.outcome)
        Fact("app.answer.why_no_action", state.whyNoAction)
        state.lines.forEach { Said(it) }
        if (state.saved > 0) Notice(Tone.Good, texts["app.answer.saved"])
        if (state.loaded) Reply(state.saved, reply)
    }
}

@Composable
private fun Fact(key: String, says: String?) {
    if (says == null) return
    Column(Modifier.semantics(mergeDescendants = true) {}) {
        Quiet(LocalTexts.current[key])
        Text(
            says,
            style = MaterialTheme.typography.titleLarge,
            color = LocalPalette.current.text,
        )
    }
}

/** The field begins empty again when what was in it is saved. */
@Composable
private fun Reply(saved: Int, reply: (String) -> Unit) {
    val texts = LocalTexts.current
    var text by remember(saved) { mutableStateOf("") }
    Field(texts["app.answer.reply"], "", saved, Typing.Lines, tag = "reply") { text = it }
    MainButton(
        texts["app.answer.send"],
        modifier = Modifier.testTag("send"),
        enabled = text.isNotBlank(),
    ) { reply(text) }
}
