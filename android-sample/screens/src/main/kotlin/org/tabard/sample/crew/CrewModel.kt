package org.tabard.sample.crew

import androidx.compose.runtime.Immutable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.MateIntroduction
import org.tabard.QrCode
import org.tabard.qrCode
import org.tabard.sample.app.Session
import org.tabard.sample.kit.CodePicture
import org.tabard.sample.kit.Fault

/** Crew-mates on a report. */
@Immutable
data class CrewState(
    /** How many phones write the report; none before it is read. */
    val writers: Int? = null,
    /** This phone's code, for a crew-mate to scan. */
    val mine: CodePicture? = null,
    /** The same as text, to be sent or typed. */
    val mineAsText: String? = null,
    /** The button that lets whoever was read in. */
    val letIn: String? = null,
    /** What came of it. */
    val said: String? = null,
    /** Whether this person left. */
    val left: Boolean = false,
    val fault: Fault? = null,
) {
    override fun toString(): String = "CrewState"
}

/** Crew-mates on a report. */
class CrewModel(private val session: Session, private val report: String) {
    private val shown = MutableStateFlow(CrewState())
    private val crew get() = session.device.crew
    private val texts get() = session.texts
    private var code: String? = null

    /** How the person wants to be called. */
    var name: String = ""

    /** Their role. */
    var role: String = ""

    /** What it shows. */
    val state: StateFlow<CrewState> = shown.asStateFlow()

    /** Whether this phone can scan. */
    val mayScan: Boolean get() = session.host.scanner != null

    private val me: MateIntroduction
        get() = MateIntroduction(name.trim().ifEmpty { null }, role.trim().ifEmpty { null })

    /** Reads for as long as the screen is there. */
    suspend fun run() = session.follow(session.device.reports.watch(report), ::failed) { read ->
        shown.update { it.copy(writers = read.writers.size, left = read.left) }
    }

    /** Shows this phone's code. */
    suspend fun showMine() = act {
        val text = crew.code(me)
        val picture = picture(qrCode(text))
        shown.update { it.copy(mine = picture, mineAsText = text) }
    }

    /** Reads a crew-mate's code by the camera. */
    suspend fun scan() {
        session.host.scanner?.scan()?.let { read(it) }
    }

    /** Reads a crew-mate's code, and asks whether to let them in. */
    suspend fun read(code: String) {
        this.code = null
        shown.update { it.copy(letIn = null, said = null) }
        act {
            val mate = crew.read(code.trim())
            this.code = code.trim()
            val name = mate.name ?: texts["app.crew.unnamed"]
            shown.update { it.copy(letIn = texts.fill("app.crew.let_in", "name" to name)) }
        }
    }

    /** Lets whoever was read in. */
    suspend fun letIn() {
        val code = code ?: return
        act {
            val new = crew.invite(report, code)
            this.code = null
            val said = texts[if (new) "app.crew.added" else "app.crew.already"]
            shown.update { it.copy(letIn = null, said = said) }
        }
    }

    /** Puts this person's name on the report. */
    suspend fun join() = act {
        crew.join(report, me)
        shown.update { it.copy(said = texts["states.saved_on_this_phone"]) }
    }

    /** Leaves the report. */
    suspend fun leave() = act {
        crew.leave(report)
        shown.update { it.copy(left = true) }
    }

    private suspend fun act(work: suspend () -> Unit) {
        shown.update { it.copy(fault = null) }
        session.attempt(::failed, work)
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun picture(code: QrCode) = CodePicture(
        code.width,
        List(code.width * code.width) { code.isDark(it % code.width, it / code.width) },
    )
}
