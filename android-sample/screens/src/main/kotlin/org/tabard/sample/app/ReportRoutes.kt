package org.tabard.sample.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.tabard.sample.answer.AnswerModel
import org.tabard.sample.answer.AnswerScreen
import org.tabard.sample.conflicts.ConflictsModel
import org.tabard.sample.conflicts.ConflictsScreen
import org.tabard.sample.form.FormModel
import org.tabard.sample.form.FormScreen
import org.tabard.sample.form.FormState
import org.tabard.sample.form.account
import org.tabard.sample.form.form
import org.tabard.sample.history.HistoryModel
import org.tabard.sample.history.HistoryScreen
import org.tabard.sample.report.ReportModel
import org.tabard.sample.report.ReportScreen
import org.tabard.sample.report.ReportWays

/** The screens of what follows the quick report. */
@Composable
fun ReportRoutes(route: Route.OfReport, session: Session, app: AppModel) {
    val back: () -> Unit = { app.back() }
    when (route) {
        is Route.Report -> Report(route.report, session, app)
        is Route.Section -> Section(route, session, back)
        is Route.Account -> Account(route.report, session, back)
        is Route.Conflicts -> Conflicts(route.report, session, back)
        is Route.History -> History(route.report, session, back)
        is Route.Crew -> CrewRoute(route.report, session, back)
        is Route.Files -> FilesRoute(route.report, session, back)
        is Route.Answer -> Answer(route.report, session, back)
        is Route.Support -> SupportRoute(route.after, session, back)
    }
}

@Composable
private fun Report(report: String, session: Session, app: AppModel) {
    val model = remember { ReportModel(session, report) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    val ways = ReportWays(
        report,
        back = { app.back() },
        go = app::go,
        saveTyped = { session.launch { model.saveTyped() } },
        withdraw = { session.launch { model.withdraw(it) } },
    )
    ReportScreen(state, ways)
}

@Composable
private fun Section(route: Route.Section, session: Session, back: () -> Unit) {
    val form = remember { session.form(route.section, route.report) }
    Form(form, session, session.texts[route.section.key], back)
}

@Composable
private fun Account(report: String, session: Session, back: () -> Unit) {
    var form by remember { mutableStateOf<FormModel?>(null) }
    LaunchedEffect(report) { form = session.account(report) }
    val title = session.texts["app.account.title"]
    val says = session.texts["app.account.says"]
    when (val read = form) {
        null -> FormScreen(title, FormState(), back, says) {}
        else -> Form(read, session, title, back, says)
    }
}

/** A page of questions: what is left of it is saved, however it is left. */
@Composable
private fun Form(
    form: FormModel,
    session: Session,
    title: String,
    back: () -> Unit,
    says: String? = null,
) {
    val state by form.state.collectAsState()
    LaunchedEffect(form) { form.run() }
    DisposableEffect(form) { onDispose { session.launch { form.leave() } } }
    FormScreen(title, state, back, says) { session.launch { form.hear(it) } }
}

@Composable
private fun Conflicts(report: String, session: Session, back: () -> Unit) {
    val model = remember { ConflictsModel(session, report) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    ConflictsScreen(state, back) { row, stated -> session.launch { model.use(row, stated) } }
}

@Composable
private fun History(report: String, session: Session, back: () -> Unit) {
    val model = remember { HistoryModel(session, report) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    HistoryScreen(state, back)
}

@Composable
private fun Answer(report: String, session: Session, back: () -> Unit) {
    val model = remember { AnswerModel(session, report) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    AnswerScreen(state, back) { session.launch { model.reply(it) } }
}
