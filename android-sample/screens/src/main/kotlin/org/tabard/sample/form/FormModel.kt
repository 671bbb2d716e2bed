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

    /** How often a moment was set by its button, by its path. */
    private var set = emptyMap<String, Int>()

    /** What it shows. */
    val state: StateFlow<FormState> = shown.asStateFlow()

    /** Reads the record for as long as the page is there. */
    suspend fun run() = source.follow(::failed) {
        filled = it
        show()
    }

    /** What a person did on the page. */
    suspend fun hear(tap: FormTap) = when (tap) {
        is FormTap.Choose -> keep(tap.path, tap.choice?.let(Value::Text))
        is FormTap.Toggle -> toggle(tap.path, tap.code)
        is FormTap.Say -> keep(tap.path, tap.on?.let(Value::Flag))
        is FormTap.Type -> type(tap.path, tap.text)
        is FormTap.Now -> now(tap.path)
        is FormTap.Add -> add(tap.list)
        is FormTap.Remove -> remove(tap.list, tap.item)
    }

    /** Saves, when the page is left. Gives whether there was anything to save. */
    suspend fun leave(): Boolean = turn.withLock {
        session.attempt(::failed) { source.save() } ?: false
    }

    private suspend fun toggle(path: String, code: String) = turn.withLock {
        val on = code in filled.ticked(path)
        write("$path/$code", if (on) null else Value.Flag(true), path)
    }

    /** What cannot be read as its field asks is said beside it, and not kept. */
    private suspend fun type(path: String, text: String) {
        if (text.isEmpty()) return keep(path, null)
        val answer = question(path)?.answer
        val value = value(text, answer)
        if (value == null) refuse(path, texts[wanted(answer)]) else keep(path, value)
    }

    private suspend fun now(path: String) {
        val now = session.host.clock.now().truncatedTo(ChronoUnit.SECONDS).atZone(zone)
        set += path to (set[path] ?: 0) + 1
        keep(path, Value.Text(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now)))
    }

    /** An item is there once something of it is said. */
    private fun add(list: String) {
        added += list to added[list].orEmpty() + freshItemId()
        show()
    }

    private suspend fun remove(list: String, item: String) {
        added += list to added[list].orEmpty() - item
        if (filled.says("$list/$item")) keep("$list/$item", null) else show()
    }

    private suspend fun keep(path: String, value: Value?) = turn.withLock { write(path, value) }

    private suspend fun write(path: String, value: Value?, question: String = path) {
        session.attempt(::failed) {
            try {
                source.type(path, value)
                filled = filled.with(path, value)
                faults -= question
                show()
            } catch (input: TabardError.Input) {
                refuse(question, texts.fill("app.section.bad_value", "hint" to input.hint))
            }
        }
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun refuse(path: String, why: String) {
        faults += path to why
        show()
    }

    private fun show() {
        val blocks = FormLayout(texts, zone, faults, set).blocks(fields, filled.with(added))
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
