package org.tabard

import java.time.Instant
import org.tabard.ffi.RecordView
import org.tabard.record.Followup

/** A record of another kind than an incident: an account, a request for support. */
public class Record<K : RecordKind> internal constructor(
    /** Its kind. */
    public val kind: K,
    private val view: RecordView,
) : Readable<K> {
    override val fields: Fields<K> = Fields.of(view.fields)

    /** Its fields as they are on the screen: what was saved, and over it what was typed since. */
    public val typed: Fields<K> = fields.with(view.draft)

    /** What the hub answered to an incident; empty while there is nothing, and for other kinds. */
    public val answer: Fields<Followup> = Fields.of(view.answer)

    /** Fields that devices state differently. */
    public val conflicts: List<Conflict> = view.conflicts.map(Conflict::of)

    /** The record. */
    public val id: String get() = view.id

    /** The incident it is about, where there is one. */
    public val about: String? get() = view.about

    /** Where it stands. */
    public val state: ReportState get() = view.state.ours()

    /** The same as a sentence. */
    public val stands: String get() = view.stands

    /** Entries of this device in it that the region does not hold yet. */
    public val unsent: Long get() = view.unsent.toLong()

    /** Whether something was typed that is not saved yet. */
    public val draft: Boolean get() = view.draft.isNotEmpty()

    /** Whether this device started it. */
    public val own: Boolean get() = view.own

    /** The device that started it, where it may be named. */
    public val by: String? get() = view.by

    /** When it came to this device. */
    public val startedAt: Instant get() = Instant.ofEpochMilli(view.startedAtMs)

    /** When it last changed here. */
    public val changedAt: Instant get() = Instant.ofEpochMilli(view.changedAtMs)

    override fun equals(other: Any?): Boolean = other is Record<*> && view == other.view

    override fun hashCode(): Int = view.hashCode()

    override fun toString(): String = "Record($id)"
}
