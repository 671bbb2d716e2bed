package org.tabard.sample.app

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.pointer.PointerEventPass
import androidx.compose.ui.input.pointer.pointerInput
import org.tabard.sample.about.AboutScreen
import org.tabard.sample.capture.CaptureRoute
import org.tabard.sample.due.DueScreen
import org.tabard.sample.enrol.EnrolScreen
import org.tabard.sample.exit.NotesScreen
import org.tabard.sample.home.HomeModel
import org.tabard.sample.home.HomeRoute
import org.tabard.sample.jobs.JobsScreen
import org.tabard.sample.kit.LocalBackWay
import org.tabard.sample.kit.LocalExit
import org.tabard.sample.kit.LocalTouched
import org.tabard.sample.lock.LockScreen
import org.tabard.sample.more.MoreScreen
import org.tabard.sample.people.PeopleScreen
import org.tabard.sample.settings.DestroyScreen
import org.tabard.sample.settings.PinScreen
import org.tabard.sample.settings.SettingsScreen
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
    CompositionLocalProvider(
        LocalTexts provides texts,
        LocalExit provides exit,
        LocalTouched provides model::touch,
        LocalBackWay provides model.gesture,
    ) {
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
        Phase.Starting -> StartingPage()
        is Phase.Enrol -> EnrolScreen(phase.model)
        is Phase.Locked -> LockScreen(phase.model)
        is Phase.Open -> key(phase.session) { OpenApp(phase.session, model) }
        Phase.Hidden -> NotesScreen(model::unhide)
        is Phase.Gone -> GonePage(phase.title, phase.says) { model.launch(model::joinAgain) }
        is Phase.Broken -> BrokenPage(phase.fault, model::tryAgain)
    }
}

/** The app while it is open: the list of reports, or the screen at the end of the way from it. */
@Composable
private fun OpenApp(session: Session, model: AppModel) {
    val path by model.path.collectAsState()
    val home = remember { HomeModel(session) }
    val kept = rememberSaveableStateHolder()
    val route = path.lastOrNull()
    if (route == null) {
        // Whoever comes back to the list finds it where they left it.
        kept.SaveableStateProvider("home") { HomeRoute(home, session, model) }
    } else {
        key(path.size, route) { RouteScreen(route, session, model) }
    }
}

@Composable
private fun RouteScreen(route: Route, session: Session, model: AppModel) {
    val back: () -> Unit = { model.back() }
    when (route) {
        is Route.Capture -> CaptureRoute(route, session, model)
        Route.Jobs -> JobsScreen(session, back)
        Route.Due -> DueScreen(session, back) { model.go(Route.Report(it)) }
        Route.More -> MoreScreen(model, back)
        Route.Settings -> SettingsScreen(model, session, back)
        Route.ChangePin -> PinScreen(model, session, back)
        Route.Destroy -> DestroyScreen(model, session, back)
        Route.People -> PeopleScreen(model, back)
        Route.About -> AboutScreen(session, back)
        is Route.OfReport -> ReportRoutes(route, session, model)
    }
}
