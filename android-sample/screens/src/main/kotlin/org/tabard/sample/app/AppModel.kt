package org.tabard.sample.app

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.tabard.PersonOnPhone
import org.tabard.SecretStore
import org.tabard.Slot
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.Unlocking
import org.tabard.Words
import org.tabard.sample.enrol.EnrolModel
import org.tabard.sample.host.Host
import org.tabard.sample.kit.BackWay
import org.tabard.sample.kit.Fault
import org.tabard.sample.lock.LockModel
import org.tabard.sample.theme.Look
import org.tabard.sample.words.Texts

/**
 * The app: whose phone it is, and whether it is locked. It holds the one open device. [scope] is
 * one thread's, the main one on a phone, and lives as long as the app.
 */
class AppModel(
    /** What only a phone can do. */
    val host: Host,
    private val scope: CoroutineScope,
) {
    private val preferences = Preferences(host)
    private val idle = IdleLock(host.clock, scope)
    private val shown = MutableStateFlow<Phase>(Phase.Starting)
    private val way = MutableStateFlow(emptyList<Route>())
    private val words = MutableStateFlow(Texts.None)
    private val colours = MutableStateFlow(preferences.look)

    /** The end of the session before, which has the device's files until then. */
    @Volatile
    private var closing: Closing? = null

    /** Whether the end of the session is one that was asked for. */
    private var destroying = false

    private class Closing(val device: Tabard, val last: Job)

    /** What is on the screen. */
    val phase: StateFlow<Phase> = shown.asStateFlow()

    /** The way from the list of reports to the screen that shows. */
    val path: StateFlow<List<Route>> = way.asStateFlow()

    /** The words. */
    val texts: StateFlow<Texts> = words.asStateFlow()

    /** The colours. */
    val look: StateFlow<Look> = colours.asStateFlow()

    /** What the system's back gesture does. */
    val gesture = BackWay()

    /** The label of whoever used the phone last. */
    internal val person: String? get() = preferences.person

    internal val people: People get() = People(host.folder, preferences.language)

    /** Does something that a person asked for. */
    fun launch(work: suspend () -> Unit): Job = scope.launch { work() }

    /** Finds out whose phone it is, where nothing is shown yet. */
    suspend fun start() = orBroken {
        words.value = Texts.of(Words.choose(preferences.language))
        val first = first()
        if (shown.value == Phase.Starting) show(first)
    }

    private suspend fun first(): Phase {
        val person = lastPerson() ?: return enrol(People.FIRST)
        val joined = Tabard.unlockStatus(person.dir).exists
        return if (joined) Phase.Locked(LockModel(this, person)) else enrol(person.label)
    }

    private suspend fun lastPerson(): PersonOnPhone? {
        val all = people.all()
        return all.firstOrNull { it.label == preferences.person } ?: all.firstOrNull()
    }

    /** Joins once more, in a folder of its own: the old one keeps what waits, sealed. */
    suspend fun joinAgain() = orBroken { show(enrol(people.free())) }

    /** Begins once more after a fault. */
    fun tryAgain() = relock()

    private fun enrol(label: String): Phase = Phase.Enrol(EnrolModel(this, label))

    private fun show(phase: Phase) {
        way.value = emptyList()
        shown.value = phase
    }

    private suspend fun orBroken(work: suspend () -> Unit) =
        try {
            work()
        } catch (error: TabardError) {
            show(Phase.Broken(Fault.of(error, words.value)))
        }

    /** To another screen. */
    fun go(route: Route) = way.update { it + route }

    /** To a screen that has the list of reports before it. */
    fun goFromHome(route: Route) = way.update { listOf(route) }

    /** To the screen before; false at the list of reports. */
    fun back(): Boolean {
        val there = way.value
        way.value = there.dropLast(1)
        return there.isNotEmpty()
    }

    /** To the list of reports. */
    fun home() = way.update { emptyList() }

    /** Opens the device of a person. */
    internal suspend fun open(person: PersonOnPhone, slot: Slot, pin: String?) {
        waitForClosing()
        val settings = people.settings(person)
        begin(Tabard.open(settings, secrets(person), Unlocking(slot, pin)), person)
    }

    /** What opens is used from now on. */
    internal fun begin(device: Tabard, person: PersonOnPhone) {
        preferences.person = person.label
        val session = Session(device, words.value, host, scope) { ended(device, it) }
        show(Phase.Open(session))
        session.start()
        idle.start(::lock)
    }

    internal fun secrets(of: PersonOnPhone): SecretStore = host.secrets(of.dir)

    /** Hides everything, and asks who is there before it shows anything again. */
    fun lock() {
        close()
        relock()
    }

    /** Quick exit: the same, behind a page that says nothing. */
    fun hide() {
        close()
        show(Phase.Hidden)
        host.minimise()
    }

    /** Back from the page that says nothing. */
    fun unhide() = relock()

    /** Somebody touched the screen. */
    fun touch() = idle.touch()

    /** The app went out of sight. */
    fun wentAway() {
        if (shown.value is Phase.Open) lock()
    }

    private fun relock() {
        show(Phase.Starting)
        launch(::start)
    }

    /** Lets the session go. What waits is sent once more, then every file is closed. */
    private fun close() {
        val session = (shown.value as? Phase.Open)?.session ?: return
        stop(session)
        val last = launch {
            session.finish()
            if (session.sync.value.waiting > 0) session.sendNow()
            session.device.shutdown()
        }
        closing = Closing(session.device, last)
    }

    private fun stop(session: Session) {
        idle.stop()
        session.stop()
    }

    /** The device is opened by one at a time. */
    internal suspend fun waitForClosing() {
        val closing = closing ?: return
        closing.last.cancelAndJoin()
        closing.device.shutdown()
        this.closing = null
    }

    private fun ended(device: Tabard, end: SessionEnd) {
        val session = (shown.value as? Phase.Open)?.session ?: return
        if (session.device !== device || destroying) return
        stop(session)
        launch(session::finish)
        when (end) {
            is SessionEnd.Wiped -> show(Phase.Gone(words.value["app.fault.wiped"], end.hint))
            SessionEnd.ShutDown -> relock()
        }
    }

    /** Chooses the colours. */
    fun choose(look: Look) {
        preferences.look = look
        colours.value = look
    }

    /**
     * Chooses the language. The library speaks it once the device is opened again, so the app
     * locks.
     */
    fun speak(language: String) {
        preferences.language = language
        lock()
    }

    /** Somebody else takes the phone over. */
    internal fun changeTo(label: String) {
        preferences.person = label
        lock()
    }

    /** Destroys the keys of whoever has the phone open: nothing here opens any more. */
    internal suspend fun destroyKeys(session: Session) {
        destroying = true
        try {
            session.device.locks.destroyKeys()
        } finally {
            destroying = false
        }
        stop(session)
        launch(session::finish)
        val texts = words.value
        show(Phase.Gone(texts["app.destroy.title"], texts["app.destroy.done"]))
    }
}
