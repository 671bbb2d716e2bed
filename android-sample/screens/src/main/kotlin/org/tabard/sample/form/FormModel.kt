package org.tabard.sample.form

import androidx.compose.runtime.Immutable
import java.time.DateTimeException
import java.time.LocalDate
import java.time.format.DateTimeFormatter
import java.time.temporal.ChronoUnit
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.tabard.Key
import org.tabard.TabardError
import org.tabard.Value
import org.tabard.freshItemId
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault
import org.tabard.sample.words.TypedMoment

/** What a page of questions shows. */
@Immutable
data class FormState(
    /** Its questions and answers; none before the record is read. */
    val blocks: List<FormBlock> = emptyList(),
    /** What went wrong with the page as a whole. */
    val fault: Fault? = null,
)

/** A page of questions about a record. Every answer is kept as it is given; leaving it saves. */
class FormModel internal constructor(
    private val session: Session,
    private val source: FormSource,
    private val fields: List<Key<*>>,
) {
    private val shown = MutableStateFlow(FormState())

    /** One answer after the other, in the order in which they were given. */
    private val turn = Mutex()
    private val zone get() = session.host.clock.zone()
    private val texts get() = session.texts
    private var filled = Filled.Nothing
    private var faults = emptyMap<String, String>()

    /** Items that say nothing yet, by their list. */
    private var added = emptyMap<String, List<String>>()

    /** What it shows. */
    val state: StateFlow<FormState> = shown.asStateFlow()

    /** Reads the record for as long as the page is there. */
    suspend fun run() = source.follow(::failed) {
        filled = it
        show()
    }

    /** One of the choices; null for "not said". */
    suspend fun choose(path: String, choice: String?) = keep(path, choice?.let(Value::Text))

    /** A choice of a set, on or off. */
    suspend fun toggle(path: String, code: String) {
        val on = code in filled.ticked(path)
        keep("$path/$code", if (on) null else Value.Flag(true), path)
    }

    /** Yes, no, or null for "not said". */
    suspend fun answer(path: String, on: Boolean?) = keep(path, on?.let(Value::Flag))

    /** A text as it is typed. What cannot be read as its field asks is said beside it, not kept. */
    suspend fun type(path: String, text: String) {
        if (text.isEmpty()) return keep(path, null)
        val answer = question(path)?.answer
        val value = value(text, answer)
        if (value == null) refuse(path, texts[wanted(answer)]) else keep(path, value)
    }

    /** This moment. */
    suspend fun now(path: String) {
        val now = session.host.clock.now().truncatedTo(ChronoUnit.SECONDS).atZone(zone)
        keep(path, Value.Text(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now)))
    }

    /** One more item of a list: it is there once something of it is said. */
    fun add(list: String) {
        added += list to added[list].orEmpty() + freshItemId()
        show()
    }

    /** Takes an item out of a list. */
    suspend fun remove(list: String, item: String) {
        added += list to added[list].orEmpty() - item
        if (item in filled.items(list)) keep("$list/$item", null) else show()
    }

    /** Saves, when the page is left. Gives whether there was anything to save. */
    suspend fun leave(): Boolean = turn.withLock {
        session.attempt(::failed) { source.save() } ?: false
    }

    private suspend fun keep(path: String, value: Value?, question: String = path) {
        turn.withLock {
            session.attempt(::failed) {
                try {
                    source.type(path, value)
                    faults -= question
                    show()
                } catch (input: TabardError.Input) {
                    refuse(question, texts.fill("app.section.bad_value", "hint" to input.hint))
                }
            }
        }
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun refuse(path: String, why: String) {
        faults += path to why
        show()
    }

    private fun show() {
        val blocks = FormLayout(texts, zone, faults).blocks(fields, filled.with(added))
        shown.update { it.copy(blocks = blocks) }
    }

    private fun question(path: String): Question? = shown.value.blocks.firstNotNullOfOrNull { block ->
        when (block) {
            is FormBlock.Asked -> listOf(block.question)
            is FormBlock.Items -> block.items.flatMap { it.questions }
        }.find { it.path == path }
    }

    private fun value(text: String, answer: Answer?): Value? = when (answer) {
        is Answer.Time -> TypedMoment.read(text, zone)
            ?.let { Value.Text(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(it)) }
        is Answer.Date -> day(text)?.let { Value.Text(it.toString()) }
        is Answer.Whole -> text.trim().toLongOrNull()?.let(Value::Whole)
        else -> Value.Text(text)
    }

    private fun day(text: String): LocalDate? =
        try {
            LocalDate.parse(text.trim())
        } catch (_: DateTimeException) {
            null
        }

    /** What a field that could not be read wants. */
    private fun wanted(answer: Answer?): String = when (answer) {
        is Answer.Date -> "app.section.date_hint"
        is Answer.Whole -> "shapes.whole_number"
        else -> "app.section.time_hint"
    }
}
