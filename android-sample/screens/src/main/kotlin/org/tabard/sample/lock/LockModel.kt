package org.tabard.sample.lock

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.PersonOnPhone
import org.tabard.Slot
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.sample.app.AppModel
import org.tabard.sample.kit.Fault

/** The lock: a PIN, a finger or a face, the phone's own code. */
class LockModel internal constructor(
    private val app: AppModel,
    private val person: PersonOnPhone,
) {
    /** What the screen shows. */
    data class State(
        /** Whether it is known how the device is locked. */
        val looked: Boolean = false,
        /** Whether a PIN is asked for. */
        val asksPin: Boolean = false,
        /** How many digits were typed; never which. */
        val typed: Int = 0,
        /** Seconds until a PIN is judged again. */
        val wait: Long = 0,
        /** Whether something is being opened. */
        val opening: Boolean = false,
        /** What went wrong. */
        val fault: Fault? = null,
    )

    private val shown = MutableStateFlow(State())
    private val pin = StringBuilder()
    private var countdown: Job? = null

    /** What the screen shows. */
    val state: StateFlow<State> = shown.asStateFlow()

    /** Looks at how the device is locked. */
    fun look(): Job = app.launch {
        try {
            val status = Tabard.unlockStatus(person.dir)
            shown.update { it.copy(looked = true, asksPin = status.pin) }
            countDown(status.waitMs.toLong())
        } catch (error: TabardError) {
            failed(error)
        }
    }

    /** A digit of the PIN. */
    fun press(digit: Int) = typed { pin.append(digit) }

    /** Takes the last digit back. */
    fun deleteDigit() = typed { pin.setLength((pin.length - 1).coerceAtLeast(0)) }

    /** Opens by a finger or a face where the phone can, or by its own code. */
    fun unlock(): Job =
        unlock(if (Slot.BIOMETRIC in app.host.slots) Slot.BIOMETRIC else Slot.CREDENTIAL)

    /** Opens by the phone's own code, after a finger was added. */
    fun unlockOtherWay(): Job = unlock(Slot.CREDENTIAL)

    /** Joins again: what waits to be sent stays. */
    fun joinAgain(): Job = app.launch(app::joinAgain)

    private fun unlock(slot: Slot): Job = app.launch {
        if (shown.value.opening) return@launch
        shown.update { it.copy(opening = true, fault = null) }
        try {
            app.open(person, slot, pin.toString().takeIf { shown.value.asksPin })
            countdown?.cancel()
            forget()
        } catch (error: TabardError) {
            failed(error)
            // The PIN was not judged: whoever goes on by the other way need not type it again.
            if (error !is TabardError.KeyLost && error !is TabardError.Cancelled) forget()
        } finally {
            shown.update { it.copy(opening = false) }
        }
    }

    private fun failed(error: TabardError) {
        shown.update { it.copy(fault = Fault.of(error, app.texts.value)) }
        if (error is TabardError.Locked) countDown(error.waitMs)
    }

    private fun typed(edit: () -> Unit) {
        edit()
        shown.update { it.copy(typed = pin.length) }
    }

    private fun forget() = typed {
        for (at in pin.indices) pin.setCharAt(at, '0')
        pin.setLength(0)
    }

    /** Counts the seconds down. */
    private fun countDown(ms: Long) {
        countdown?.cancel()
        val clock = app.host.clock
        val end = clock.elapsedMs() + ms
        shown.update { it.copy(wait = seconds(ms)) }
        if (ms <= 0) return
        countdown = app.launch {
            while (true) {
                val left = end - clock.elapsedMs()
                shown.update { it.copy(wait = seconds(left)) }
                if (left <= 0) break
                clock.pause(left.coerceAtMost(SECOND_MS))
            }
        }
    }
}

private const val SECOND_MS = 1000L

/** Whole seconds, rounded up. */
private fun seconds(ms: Long): Long = (ms.coerceAtLeast(0) + SECOND_MS - 1) / SECOND_MS
