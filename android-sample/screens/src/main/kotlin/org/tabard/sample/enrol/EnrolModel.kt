package org.tabard.sample.enrol

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Enrolling
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.sample.app.AppModel
import org.tabard.sample.kit.Fault

/** Joining a service with a code of the hub. */
class EnrolModel internal constructor(private val app: AppModel, private val label: String) {
    /** What the screen shows. What is typed is the fields' own. */
    data class State(
        /** The code that was scanned. */
        val scanned: String = "",
        /** Whether this phone can scan one. */
        val scans: Boolean = false,
        /** Whether an answer is waited for. */
        val joining: Boolean = false,
        /** What went wrong. */
        val fault: Fault? = null,
    ) {
        override fun toString(): String = "State"
    }

    private val shown = MutableStateFlow(State(scans = app.host.scanner != null))
    private var code = ""
    private var pin = ""

    /** What the screen shows. */
    val state: StateFlow<State> = shown.asStateFlow()

    /** The code as it is typed. */
    fun typeCode(text: String) {
        code = text
    }

    /** The PIN as it is chosen. */
    fun typePin(text: String) {
        pin = text
    }

    /** Reads the code off the hub's screen. */
    fun scan(): Job = app.launch {
        val scanned = app.host.scanner?.scan() ?: return@launch
        code = scanned
        shown.update { it.copy(scanned = scanned) }
    }

    /** Joins; this alone needs a network. */
    fun join(): Job = app.launch {
        if (shown.value.joining) return@launch
        shown.update { it.copy(joining = true, fault = null) }
        try {
            joined()
        } catch (error: TabardError) {
            shown.update { it.copy(fault = Fault.of(error, app.texts.value)) }
        } finally {
            shown.update { it.copy(joining = false) }
        }
    }

    private suspend fun joined() {
        app.waitForClosing()
        val person = app.people.find(label) ?: app.people.add(label)
        val device = Tabard.enrol(
            app.people.settings(person),
            app.secrets(person),
            Enrolling(code, app.host.slots, pin.ifEmpty { null }),
            app.host.transport,
        )
        code = ""
        pin = ""
        app.begin(device, person)
    }
}
