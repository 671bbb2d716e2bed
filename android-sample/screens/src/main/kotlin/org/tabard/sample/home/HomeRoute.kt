package org.tabard.sample.home

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Route
import org.tabard.sample.app.Session

/** The list of reports of a session. */
@Composable
fun HomeRoute(model: HomeModel, session: Session, app: AppModel) {
    val state by model.state.collectAsState()
    val sync by session.sync.collectAsState()
    LaunchedEffect(model) { model.run() }
    val ways = HomeWays(
        capture = { app.go(Route.Capture()) },
        goOn = { app.go(Route.Capture(it)) },
        open = { app.go(Route.Report(it)) },
        search = { model.search(it) },
        more = { model.showMore() },
        due = { app.go(Route.Due) },
        job = { app.go(Route.Jobs) },
        support = { app.go(Route.Support(null)) },
        menu = { app.go(Route.More) },
        sendNow = { session.launch(session::sendNow) },
    )
    HomeScreen(state, sync, ways)
}
