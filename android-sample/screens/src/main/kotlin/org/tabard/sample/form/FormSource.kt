package org.tabard.sample.form

import org.tabard.RecordKind
import org.tabard.Value
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault

/** A record that a form is about: how it is read, typed into and saved. */
internal interface FormSource {
    /** Reads it now and after each change, for as long as the page is there. */
    suspend fun follow(failed: (Fault) -> Unit, take: suspend (Filled) -> Unit)

    /** Keeps what was typed; null clears it. */
    suspend fun type(path: String, value: Value?)

    /** Makes what was typed part of the record. Gives whether there was anything. */
    suspend fun save(): Boolean
}

/** A report. */
internal class ReportSource(private val session: Session, private val report: String) : FormSource {
    private val reports get() = session.device.reports

    override suspend fun follow(failed: (Fault) -> Unit, take: suspend (Filled) -> Unit) =
        session.follow(reports.watch(report), failed) { take(Filled(it.typed)) }

    override suspend fun type(path: String, value: Value?) =
        reports.type(report) { at(path, value) }

    override suspend fun save(): Boolean = reports.save(report)
}

/** A record of another kind, which begins to exist with the first answer. */
internal class RecordSource<K : RecordKind>(
    private val session: Session,
    private val kind: K,
    /** The record, once it was begun. */
    var record: String? = null,
    private val start: suspend () -> String,
) : FormSource {
    private val records get() = session.device.records

    override suspend fun follow(failed: (Fault) -> Unit, take: suspend (Filled) -> Unit) =
        session.follow(records.watch(kind), failed) { all ->
            val mine = all.find { it.id == record }
            take(mine?.let { Filled(it.typed) } ?: Filled.Nothing)
        }

    override suspend fun type(path: String, value: Value?) {
        val begun = record ?: start().also { record = it }
        records.type(kind, begun) { at(path, value) }
    }

    override suspend fun save(): Boolean = record?.let { records.save(it) } ?: false
}
