package org.tabard.sample.conflicts

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Heading
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Tone
import org.tabard.sample.words.LocalTexts

/** What two devices state differently. */
@Composable
fun ConflictsScreen(
    state: ConflictsState,
    back: () -> Unit,
    use: (ConflictRow, StatedValue) -> Unit,
) {
    val texts = LocalTexts.current
    Page(texts["app.conflicts.title"], back) {
        FaultBox(state.fault)
        if (state.settled) Notice(Tone.Good, texts["app.conflicts.settled"])
        val rows = state.rows
        when {
            rows == null -> if (state.fault == null) Quiet(texts["app.common.wait"])
            rows.isEmpty() -> Body(texts["app.conflicts.none"])
            else -> Body(texts["app.conflicts.says"])
        }
        rows.orEmpty().forEach { row ->
            Heading(row.asks)
            row.values.forEach { stated ->
                Panel {
                    Text(stated.says, style = MaterialTheme.typography.titleLarge)
                    Quiet(stated.by)
                    SecondButton(texts["app.conflicts.use"]) { use(row, stated) }
                }
            }
        }
    }
}
