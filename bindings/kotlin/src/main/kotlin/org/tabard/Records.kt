package org.tabard

import kotlinx.coroutines.flow.Flow
import org.tabard.ffi.About
import org.tabard.ffi.Writing

/**
 * Records of other kinds than incidents. Their kind is said by its object, such as
 * `org.tabard.record.Account`.
 */
public class Records internal constructor(private val calls: Calls) {
    /** The records of a kind, now and after each change. */
    public fun <K : RecordKind> watch(kind: K): Flow<List<Record<K>>> =
        calls.changes.watch { list(kind) }

    /** A record, now and after each change. */
    public fun <K : RecordKind> watch(kind: K, record: String): Flow<Record<K>> =
        calls.changes.watch { get(kind, record) }

    /** The records of a kind, the newest first. */
    public suspend fun <K : RecordKind> list(kind: K): List<Record<K>> =
        calls.read { device -> device.records(kind.kind).map { Record(kind, it) } }

    /** The records of a kind about an incident, in the order in which they came. */
    public suspend fun <K : RecordKind> about(kind: K, incident: String): List<Record<K>> =
        calls.read { device ->
            device.recordsAbout(About(incident, kind.kind)).map { Record(kind, it) }
        }

    /** A record; [TabardError.NotFound] where it is of another kind. */
    public suspend fun <K : RecordKind> get(kind: K, record: String): Record<K> {
        val view = calls.read { it.record(record) }
        if (view.kind != kind.kind) throw TabardError.NotFound("unknown_record", OTHER_KIND)
        return Record(kind, view)
    }

    /**
     * Starts this person's own account of an incident, or finds the one begun before. Triage reads
     * it, and no crew-mate. Gives its id.
     */
    public suspend fun startAccount(incident: String): String =
        calls.write { it.startAccount(incident) }

    /** Keeps fields as they are typed, encrypted, and part of the record with the next [save]. */
    public suspend fun <K : RecordKind> type(
        kind: K,
        record: String,
        edit: Edits<K>.() -> Unit,
    ) {
        val edits = edits(edit)
        calls.write { it.typeInto(Writing(record, edits)) }
    }

    /** Seals what was typed and puts it into the outbox, durably. Gives whether there was any. */
    public suspend fun save(record: String): Boolean = calls.write { it.save(record) }

    /** Changes a record and saves it. Gives whether anything changed. */
    public suspend fun <K : RecordKind> edit(
        kind: K,
        record: String,
        edit: Edits<K>.() -> Unit,
    ): Boolean {
        val edits = edits(edit)
        return calls.write { it.edit(Writing(record, edits)) }
    }

    /** Forgets what was typed since the record was last saved. */
    public suspend fun discardDraft(record: String): Unit =
        calls.write { it.discardDraft(record) }

    /** Everything that was typed on this device and is not saved yet, after a crash too. */
    public suspend fun drafts(): List<Draft> = calls.read { device ->
        device.drafts().map { Draft(it.record, it.kind) }
    }
}

/** That something was typed into a record and is not saved yet; the record's `typed` says what. */
public data class Draft(
    /** The record. */
    public val record: String,
    /** Its kind, such as `incident`. */
    public val kind: String,
)

private const val OTHER_KIND = "this is a record of another kind"
