package org.tabard.sample.app

import androidx.compose.runtime.Composable
import org.tabard.sample.kit.Page

/** The screens of what follows the quick report. */
@Composable
fun ReportRoutes(route: Route.OfReport, session: Session, app: AppModel) {
    Page(session.texts["app.report.title"], back = { app.back() }) {}
}
