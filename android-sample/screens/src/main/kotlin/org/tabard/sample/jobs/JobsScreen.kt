package org.tabard.sample.jobs

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.Send
import androidx.compose.material.icons.filled.Check
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Tone
import org.tabard.sample.words.LocalTexts

/** Whether there is a warning for a job. */
@Composable
fun JobsScreen(session: Session, back: () -> Unit) {
    val texts = LocalTexts.current
    val model = remember { JobsModel(session) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    val ask = @Composable {
        MainButton(texts["app.job.ask"], Icons.AutoMirrored.Filled.Send, Modifier.testTag("ask")) {
            model.ask()
        }
    }
    Page(texts["app.job.title"], back, foot = { ask() }) {
        Notice(Tone.Care, texts["app.job.says"])
        FaultBox(state.fault)
        Questions(model, state.asked)
        Quiet(texts["app.job.priority"])
        if (state.rows.isEmpty()) Body(texts["app.job.none"])
        state.rows.forEach { row -> JobPanel(row) { model.acknowledge(row.id) } }
    }
}

@Composable
private fun Questions(model: JobsModel, asked: Int) {
    @Composable
    fun question(name: String, take: (String) -> Unit) {
        val key = "app.job.$name"
        Field(LocalTexts.current[key], "", key = key to asked, tag = name, onType = take)
    }
    question("cad") { model.typed = model.typed.copy(cad = it) }
    question("callsign") { model.typed = model.typed.copy(callsign = it) }
    question("number") { model.typed = model.typed.copy(number = it) }
    question("place") { model.typed = model.typed.copy(place = it) }
}

@Composable
private fun JobPanel(row: JobRow, onRead: () -> Unit) {
    val texts = LocalTexts.current
    Panel(Modifier.testTag("job")) {
        Text(row.title, style = MaterialTheme.typography.titleMedium)
        Body(row.says)
        row.markers.forEach { Notice(Tone.Danger, it) }
        if (row.acknowledged) Quiet(texts["app.job.acked"])
        if (row.mayAcknowledge) {
            SecondButton(texts["app.job.ack"], Icons.Filled.Check, onClick = onRead)
        }
    }
}
