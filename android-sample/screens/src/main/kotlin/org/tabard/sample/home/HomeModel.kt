package org.tabard.sample.home

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.ReportPage
import org.tabard.ReportQuery
import org.tabard.ReportSummary
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Standing
import org.tabard.sample.words.moment

/** The list of reports. */
class HomeModel(private val session: Session) {
    private val shown = MutableStateFlow(HomeState())
    private var most = PAGE

    /** What the screen shows. */
    val state: StateFlow<HomeState> = shown.asStateFlow()

    /** Reads for as long as the list is there. */
    suspend fun run() = session.followChanges(::read)

    /** Searches, with no network. */
    fun search(words: String): Job = session.launch {
        most = PAGE
        shown.update { it.copy(words = words) }
        read()
    }

    /** More of the list. */
    fun showMore(): Job = session.launch {
        most = (most + PAGE).coerceAtMost(MOST)
        read()
    }

    private suspend fun read() {
        val words = shown.value.words
        val reports = session.device.reports
        session.attempt({ fault -> shown.value = HomeState(words = words, fault = fault) }) {
            val page = reports.list(ReportQuery(words = words.ifEmpty { null }, most = most))
            val drafts = reports.list(ReportQuery(own = true, draft = true, most = DRAFTS))
            val due = reports.allDue().size
            // What is asked for by now is read by itself.
            if (words == shown.value.words) show(page, drafts, due)
        }
    }

    private fun show(page: ReportPage, drafts: ReportPage, due: Int) = shown.update { old ->
        HomeState(
            rows = page.reports.map(::row),
            words = old.words,
            more = page.next != null,
            begun = drafts.reports.firstOrNull { it.fields.isEmpty }?.id,
            due = due,
            loaded = true,
        )
    }

    private fun row(report: ReportSummary): ReportRow {
        val texts = session.texts
        val started = texts.moment(report.startedAt, session.host.clock.zone())
        val notes = listOf(
            report.unread to "unread",
            report.draft to "draft",
            report.withdrawn to "withdrawn",
            !report.own to "by_mate",
        )
        return ReportRow(
            id = report.id,
            title = report.title,
            whenAndRef = "$started · ${texts.reference(report.id)}",
            standing = Standing.of(report.state, report.stands, texts),
            notes = notes.filter { it.first }.map { texts["app.home.${it.second}"] },
        )
    }

    private companion object {
        const val PAGE = 50
        const val MOST = 500
        const val DRAFTS = 20
    }
}
