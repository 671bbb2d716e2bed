package org.tabard.sample.people

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.PersonOnPhone
import org.tabard.TabardError
import org.tabard.sample.app.AppModel
import org.tabard.sample.kit.Fault

/** Somebody who uses this phone. */
data class PersonRow(val label: String, val waits: String, val here: Boolean) {
    override fun toString(): String = "PersonRow"
}

/** Who uses this phone. */
data class PeopleState(
    val rows: List<PersonRow> = emptyList(),
    /** How many were added: what was typed is gone from the field then. */
    val added: Int = 0,
    val fault: Fault? = null,
) {
    override fun toString(): String = "PeopleState(${rows.size})"
}

/** Who uses this phone. */
class PeopleModel(private val app: AppModel) {
    private val shown = MutableStateFlow(PeopleState())

    /** What the screen shows. */
    val state: StateFlow<PeopleState> = shown.asStateFlow()

    /** The initials of another person, as they are typed. */
    var initials = ""

    /** Reads who there is. */
    fun read(): Job = act {}

    /** Makes a folder for another person. */
    fun add(): Job = act {
        app.people.add(initials)
        initials = ""
        shown.update { it.copy(added = it.added + 1) }
    }

    /** Hands the phone over. */
    fun changeTo(label: String): Job = app.launch { app.changeTo(label) }

    /** Removes somebody, once the region holds all of theirs. */
    fun remove(label: String): Job = act { app.people.remove(label) }

    private fun act(work: suspend () -> Unit): Job = app.launch {
        shown.update { it.copy(fault = null) }
        try {
            work()
            val all = app.people.all().map(::row)
            shown.update { it.copy(rows = all) }
        } catch (error: TabardError) {
            shown.update { it.copy(fault = Fault.of(error, app.texts.value)) }
        }
    }

    private fun row(person: PersonOnPhone): PersonRow {
        val texts = app.texts.value
        val waits = when (person.unsent) {
            0L -> texts["app.people.all_sent"]
            else -> texts.fill("app.people.unsent", "count" to person.unsent)
        }
        return PersonRow(person.label, waits, person.label == app.person)
    }
}
