package org.tabard.sample.capture

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.tabard.Edits
import org.tabard.Fields
import org.tabard.Report
import org.tabard.code.ContributoryFactor
import org.tabard.code.IncidentType
import org.tabard.code.PersonRole
import org.tabard.code.SafeNow
import org.tabard.freshItemId
import org.tabard.record.Incident
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.Standing

/**
 * The quick report: one question a screen, every tap kept at once, no network needed. A new report,
 * or one that was begun and not saved.
 */
class CaptureModel(private val session: Session, private var report: String? = null) {
    private val shown = MutableStateFlow(CaptureState(kinds = IncidentType.all.map { it.code }))

    /** Taps are done one after the other, in their order. */
    private val turn = Mutex()
    private val note = VoiceTaker(session, shown, turn)
    private var person = freshItemId()
    private val factors = mutableMapOf<String, String>()

    /** What the screen shows. */
    val state: StateFlow<CaptureState> = shown.asStateFlow()

    /** Reads what was tapped before the app was ended. */
    fun resume(): Job = inTurn {
        val report = report
        if (report == null || shown.value.step != Step.Safe) return@inTurn
        val read = session.attempt(::failed) { session.device.reports.get(report) }
        if (read != null) restore(read.typed)
        session.attempt(::failed) { note.restore(report) }
    }

    /** Does what was tapped. */
    fun tap(tap: CaptureTap): Job = inTurn {
        when (tap) {
            is CaptureTap.Safe -> answerSafe(tap.code)
            CaptureTap.SafeNow -> answerSafe(SafeNow.SAFE.code)
            is CaptureTap.What -> toggleWhat(tap.tile)
            CaptureTap.AllKinds -> shown.update { it.copy(allKinds = true) }
            CaptureTap.Next -> shown.update { it.copy(step = it.step.next()) }
            is CaptureTap.Who -> answerWho(tap.code)
            is CaptureTap.Factor -> toggleFactor(tap.code)
            CaptureTap.Voice -> note.tap(::begun)
            CaptureTap.Save -> save()
        }
    }

    /** One screen back; false where the quick report begins, and where it is saved. */
    fun back(): Boolean {
        val before = shown.value.step.before() ?: return false
        shown.update { it.copy(step = before) }
        return true
    }

    /** Reads again where the report stands while the last screen shows. */
    suspend fun followSaved() {
        val saved = shown.value.saved ?: return
        session.follow(session.device.reports.watch(saved.id), {}) { show(it) }
    }

    private fun inTurn(work: suspend () -> Unit): Job = session.launch { turn.withLock { work() } }

    private fun restore(typed: Fields<Incident>) {
        val first = typed[Incident.people].firstOrNull()
        if (first != null) person = first.id
        for (item in typed[Incident.factors]) {
            item[Incident.Factor.factor]?.let { factors[it.code] = item.id }
        }
        val weapon = Tile.WEAPON.takeIf { typed[Incident.weaponInvolved] == true }
        shown.update { old ->
            old.copy(
                safe = typed[Incident.safeNow]?.code,
                what = typed[Incident.types].mapTo(HashSet()) { it.code } + setOfNotNull(weapon),
                who = first?.get(Incident.Person.role)?.code,
                factors = factors.keys.toSet(),
            ).let { it.copy(step = it.firstUnanswered()) }
        }
    }

    /** How the reporter is. Who needs help is shown how to call for it, first. */
    private suspend fun answerSafe(code: String) {
        val next = if (code == SafeNow.NEED_HELP_NOW.code) Step.Help else Step.What
        if (keep { set(Incident.safeNow, SafeNow.of(code)) }) {
            shown.update { it.copy(safe = code, step = next) }
        }
    }

    private suspend fun toggleWhat(tile: String) {
        val on = tile !in shown.value.what
        val kept = keep {
            when {
                tile == Tile.WEAPON -> set(Incident.weaponInvolved, true.takeIf { on })
                on -> add(Incident.types, IncidentType.of(tile))
                else -> remove(Incident.types, IncidentType.of(tile))
            }
        }
        if (kept) shown.update { it.copy(what = it.what.with(tile, on)) }
    }

    private suspend fun answerWho(code: String) {
        val kept = keep {
            item(Incident.people, person) { set(Incident.Person.role, PersonRole.of(code)) }
        }
        if (kept) shown.update { it.copy(who = code, step = Step.Factors) }
    }

    private suspend fun toggleFactor(code: String) {
        val on = code !in shown.value.factors
        val id = factors.getOrPut(code, ::freshItemId)
        val kept = keep {
            if (on) {
                item(Incident.factors, id) {
                    set(Incident.Factor.factor, ContributoryFactor.of(code))
                }
            } else {
                removeItem(Incident.factors, id)
            }
        }
        if (!kept) return
        if (!on) factors.remove(code)
        shown.update { it.copy(factors = it.factors.with(code, on)) }
    }

    /** Makes it a report: durable on this phone when the next screen shows. */
    private suspend fun save() {
        note.end(::begun)
        val reports = session.device.reports
        val saved = session.attempt(::failed) {
            val report = begun()
            reports.save(report)
            reports.get(report)
        }
        if (saved != null) show(saved)
    }

    private fun show(report: Report) {
        val standing = Standing.of(report.state, report.stands, session.texts)
        val saved = SavedNote(report.id, session.texts.reference(report.id), standing)
        shown.update { it.copy(saved = saved, step = Step.Saved, fault = null) }
    }

    private suspend fun begun(): String =
        report ?: session.device.reports.start().also { report = it }

    /** Keeps what was tapped; gives whether it is kept. */
    private suspend fun keep(edit: Edits<Incident>.() -> Unit): Boolean {
        val kept = session.attempt(::failed) { session.device.reports.type(begun(), edit) }
        if (kept != null) shown.update { it.copy(fault = null) }
        return kept != null
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }
}

private fun Set<String>.with(code: String, on: Boolean): Set<String> =
    if (on) this + code else this - code
