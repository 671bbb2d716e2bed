package org.tabard.sample.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.pointer.PointerEventPass
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import org.tabard.sample.kit.LocalExit
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.theme.TabardTheme
import org.tabard.sample.theme.paletteOf
import org.tabard.sample.words.LocalTexts

/** What is on the screen: joining, the lock, the app itself, or a page that says nothing. */
@Composable
fun TabardApp(model: AppModel) {
    val look by model.look.collectAsState()
    val texts by model.texts.collectAsState()
    val phase by model.phase.collectAsState()
    LaunchedEffect(model) { model.launch(model::start) }
    val exit = if (phase is Phase.Open) model::hide else null
    CompositionLocalProvider(LocalTexts provides texts, LocalExit provides exit) {
        TabardTheme(paletteOf(look)) {
            Box(
                Modifier.fillMaxSize()
                    .background(LocalPalette.current.ground)
                    .pointerInput(model) {
                        awaitPointerEventScope {
                            while (true) {
                                awaitPointerEvent(PointerEventPass.Initial)
                                model.touch()
                            }
                        }
                    },
            ) { Shown(phase, model) }
        }
    }
}

@Composable
private fun Shown(phase: Phase, model: AppModel) {
    when (phase) {
        is Phase.Open -> OpenApp(phase.session, model)
        else -> Unit
    }
}

/** The app while it is open: the screen at the end of the way from the list of reports. */
@Composable
private fun OpenApp(session: Session, model: AppModel) {
    val path by model.path.collectAsState()
    val route = path.lastOrNull()
    key(session, route) {
        when (route) {
            is Route.OfReport -> ReportRoutes(route, session, model)
            else -> Unit
        }
    }
}
