package org.tabard.sample.due

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
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.words.LocalTexts

/** What is due. */
@Composable
fun DueScreen(session: Session, back: () -> Unit, open: (String) -> Unit) {
    val texts = LocalTexts.current
    val model = remember { DueModel(session) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    Page(texts["app.due.title"], back) {
        Quiet(texts["app.due.says"])
        FaultBox(state.fault)
        if (state.loaded && state.rows.isEmpty()) Body(texts["app.due.none"])
        state.rows.forEach { row -> DuePanel(row) { open(row.report) } }
    }
}

@Composable
private fun DuePanel(row: DueRow, onOpen: () -> Unit) = Panel(Modifier.testTag("due")) {
    Text(row.says, style = MaterialTheme.typography.titleMedium)
    Body(row.at)
    row.notes.forEach { Quiet(it) }
    SecondButton(LocalTexts.current["app.due.open"], onClick = onOpen)
}
