package org.tabard

import java.time.Instant
import org.tabard.ffi.ReportView
import org.tabard.ffi.Summary
import org.tabard.record.Followup
import org.tabard.record.Incident

/** A line of the list of reports. */
public class ReportSummary internal constructor(private val view: Summary) : Readable<Incident> {
    override val fields: Fields<Incident> = Fields.of(view.fields)

    /** The report. */
    public val id: String get() = view.id

    /** What kind of thing happened in what kind of place; it names nobody. */
    public val title: String get() = view.title

    /** Where it stands. */
    public val state: ReportState get() = view.state.ours()

    /** The same as a sentence. */
    public val stands: String get() = view.stands

    /** Entries of this device in it that the region does not hold yet. */
    public val unsent: Long get() = view.unsent.toLong()

    /** Whether something was typed that is not saved yet. */
    public val draft: Boolean get() = view.draft

    /** Whether others wrote something that nobody has looked at here. */
    public val unread: Boolean get() = view.unread

    /** Whether this device started it. */
    public val own: Boolean get() = view.own

    /** Whether the reporter took it back. */
    public val withdrawn: Boolean get() = view.withdrawn

    /** The device that started it, where the reporter lets it be named. */
    public val by: String? get() = view.by

    /** When it came to this device. */
    public val startedAt: Instant get() = Instant.ofEpochMilli(view.startedAtMs)

    /** When it last changed here. */
    public val changedAt: Instant get() = Instant.ofEpochMilli(view.changedAtMs)

    override fun equals(other: Any?): Boolean = other is ReportSummary && view == other.view

    override fun hashCode(): Int = view.hashCode()

    override fun toString(): String = "ReportSummary($id)"
}

/** A report with everything this device knows of it. Its fields are what was saved. */
public class Report internal constructor(private val view: ReportView) : Readable<Incident> {
    /** Its line in the list. */
    public val summary: ReportSummary = ReportSummary(view.summary)

    override val fields: Fields<Incident> get() = summary.fields

    /** Its fields as they are on the screen: what was saved, and over it what was typed since. */
    public val typed: Fields<Incident> = fields.with(view.draft)

    /** The hub's answer; empty while there is none. */
    public val answer: Fields<Followup> = Fields.of(view.answer)

    /** Fields that devices state differently. */
    public val conflicts: List<Conflict> = view.conflicts.map(Conflict::of)

    /** The report. */
    public val id: String get() = summary.id

    /** Where it stands. */
    public val state: ReportState get() = summary.state

    /** The same as a sentence. */
    public val stands: String get() = summary.stands

    /** Whether something was typed that is not saved yet. */
    public val draft: Boolean get() = summary.draft

    /** The ids of the hub's questions that no reply answers. */
    public val openQuestions: List<String> get() = view.openQuestions

    /** The devices that may write it; empty where the reporter does not let them be named. */
    public val writers: List<String> get() = view.writers

    /** Whether this device left it. */
    public val left: Boolean get() = view.left

    /** Entries that were refused and are kept apart. */
    public val refused: Int get() = view.refused.toInt()

    override fun equals(other: Any?): Boolean = other is Report && view == other.view

    override fun hashCode(): Int = view.hashCode()

    override fun toString(): String = "Report($id)"
}

/** A field that devices state differently. All values are kept until a person settles them. */
public data class Conflict(
    /** The path. */
    public val path: String,
    /** What was stated; the first shows. */
    public val values: List<Stated>,
) {
    override fun toString(): String = "Conflict($path)"

    internal companion object {
        fun of(one: org.tabard.ffi.Conflict) =
            Conflict(one.path, one.values.map { Stated(it.value.ours(), it.by) })
    }
}

/** A value with who stated it. */
public data class Stated(
    /** What was stated. */
    public val value: Value,
    /** By which device; null where the reporter does not let it be named. */
    public val by: String?,
) {
    override fun toString(): String = "Stated"
}
