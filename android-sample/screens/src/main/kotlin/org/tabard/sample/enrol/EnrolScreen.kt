package org.tabard.sample.enrol

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Signs
import org.tabard.sample.kit.Typing
import org.tabard.sample.words.LocalTexts

/** Joining a service. */
@Composable
fun EnrolScreen(model: EnrolModel) {
    val texts = LocalTexts.current
    val state by model.state.collectAsState()
    val join = @Composable {
        val label = texts[if (state.joining) "app.common.wait" else "app.enrol.join"]
        MainButton(label, Icons.Filled.Check, Modifier.testTag("join"), !state.joining) {
            model.join()
        }
    }
    Page(texts["app.enrol.title"], foot = { join() }) {
        Body(texts["app.enrol.says"])
        FaultBox(state.fault)
        if (state.scans) {
            SecondButton(texts["app.enrol.scan"], Signs.Camera, Modifier.testTag("scan")) {
                model.scan()
            }
        }
        Field(
            texts["app.enrol.code"],
            state.scanned,
            key = state.scanned,
            tag = "code",
            onType = model::typeCode,
        )
        Field(
            texts["app.enrol.pin"],
            "",
            typing = Typing.Secret,
            hint = texts["app.enrol.pin_says"],
            tag = "pin",
            onType = model::typePin,
        )
        Quiet(texts["app.enrol.network"])
    }
}
