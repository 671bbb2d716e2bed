package org.tabard.sample.report

import androidx.compose.runtime.Immutable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.MissingField
import org.tabard.Report
import org.tabard.record.Followup
import org.tabard.record.Incident
import org.tabard.sample.app.Session
import org.tabard.sample.form.Catalogue
import org.tabard.sample.form.Filled
import org.tabard.sample.form.ReportSection
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.Standing

/** What a report shows. */
@Immutable
data class ReportState(
    /** None before it is read. */
    val read: ReportRead? = null,
    val fault: Fault? = null,
)

/** A report as it was read. */
@Immutable
data class ReportRead(
    val title: String,
    val reference: String,
    val standing: Standing,
    /** Sentences about the report as a whole: taken back, left, refused. */
    val notes: List<String>,
    /** What is worth filling in, and where it is asked. */
    val missing: List<Missing>,
    /** The parts, and how many of each one's questions are answered. */
    val parts: List<Part>,
    /** What the hub says, in a few words. */
    val answer: String,
    val questionOpen: Boolean,
    val conflicts: Int,
    /** Whether something was typed that is not part of the report yet. */
    val typed: Boolean,
    val mayWithdraw: Boolean,
) {
    override fun toString(): String = "ReportRead"
}

/** Something worth filling in. */
@Immutable
data class Missing(val field: String, val asks: String, val section: ReportSection?)

/** A part of the report. */
@Immutable
data class Part(val section: ReportSection, val filled: Int)

/** A report: where it stands, what is worth filling in, and where everything of it is. */
class ReportModel(private val session: Session, private val report: String) {
    private val shown = MutableStateFlow(ReportState())
    private val catalogue = Catalogue(Incident, session.texts, session.host.clock.zone())
    private val reports get() = session.device.reports
    private val texts get() = session.texts

    /** What it shows. */
    val state: StateFlow<ReportState> = shown.asStateFlow()

    /** Reads for as long as the screen is there, and marks what is new as looked at. */
    suspend fun run() = session.follow(reports.watch(report), ::failed) { read ->
        if (read.summary.unread) session.attempt({}) { reports.markRead(report) }
        val missing = session.attempt({}) { reports.missing(report) }.orEmpty()
        shown.update { it.copy(read = read(read, missing)) }
    }

    /** Makes what was typed a part of the report. */
    suspend fun saveTyped() = act { reports.save(report) }

    /** Takes the report back. */
    suspend fun withdraw(reason: String) = act {
        reports.withdraw(report, reason.trim().ifEmpty { null })
    }

    private suspend fun act(work: suspend () -> Unit) {
        shown.update { it.copy(fault = null) }
        session.attempt(::failed, work)
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun read(read: Report, missing: List<MissingField>): ReportRead {
        val filled = Filled(read.typed)
        return ReportRead(
            title = read.summary.title,
            reference = texts.reference(read.id),
            standing = Standing.of(read.state, read.stands, texts),
            notes = notes(read),
            missing = missing.map {
                Missing(it.field, catalogue.question(it.field), ReportSection.asking(it.field))
            },
            parts = ReportSection.entries.map { part ->
                Part(part, part.fields.count { filled.says(it.name) })
            },
            answer = answer(read),
            questionOpen = read.openQuestions.isNotEmpty(),
            conflicts = read.conflicts.size,
            typed = read.draft,
            mayWithdraw = read.summary.own && !read.summary.withdrawn,
        )
    }

    private fun answer(read: Report): String =
        read.answer[Followup.status]?.let { texts.code(it.list.name, it.code) }
            ?: texts["app.report.no_answer"]

    private fun notes(read: Report): List<String> = buildList {
        if (read.summary.withdrawn) add(texts["app.report.withdrawn"])
        if (read.left) add(texts["app.report.left"])
        if (read.refused > 0) add(texts["app.report.refused"])
    }
}
