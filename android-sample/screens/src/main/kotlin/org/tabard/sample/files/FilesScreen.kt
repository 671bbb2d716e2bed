package org.tabard.sample.files

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.PlayArrow
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.DangerButton
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Fold
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Signs
import org.tabard.sample.kit.Tone
import org.tabard.sample.words.LocalTexts

/** What a person does with the files of a report. */
class FilesWays(
    val back: () -> Unit,
    val photograph: () -> Unit,
    val voice: () -> Unit,
    val look: (FileRow) -> Unit,
    val play: () -> Unit,
    val close: () -> Unit,
    val fetch: (FileRow) -> Unit,
    val letGo: (FileRow) -> Unit,
)

/** Photographs and voice notes of a report. */
@Composable
fun FilesScreen(state: FilesState, ways: FilesWays) {
    val texts = LocalTexts.current
    Page(texts["app.files.title"], ways.back) {
        Quiet(texts["app.files.says"])
        FaultBox(state.fault)
        if (state.said != null) Notice(Tone.Care, state.said)
        Capturing(state.recording, ways)
        if (state.looking != null) Looked(state.looking, ways)
        val rows = state.rows
        if (rows == null && state.fault == null) Quiet(texts["app.common.wait"])
        if (rows != null && rows.isEmpty()) Body(texts["app.files.none"])
        rows.orEmpty().forEach { FileCard(it, ways) }
    }
}

@Composable
private fun Capturing(recording: Boolean, ways: FilesWays) {
    val texts = LocalTexts.current
    if (recording) {
        Notice(Tone.Danger, texts["app.files.recording"])
        DangerButton(texts["app.files.stop"], Signs.Voice, onClick = ways.voice)
        return
    }
    SecondButton(texts["app.files.photo"], Signs.Camera, onClick = ways.photograph)
    SecondButton(texts["app.files.voice"], Signs.Voice, onClick = ways.voice)
}

@Composable
private fun Looked(looking: Looking, ways: FilesWays) {
    when (looking) {
        is Looking.Picture -> Image(
            looking.image,
            looking.says,
            Modifier.fillMaxWidth(),
            contentScale = ContentScale.FillWidth,
        )
        is Looking.Sound ->
            SecondButton(looking.says, Icons.Filled.PlayArrow, onClick = ways.play)
    }
    SecondButton(LocalTexts.current["app.common.close"], onClick = ways.close)
}

@Composable
private fun FileCard(row: FileRow, ways: FilesWays) {
    val texts = LocalTexts.current
    var open by remember(row.id) { mutableStateOf(false) }
    Panel {
        Text(
            row.title,
            Modifier.semantics { heading() },
            style = MaterialTheme.typography.titleMedium,
        )
        Quiet(row.standing)
        if (row.here) {
            SecondButton(texts["app.files.look"], modifier = Modifier.testTag("look")) {
                ways.look(row)
            }
            Quiet(texts["app.files.logged"])
        } else {
            SecondButton(texts["app.files.fetch"]) { ways.fetch(row) }
        }
        if (row.held) SecondButton(texts["app.files.let_go"]) { ways.letGo(row) }
        Fold(texts["app.files.custody"], null, open, onTurn = { open = it }) {
            row.custody.forEach { Quiet(it) }
        }
    }
}
