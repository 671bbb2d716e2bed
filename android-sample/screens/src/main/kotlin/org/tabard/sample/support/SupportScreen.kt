package org.tabard.sample.support

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Phone
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import org.tabard.sample.answer.Said
import org.tabard.sample.form.FormState
import org.tabard.sample.form.FormTap
import org.tabard.sample.form.Questions
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.Heading
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.StandingLine
import org.tabard.sample.kit.Typing
import org.tabard.sample.words.LocalTexts

/** What a person does on the page of support. */
class SupportWays(
    val back: () -> Unit,
    val call: (CallLine) -> Unit,
    val answer: (FormTap) -> Unit,
    val send: () -> Unit,
    val say: (SupportRow, String) -> Unit,
)

/** Support: private, and with no report if need be. [which] is another for each new request. */
@Composable
fun SupportScreen(state: SupportState, form: FormState, which: Any, ways: SupportWays) {
    val texts = LocalTexts.current
    Page(texts["app.support.title"], ways.back) {
        Body(texts["app.support.says"])
        FaultBox(state.fault)
        Body(texts["app.support.offline"])
        Heading(texts["app.support.lines"])
        state.lines.forEach { Line(it, ways) }
        Heading(texts["app.support.ask"])
        key(which) { Questions(form, ways.answer) }
        MainButton(
            texts["app.support.send"],
            modifier = Modifier.testTag("send"),
            onClick = ways.send,
        )
        Heading(texts["app.support.asked"])
        val rows = state.rows
        if (rows == null && state.fault == null) Quiet(texts["app.common.wait"])
        if (rows != null && rows.isEmpty()) Body(texts["app.support.none"])
        rows.orEmpty().forEach { key(it.id) { Request(it, ways) } }
    }
}

@Composable
private fun Line(line: CallLine, ways: SupportWays) = Panel {
    Text(line.name, style = MaterialTheme.typography.titleMedium)
    Quiet(line.hours)
    val call = LocalTexts.current.fill("app.common.call", "number" to line.number)
    SecondButton(call, Icons.Filled.Phone) { ways.call(line) }
}

@Composable
private fun Request(row: SupportRow, ways: SupportWays) = Panel {
    val texts = LocalTexts.current
    // The field begins empty again when what was in it shows as a line.
    var text by remember(row.lines.size) { mutableStateOf("") }
    Text(
        row.title,
        Modifier.semantics { heading() },
        style = MaterialTheme.typography.titleMedium,
    )
    StandingLine(row.standing)
    row.lines.forEach { Said(it) }
    Field(texts["app.support.say"], "", row.lines.size, Typing.Lines) { text = it }
    if (text.isNotBlank()) SecondButton(texts["app.common.save"]) { ways.say(row, text) }
}
