package org.tabard.sample.road

import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.Slot
import org.tabard.sample.app.Phase

/** The app as it is pressed: the real screens, the real library, the real program. */
internal class PressedTest : RoadTest() {
    private fun Fingers.unlock() {
        PIN.forEach { press("digit-$it") }
        press("unlock")
        see("Reports")
    }

    @Test
    fun `from the unlocked phone to the saved report in eight taps, then held and answered`() {
        val phone = app("a")
        models {
            phone.join(PIN)
            phone.app.lock()
            phone.untilLocked()
            region.stop()
        }
        onScreen(phone.app) {
            unlock()
            taps = 0
            press("new-report")
            press("tile-hurt")
            press("tile-physical_contact")
            press("tile-weapon")
            press("next")
            press("tile-patient")
            press("tile-alcohol")
            press("save")
            see("Saved on this phone")
            see("Not sent yet")
            assertEquals(8, taps)

            val report = models { phone.session.device.reports.list().single().id }
            region.start()
            press("done")
            press(hasText("Send now"))
            see("Everything is held by the region.")
            region.hub(
                "hub", "answer", report, "--status", "being_looked_at",
                "--note", "Was the door open?", "--question", "--role", "VPR lead",
            )
            models { phone.session.sendNow() }
            see("New from the hub")
            press("report-$report")
            see("The hub asks you something")
            val stands = phone.session.texts["codes.followup_status.being_looked_at"]
            press(hasText(stands) and hasClickAction())
            see("Was the door open?")
        }
    }

    @Test
    fun `what was pressed is there again after the process has died`() {
        val phone = app("a")
        models { phone.join() }
        onScreen(phone.app) {
            press("new-report")
            press("tile-safe")
            press("tile-verbal_abuse")
            press("next")
            see("Who did it?")
        }
        models { phone.dieAndStart() }
        onScreen(phone.app) {
            press("unlock")
            press("go-on")
            see("Who did it?")
            press("tile-unknown")
            press("save")
            see("Saved on this phone")
        }
        models { assertEquals(1, phone.session.device.reports.list().size) }
    }

    @Test
    fun `the back gesture does what Back on the page does`() {
        val phone = app("a")
        models { phone.join() }
        onScreen(phone.app) {
            see("No reports on this phone yet.")
            assertFalse(phone.app.gesture.go())
            press("new-report")
            press("tile-safe")
            see("What happened?")
            assertTrue(phone.app.gesture.go())
            see("Are you safe?")
            assertTrue(phone.app.gesture.go())
            see("Go on with the report you began")
            press("app.home.more")
            press("app.more.about")
            see("Last contact")
            assertTrue(phone.app.gesture.go())
            see("Lock now")
        }
    }

    @Test
    fun `quick exit shows a page of notes, and opens for who knows and unlocks`() {
        val phone = app("a")
        models { phone.join(PIN) }
        onScreen(phone.app) {
            press("new-report")
            press("exit")
            see("No notes yet")
            assertEquals(Phase.Hidden, phone.app.phase.value)
            hold("notes")
            see("Locked")
            unlock()
        }
    }

    @Test
    fun `nobody touches it for a minute, and it locks`() {
        val phone = app("a")
        models { phone.join() }
        onScreen(phone.app) {
            models { phone.host.clock.untilAwaited(60_000) }
            phone.host.clock.advance(59_000)
            press("app.home.more")
            see("This phone and its sync")
            models {
                phone.host.clock.advance(1_000)
                phone.host.clock.untilAwaited(119_000)
            }
            assertTrue(phone.isOpen)
            phone.host.clock.advance(50_000)
            // A keyboard on the screen is no part of it: what is typed counts as a touch.
            press("app.more.people")
            phone.host.clock.advance(9_000)
            type("initials", "R")
            models {
                phone.host.clock.advance(51_000)
                phone.host.clock.untilAwaited(179_000)
            }
            assertTrue(phone.isOpen)
            phone.host.clock.advance(9_000)
            see("Locked")
        }
    }

    @Test
    fun `a wrong PIN is said, and nothing shows`() {
        val phone = app("a")
        models {
            phone.join(PIN)
            phone.app.lock()
            phone.untilLocked()
        }
        onScreen(phone.app) {
            repeat(6) { press("digit-1") }
            see("Digits typed: 6")
            press("unlock")
            see("That did not work")
            see("Digits typed: 0")
            unlock()
        }
    }

    @Test
    fun `a code is typed and a PIN chosen, and the phone has joined`() {
        val phone = app("a")
        onScreen(phone.app) {
            type("code", region.code("phone"))
            type("pin", PIN)
            press("join")
            see("No reports on this phone yet.")
            press("app.home.more")
            press("lock")
            unlock()
        }
    }

    @Test
    fun `a lost key opens by the other way with the PIN that was typed`() {
        val phone = app("a")
        models {
            phone.join(PIN)
            phone.app.lock()
            phone.untilLocked()
            phone.host.secrets.lose(Slot.BIOMETRIC)
        }
        onScreen(phone.app) {
            PIN.forEach { press("digit-$it") }
            press("unlock")
            see("The phone's key is gone")
            press("other-way")
            see("Reports")
        }
    }

    private companion object {
        const val PIN = "482913"
    }
}
