package org.tabard.sample.history

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.words.LocalTexts

/** Every version of a report. */
@Composable
fun HistoryScreen(state: HistoryState, back: () -> Unit) {
    val texts = LocalTexts.current
    Page(texts["app.history.title"], back) {
        FaultBox(state.fault)
        val rows = state.rows
        if (rows == null && state.fault == null) Quiet(texts["app.common.wait"])
        if (rows != null && rows.isEmpty()) Body(texts["app.history.none"])
        rows.orEmpty().forEach { row ->
            Panel {
                Text(
                    row.title,
                    Modifier.semantics { heading() },
                    style = MaterialTheme.typography.titleMedium,
                )
                row.changes.forEach { Body(it) }
            }
        }
    }
}
