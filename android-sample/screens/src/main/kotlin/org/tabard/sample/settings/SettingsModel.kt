package org.tabard.sample.settings

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault

/** How things are set. */
data class SettingsState(
    /** The server's address. */
    val server: String = "",
    /** Whether the person said that the keys are to be destroyed. */
    val sure: Boolean = false,
    /** What would be lost of what is not sent. */
    val loses: String? = null,
    /** How often the PIN was changed: what was typed is gone from the fields then. */
    val changed: Int = 0,
    /** What came of it. */
    val said: String? = null,
    /** What went wrong. */
    val fault: Fault? = null,
) {
    override fun toString(): String = "SettingsState"
}

/** The PIN there is, a new one, and that again, as they are typed. */
data class TypedPins(val old: String = "", val new: String = "", val again: String = "") {
    override fun toString(): String = "TypedPins"
}

/**
 * What can be set: the PIN, the server, and the end of the keys. Language and colours are the
 * app's own.
 */
class SettingsModel(private val app: AppModel, private val session: Session) {
    private val shown = MutableStateFlow(SettingsState())
    private val texts = session.texts

    /** What the screen shows. */
    val state: StateFlow<SettingsState> = shown.asStateFlow()

    /** The PINs that are typed. */
    var pins = TypedPins()

    /** The address that is typed. */
    var server = ""

    /** Reads how things are set. */
    fun read(): Job = act {
        val status = session.device.status()
        val waiting = status.waiting
        server = status.server
        val loses = texts.fill("app.destroy.loses", "count" to waiting)
        shown.update { it.copy(server = server, loses = loses.takeIf { waiting > 0UL }) }
    }

    /** Changes the PIN. */
    fun changePin(): Job = act {
        if (pins.new == pins.again) {
            session.device.locks.changePin(pins.old.ifEmpty { null }, pins.new.ifEmpty { null })
            pins = TypedPins()
            shown.update { it.copy(changed = it.changed + 1) }
            say("app.pin.changed")
        } else {
            say("app.pin.differ")
        }
    }

    /** Syncs with a server at another address. */
    fun keepServer(): Job = act {
        session.device.setServer(server)
        say("app.settings.server_kept")
    }

    /** Says that the keys are to be destroyed, or not. */
    fun beSure(sure: Boolean) = shown.update { it.copy(sure = sure) }

    /** Destroys what this phone can read. */
    fun destroy(): Job = act { if (shown.value.sure) app.destroyKeys(session) }

    private fun say(key: String) = shown.update { it.copy(said = texts[key]) }

    private fun act(work: suspend () -> Unit): Job = app.launch {
        shown.update { it.copy(said = null, fault = null) }
        session.attempt({ fault -> shown.update { it.copy(fault = fault) } }, work)
    }
}
