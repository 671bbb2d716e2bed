package org.tabard.sample.history

import androidx.compose.runtime.Immutable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Change
import org.tabard.Version
import org.tabard.record.Incident
import org.tabard.sample.app.Session
import org.tabard.sample.form.Catalogue
import org.tabard.sample.kit.Fault
import org.tabard.sample.words.moment

/** What changed. */
@Immutable
data class HistoryState(
    /** The versions, the newest first; none before they are read. */
    val rows: List<HistoryRow>? = null,
    val fault: Fault? = null,
)

/** What was saved at once. */
@Immutable
data class HistoryRow(val title: String, val changes: List<String>) {
    override fun toString(): String = "HistoryRow(${changes.size})"
}

/** Every version of a report. */
class HistoryModel(private val session: Session, private val report: String) {
    private val shown = MutableStateFlow(HistoryState())
    private val zone = session.host.clock.zone()
    private val catalogue = Catalogue(Incident, session.texts, zone)

    /** What it shows. */
    val state: StateFlow<HistoryState> = shown.asStateFlow()

    /** Reads for as long as the screen is there. */
    suspend fun run() {
        val me = session.attempt({}) { session.device.status() }?.device
        session.follow(session.device.reports.watch(report), ::failed) {
            val read = session.attempt(::failed) { session.device.reports.history(report) }
            if (read != null) {
                val rows = read.asReversed().map { row(it, me) }.filter { it.changes.isNotEmpty() }
                shown.update { it.copy(rows = rows, fault = null) }
            }
        }
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun row(version: Version, me: String?): HistoryRow {
        val texts = session.texts
        val who = texts[if (version.by == me) "app.history.this_phone" else "app.history.other"]
        val at = version.at?.let { texts.moment(it, zone) }
        val changes = version.changes.filterNot { it.path.startsWith("edits/") }
        return HistoryRow(listOfNotNull(who, at).joinToString(" · "), changes.map(::says))
    }

    private fun says(change: Change): String {
        val (before, after) = listOf(change.before, change.after).map { value ->
            value?.let { catalogue.saysChanged(it, change.path) }
        }
        val key = when {
            after == null -> "app.history.cleared"
            before == null -> "app.history.set"
            else -> "app.history.was"
        }
        val said = session.texts.fill(
            key,
            "field" to catalogue.question(change.path),
            "before" to before.orEmpty(),
            "after" to after.orEmpty(),
        )
        return if (change.settled) "$said (${session.texts["app.history.settled"]})" else said
    }
}
