package org.tabard.sample.support

import androidx.compose.runtime.Immutable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Key
import org.tabard.Record
import org.tabard.record.Wellbeing
import org.tabard.sample.answer.SaidLine
import org.tabard.sample.answer.saidBy
import org.tabard.sample.app.Session
import org.tabard.sample.form.FormModel
import org.tabard.sample.form.RecordSource
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.Standing
import org.tabard.sample.words.moment

/** Support: who answers now, what was asked for, and the questions of a new request. */
@Immutable
data class SupportState(
    /** The requests; none before they are read. */
    val rows: List<SupportRow>? = null,
    /** Who answers now. */
    val lines: List<CallLine> = emptyList(),
    val fault: Fault? = null,
)

/** A request that was made. */
@Immutable
data class SupportRow(
    val id: String,
    val title: String,
    val standing: Standing,
    val lines: List<SaidLine>,
) {
    override fun toString(): String = "SupportRow($id)"
}

/** A line that somebody answers. */
@Immutable
data class CallLine(val name: String, val number: String, val hours: String)

/** Asking for support: private, and with no report if need be. */
class SupportModel(private val session: Session, private val report: String?) {
    private val shown = MutableStateFlow(SupportState())
    private val support get() = session.device.support
    private var source = source()
    private val asked = MutableStateFlow(form())

    /** What it shows. */
    val state: StateFlow<SupportState> = shown.asStateFlow()

    /** The questions of a new request. */
    val form: StateFlow<FormModel> = asked.asStateFlow()

    /** Reads for as long as the screen is there. */
    suspend fun run() {
        val lines = session.attempt(::failed) { support.helplines() }.orEmpty()
        shown.update { state -> state.copy(lines = lines.map { CallLine(it.name, it.number, it.hours) }) }
        session.follow(support.all, ::failed) { all ->
            resume(all)
            shown.update { it.copy(rows = all.filterNot { one -> one.fields.isEmpty }.map(::row)) }
        }
    }

    /** Asks. */
    suspend fun send() {
        shown.update { it.copy(fault = null) }
        val form = asked.value
        if (form.leave()) {
            source = source()
            asked.value = form()
        } else {
            form.state.value.fault?.let(::failed)
        }
    }

    /** Says something in a request. Gives whether it was kept. */
    suspend fun say(row: SupportRow, text: String): Boolean {
        if (text.isBlank()) return false
        return session.attempt(::failed) { support.say(row.id, text) } != null
    }

    /** Calls a line. */
    fun call(line: CallLine) = session.host.dial(line.number)

    /** Goes on with a request that was begun before and never sent. */
    private fun resume(all: List<Record<Wellbeing>>) {
        if (source.record == null) source.record = all.find { it.own && it.fields.isEmpty }?.id
    }

    private fun source() = RecordSource(session, Wellbeing) { support.start(report) }

    private fun form() = FormModel(session, source, fields)

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun row(request: Record<Wellbeing>): SupportRow {
        val texts = session.texts
        val zone = session.host.clock.zone()
        val lines = request[Wellbeing.messages].map { message ->
            val whose =
                if (message[Wellbeing.Message.from] != null) "app.support.them"
                else "app.answer.from_you"
            SaidLine(
                message.id,
                saidBy(texts[whose], message[Wellbeing.Message.at], texts, zone),
                message[Wellbeing.Message.text].orEmpty(),
            )
        }
        return SupportRow(
            request.id,
            texts.fill("app.support.asked_at", "when" to texts.moment(request.startedAt, zone)),
            Standing.of(request.state, request.stands, texts),
            lines,
        )
    }

    private companion object {
        val fields: List<Key<*>> = listOf(
            Wellbeing.support, Wellbeing.fromWhom, Wellbeing.contactWhen, Wellbeing.contactHow,
            Wellbeing.contact, Wellbeing.note,
        )
    }
}
