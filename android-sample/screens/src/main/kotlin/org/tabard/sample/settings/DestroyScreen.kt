package org.tabard.sample.settings

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Delete
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.DangerButton
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.TickRow
import org.tabard.sample.kit.Tone
import org.tabard.sample.words.LocalTexts

/** The end of the keys. */
@Composable
fun DestroyScreen(app: AppModel, session: Session, back: () -> Unit) {
    val texts = LocalTexts.current
    val model = remember { SettingsModel(app, session) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.read() }
    val destroy = @Composable {
        val tag = Modifier.testTag("destroy")
        DangerButton(texts["app.destroy.do"], Icons.Filled.Delete, tag, state.sure) {
            model.destroy()
        }
    }
    Page(texts["app.destroy.title"], back, foot = { destroy() }) {
        Notice(Tone.Danger, texts["app.destroy.says"])
        state.loses?.let { Body(it) }
        FaultBox(state.fault)
        TickRow(texts["app.destroy.sure"], state.sure, "sure") { model.beSure(it) }
    }
}
