package org.tabard.sample.settings

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Session
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Tone
import org.tabard.sample.kit.Typing
import org.tabard.sample.words.LocalTexts

/** Another PIN. */
@Composable
fun PinScreen(app: AppModel, session: Session, back: () -> Unit) {
    val texts = LocalTexts.current
    val model = remember { SettingsModel(app, session) }
    val state by model.state.collectAsState()
    val save = @Composable {
        MainButton(texts["app.common.save"], Icons.Filled.Check, Modifier.testTag("save-pin")) {
            model.changePin()
        }
    }

    @Composable
    fun pin(name: String, take: (String) -> Unit) {
        val key = "app.pin.$name"
        val cleared = key to state.changed
        Field(texts[key], "", cleared, Typing.Secret, tag = "pin-$name", onType = take)
    }
    Page(texts["app.pin.title"], back, foot = { save() }) {
        FaultBox(state.fault)
        state.said?.let { Notice(if (state.changed > 0) Tone.Good else Tone.Care, it) }
        pin("old") { model.pins = model.pins.copy(old = it) }
        pin("new") { model.pins = model.pins.copy(new = it) }
        pin("again") { model.pins = model.pins.copy(again = it) }
    }
}
