package org.tabard.sample.settings

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Warning
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import java.util.Locale
import org.tabard.Tabard
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Route
import org.tabard.sample.app.Session
import org.tabard.sample.kit.ChoiceRow
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.Heading
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Tone
import org.tabard.sample.kit.WayRow
import org.tabard.sample.theme.Look
import org.tabard.sample.words.LocalTexts

/** Language, colours, and the ways to PIN, server and keys. */
@Composable
fun SettingsScreen(app: AppModel, session: Session, back: () -> Unit) {
    val texts = LocalTexts.current
    val model = remember { SettingsModel(app, session) }
    val state by model.state.collectAsState()
    val look by app.look.collectAsState()
    LaunchedEffect(model) { model.read() }
    Page(texts["app.settings.title"], back) {
        FaultBox(state.fault)
        Heading(texts["app.settings.language"])
        Tabard.languages.forEach { tag ->
            val here = tag == texts.language
            ChoiceRow(nameOf(tag), here, "language-$tag") { if (!here) app.speak(tag) }
        }
        Heading(texts["app.settings.colours"])
        Look.entries.forEach { ChoiceRow(texts[it.key], it == look, it.key) { app.choose(it) } }
        WayRow(texts["app.settings.pin"], Icons.Filled.Lock) { app.go(Route.ChangePin) }
        Server(model, state)
        Heading(texts["app.settings.danger"])
        WayRow(texts["app.settings.destroy"], Icons.Filled.Warning) { app.go(Route.Destroy) }
    }
}

@Composable
private fun Server(model: SettingsModel, state: SettingsState) {
    val texts = LocalTexts.current
    val says = texts["app.settings.server_says"]
    Field(texts["app.settings.server"], state.server, state.server, hint = says, tag = "server") {
        model.server = it
    }
    SecondButton(texts["app.common.save"], modifier = Modifier.testTag("keep-server")) {
        model.keepServer()
    }
    state.said?.let { Notice(Tone.Good, it) }
}

/** A language calls itself as the system knows it, in itself. */
private fun nameOf(tag: String): String =
    Locale.forLanguageTag(tag).let { it.getDisplayLanguage(it) }
