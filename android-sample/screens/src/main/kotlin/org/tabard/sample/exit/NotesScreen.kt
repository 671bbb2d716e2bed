package org.tabard.sample.exit

import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.onLongClick
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.Touch
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** An empty page of notes. Who knows holds its title for a moment. */
@Composable
fun NotesScreen(unhide: () -> Unit) {
    val texts = LocalTexts.current
    val unlock = texts["app.lock.open"]
    val held = Modifier
        .pointerInput(Unit) { detectTapGestures(onLongPress = { unhide() }) }
        .semantics {
            heading()
            onLongClick(unlock) {
                unhide()
                true
            }
        }
    Column(
        Modifier.fillMaxSize().safeDrawingPadding().padding(16.dp),
        verticalArrangement = Arrangement.spacedBy(Touch.Gap),
    ) {
        Text(
            texts["app.exit.notes"],
            held.fillMaxWidth().heightIn(min = Touch.Side).testTag("notes"),
            style = MaterialTheme.typography.headlineLarge,
            color = LocalPalette.current.text,
        )
        Body(texts["app.exit.nothing"])
    }
}
