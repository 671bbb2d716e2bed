package org.tabard

import java.time.Instant
import kotlinx.coroutines.flow.Flow
import org.tabard.code.IncidentType
import org.tabard.ffi.ListRequest
import org.tabard.ffi.Reply
import org.tabard.ffi.Settling
import org.tabard.ffi.Withdrawal
import org.tabard.ffi.Writing
import org.tabard.record.Incident

/** Something to be asked, looked after or reported. */
public typealias Due = org.tabard.ffi.Due

/** A field that is worth filling in; nothing requires it. */
public typealias MissingField = org.tabard.ffi.MissingField

/** Incidents: the reports of this person and of crew-mates. */
public class Reports internal constructor(private val calls: Calls) {
    /**
     * The reports on this device but for those it left, the newest first: now, and after each
     * change. It fails like [list] and completes when the device is shut down.
     */
    public val all: Flow<List<ReportSummary>> = calls.changes.watch { list() }

    /** A report, now and after each change. */
    public fun watch(report: String): Flow<Report> = calls.changes.watch { get(report) }

    /** All that is due and not done, now and after each change. */
    public val due: Flow<List<Due>> = calls.changes.watch { allDue() }

    /** The reports on this device but for those it left, the newest first. */
    public suspend fun list(): List<ReportSummary> =
        calls.read { it.reports().map(::ReportSummary) }

    /** A page of the reports that pass a filter. */
    public suspend fun list(query: ReportQuery): ReportPage = calls.read { device ->
        val page = device.list(query.theirs())
        ReportPage(page.reports.map { ReportSummary(it.summary) }, page.next)
    }

    /** A report with the hub's answer and what is being typed. */
    public suspend fun get(report: String): Report = calls.read { Report(it.report(report)) }

    /**
     * Starts a report. It exists at once, with a key of its own, and is sent once something in it
     * is saved. Gives its id.
     */
    public suspend fun start(): String = calls.write { it.startReport() }

    /** Writes a whole report at once and saves it. Gives its id. */
    public suspend fun write(edit: Edits<Incident>.() -> Unit): String {
        val edits = edits(edit)
        return calls.write { it.reportAtOnce(edits) }
    }

    /** Keeps fields as they are typed, encrypted, and part of the report with the next [save]. */
    public suspend fun type(report: String, edit: Edits<Incident>.() -> Unit) {
        val edits = edits(edit)
        calls.write { it.typeInto(Writing(report, edits)) }
    }

    /** Seals what was typed and puts it into the outbox, durably. Gives whether there was any. */
    public suspend fun save(report: String): Boolean = calls.write { it.save(report) }

    /** Changes a report and saves it. Gives whether anything changed. */
    public suspend fun edit(report: String, edit: Edits<Incident>.() -> Unit): Boolean {
        val edits = edits(edit)
        return calls.write { it.edit(Writing(report, edits)) }
    }

    /** Forgets what was typed since the report was last saved. */
    public suspend fun discardDraft(report: String): Unit =
        calls.write { it.discardDraft(report) }

    /**
     * Says something to the hub. [to] is the id of the hub's message that this answers; null for
     * its only open question, or for no message.
     */
    public suspend fun reply(report: String, text: String, to: String? = null): Boolean =
        calls.write { it.reply(Reply(report, text.wellFormed(), to)) }

    /** Takes a report back. What it said stays in its history. Gives whether that was new. */
    public suspend fun withdraw(report: String, reason: String? = null): Boolean =
        calls.write { it.withdraw(Withdrawal(report, reason?.wellFormed())) }

    /** Says which of the values of a [Conflict] shows from now on. */
    public suspend fun settle(report: String, path: String, value: Value): Unit =
        calls.write { it.settle(Settling(report, path, value.theirs())) }

    /** Marks a report as looked at. */
    public suspend fun markRead(report: String): Unit = calls.write { it.markRead(report) }

    /** Every version of a report, the first one first. */
    public suspend fun history(report: String): List<Version> =
        calls.read { it.history(report).map(Version::of) }

    /** What is still worth filling in. What was typed counts as filled in. */
    public suspend fun missing(report: String): List<MissingField> =
        calls.read { it.missing(report) }

    /** All that a report makes due, done or not, what is due first at the beginning. */
    public suspend fun due(report: String): List<Due> = calls.read { it.due(report) }

    /** All that is due and not done, of every report and request. */
    public suspend fun allDue(): List<Due> = calls.read { it.allDue() }

    /** A report as JSON, in the words of `docs/report.schema.json`. */
    public suspend fun json(report: String): String = calls.read { it.recordJson(report) }
}

/** Which reports are wanted, the newest first. */
public data class ReportQuery(
    /** Words that must all be in it, each by its beginning. */
    public val words: String? = null,
    /** Whether this device started it. */
    public val own: Boolean? = null,
    /** Whether entries of this device in it wait to be held by the region. */
    public val unsent: Boolean? = null,
    /** Whether something was typed that is not saved yet. */
    public val draft: Boolean? = null,
    /** Whether something that is asked first is not said yet. */
    public val unfinished: Boolean? = null,
    /** It happened at this time or later. */
    public val from: Instant? = null,
    /** It happened before this time. */
    public val until: Instant? = null,
    /** What kind it is. */
    public val type: IncidentType? = null,
    /** The place from which the list goes on, as the page before gave it. */
    public val after: String? = null,
    /** How many at most, 1 to 500. */
    public val most: Int = 50,
) {
    override fun toString(): String = "ReportQuery"

    internal fun theirs() = ListRequest(
        words = words,
        own = own,
        unsent = unsent,
        draft = draft,
        unfinished = unfinished,
        fromMs = from?.toEpochMilli(),
        untilMs = until?.toEpochMilli(),
        incidentType = type?.code,
        after = after,
        most = most.coerceAtLeast(1).toUInt(),
    )
}

/** A part of a list. */
public class ReportPage internal constructor(
    /** The reports. */
    public val reports: List<ReportSummary>,
    /** Where the list goes on; null at its end. */
    public val next: String?,
) {
    override fun toString(): String = "ReportPage(${reports.size})"
}
