package org.tabard.sample.answer

import androidx.compose.runtime.Immutable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Code
import org.tabard.Report
import org.tabard.record.Followup
import org.tabard.record.Incident
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault

/** What the hub says to a report. */
@Immutable
data class AnswerState(
    /** Whether it was read. */
    val loaded: Boolean = false,
    /** Where it stands. */
    val stands: String? = null,
    val outcome: String? = null,
    val whyNoAction: String? = null,
    val lines: List<SaidLine> = emptyList(),
    /** Whether the hub asks something that no reply answers. */
    val open: Boolean = false,
    /** How many replies were saved here: the field for the next one begins empty. */
    val saved: Int = 0,
    val fault: Fault? = null,
) {
    override fun toString(): String = "AnswerState(${lines.size})"
}

/** What the hub says to a report, and what this person says to it. */
class AnswerModel(private val session: Session, private val report: String) {
    private val shown = MutableStateFlow(AnswerState())
    private val reports get() = session.device.reports
    private val texts get() = session.texts
    private var openQuestions = emptyList<String>()

    /** What it shows. */
    val state: StateFlow<AnswerState> = shown.asStateFlow()

    /** Reads for as long as the screen is there, and marks what is new as looked at. */
    suspend fun run() = session.follow(reports.watch(report), ::failed) { read ->
        if (read.summary.unread) session.attempt({}) { reports.markRead(report) }
        openQuestions = read.openQuestions
        shown.update { show(it, read) }
    }

    /** Saves a reply. */
    suspend fun reply(text: String) {
        if (text.isBlank()) return
        session.attempt(::failed) {
            reports.reply(report, text, openQuestions.firstOrNull())
            shown.update { it.copy(saved = it.saved + 1, fault = null) }
        }
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun show(before: AnswerState, read: Report): AnswerState {
        val answer = read.answer
        return before.copy(
            loaded = true,
            stands = answer[Followup.status]?.let(::label),
            outcome = answer[Followup.outcome]?.let(::label),
            whyNoAction = answer[Followup.noActionReason],
            lines = lines(read),
            open = openQuestions.isNotEmpty(),
        )
    }

    private fun label(code: Code): String = texts.code(code.list.name, code.code)

    private fun lines(read: Report): List<SaidLine> {
        val zone = session.host.clock.zone()
        val theirs = read.answer[Followup.messages].map { message ->
            val who = message[Followup.Message.from] ?: texts["app.answer.from_hub"]
            val at = message[Followup.Message.at]
            val asked = message[Followup.Message.question] == true
            at to SaidLine(
                message.id,
                saidBy(who, at, texts, zone),
                message[Followup.Message.text].orEmpty(),
                if (asked) texts[question(message.id)] else null,
            )
        }
        val mine = read[Incident.replies].map { reply ->
            val at = reply[Incident.Reply.at]
            val title = saidBy(texts["app.answer.from_you"], at, texts, zone)
            at to SaidLine(reply.id, title, reply[Incident.Reply.text].orEmpty())
        }
        return (theirs + mine).sortedBy { (at, _) -> at?.toInstant() }.map { it.second }
    }

    private fun question(message: String): String =
        if (message in openQuestions) "app.answer.question" else "app.answer.answered"
}
