package org.tabard.sample.conflicts

import androidx.compose.runtime.Immutable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Conflict
import org.tabard.Value
import org.tabard.Version
import org.tabard.record.Incident
import org.tabard.sample.app.Session
import org.tabard.sample.form.Catalogue
import org.tabard.sample.kit.Fault
import org.tabard.sample.words.moment

/** What two devices state differently. */
@Immutable
data class ConflictsState(
    /** None before they are read. */
    val rows: List<ConflictRow>? = null,
    /** Whether something was settled here. */
    val settled: Boolean = false,
    val fault: Fault? = null,
)

/** A field that is stated twice. */
@Immutable
data class ConflictRow(val path: String, val asks: String, val values: List<StatedValue>) {
    override fun toString(): String = "ConflictRow($path)"
}

/** One of its values, with who stated it and when. */
@Immutable
data class StatedValue(val says: String, val by: String, internal val value: Value) {
    override fun toString(): String = "StatedValue"
}

/** What two devices state differently, to be settled by a person. */
class ConflictsModel(private val session: Session, private val report: String) {
    private val shown = MutableStateFlow(ConflictsState())
    private val zone = session.host.clock.zone()
    private val catalogue = Catalogue(Incident, session.texts, zone)
    private val reports get() = session.device.reports
    private var me: String? = null

    /** What it shows. */
    val state: StateFlow<ConflictsState> = shown.asStateFlow()

    /** Reads for as long as the screen is there. */
    suspend fun run() {
        me = session.attempt({}) { session.device.status() }?.device
        session.follow(reports.watch(report), ::failed) { read ->
            val versions = history(read.conflicts)
            val rows = read.conflicts.map { row(it, versions) }
            shown.update { it.copy(rows = rows) }
        }
    }

    /** Says which value shows from now on. */
    suspend fun use(row: ConflictRow, stated: StatedValue) {
        session.attempt(::failed) {
            reports.settle(report, row.path, stated.value)
            shown.update { it.copy(settled = true, fault = null) }
        }
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    /** The versions say when a value was stated; without them it is said without. */
    private suspend fun history(conflicts: List<Conflict>): List<Version> =
        if (conflicts.isEmpty()) emptyList()
        else session.attempt({}) { reports.history(report) }.orEmpty()

    private fun row(conflict: Conflict, versions: List<Version>) = ConflictRow(
        conflict.path,
        catalogue.question(conflict.path),
        conflict.values.map { stated ->
            val texts = session.texts
            val whose = if (stated.by == me) "app.conflicts.you" else "app.conflicts.mate"
            val by = texts.fill("app.conflicts.by", "who" to texts[whose])
            val at = versions.lastOrNull { version ->
                version.by == stated.by && version.changes.any {
                    it.path == conflict.path && it.after == stated.value
                }
            }?.at
            val line = listOfNotNull(by, at?.let { texts.moment(it, zone) })
            StatedValue(catalogue.says(stated.value, conflict.path), line.joinToString(" · "), stated.value)
        },
    )
}
