package org.tabard.sample.capture

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Route
import org.tabard.sample.app.Session

/** The quick report of a session. */
@Composable
fun CaptureRoute(route: Route.Capture, session: Session, app: AppModel) {
    val model = remember { CaptureModel(session, route.resuming) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.resume() }
    LaunchedEffect(state.saved?.id) { model.followSaved() }
    val ways = SavedWays(
        home = app::home,
        open = { app.goFromHome(Route.Report(it)) },
        support = { app.goFromHome(Route.Support(it)) },
    )
    CaptureScreen(state, ways, back = { if (!model.back()) app.home() }) { model.tap(it) }
}
