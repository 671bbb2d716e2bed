package org.tabard.sample.due

import java.time.Instant
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Due
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault
import org.tabard.sample.words.day
import org.tabard.sample.words.moment

/** Something that is due. */
data class DueRow(
    val report: String,
    val says: String,
    val at: String,
    val notes: List<String>,
)

/** What is due. */
data class DueState(
    val rows: List<DueRow> = emptyList(),
    val loaded: Boolean = false,
    val fault: Fault? = null,
)

/** What is due. Nothing of it rings. */
class DueModel(private val session: Session) {
    private val shown = MutableStateFlow(DueState())
    private val texts = session.texts
    private val clock = session.host.clock

    /** What the screen shows. */
    val state: StateFlow<DueState> = shown.asStateFlow()

    /** Reads for as long as the screen is there. */
    suspend fun run() = session.follow(session.device.reports.due, ::failed) { all ->
        shown.value = DueState(all.map(::row), loaded = true)
    }

    private fun row(due: Due): DueRow {
        val hub = texts["app.due.hub"].takeIf { due.forTheHub }
        val notes = due.notes.map { texts["due_notes.$it"] } + listOfNotNull(hub)
        return DueRow(due.record, texts["due.${due.what}"], at(due), notes)
    }

    private fun at(due: Due): String {
        val day = due.day
        val from = due.atMs?.let(Instant::ofEpochMilli)
        return when {
            day != null -> texts.fill("app.due.by", "day" to texts.day(day))
            from != null && from > clock.now() ->
                texts.fill("app.due.from", "when" to texts.moment(from, clock.zone()))
            else -> texts["app.due.now"]
        }
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }
}
