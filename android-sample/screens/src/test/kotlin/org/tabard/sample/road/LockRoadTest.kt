package org.tabard.sample.road

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.Slot
import org.tabard.TabardError
import org.tabard.sample.app.Phase
import org.tabard.sample.app.Route
import org.tabard.sample.kit.Fault
import org.tabard.sample.people.PeopleModel
import org.tabard.sample.settings.SettingsModel
import org.tabard.sample.settings.TypedPins

/** Who may see what is on the phone, and what is left after it was taken away. */
internal class LockRoadTest : RoadTest() {
    @Test
    fun `a wrong PIN opens nothing, and the fifth has to wait`() = test {
        val phone = app("a")
        phone.join(PIN)
        phone.app.lock()
        val lock = phone.untilLocked()
        assertTrue(lock.state.value.asksPin)
        repeat(5) {
            repeat(7) { lock.press(1) }
            lock.deleteDigit()
            assertEquals(6, lock.state.value.typed)
            lock.unlock().join()
            assertNotNull(lock.state.value.fault)
            assertEquals(0, lock.state.value.typed)
        }
        val wait = lock.state.value.wait
        assertTrue(wait > 1)
        phone.host.clock.untilAwaited(1000)
        phone.host.clock.advance(1000)
        lock.state.until { it.wait == wait - 1 }
        assertFalse(phone.isOpen)
    }

    @Test
    fun `the right PIN opens, and another one once it was changed`() = test {
        val phone = app("a")
        phone.join(PIN)
        phone.app.lock()
        val settings = SettingsModel(phone.app, phone.unlock(PIN))
        settings.pins = TypedPins(PIN, OTHER, PIN)
        settings.changePin().join()
        assertEquals(phone.app.texts.value["app.pin.differ"], settings.state.value.said)
        settings.pins = TypedPins(PIN, OTHER, OTHER)
        settings.changePin().join()
        assertEquals(phone.app.texts.value["app.pin.changed"], settings.state.value.said)
        phone.app.lock()
        phone.unlock(OTHER)
    }

    @Test
    fun `it locks after sixty seconds without a touch`() = test {
        val phone = app("a")
        phone.join()
        val clock = phone.host.clock
        clock.untilAwaited(60_000)
        clock.advance(59_000)
        phone.app.touch()
        clock.advance(1_000)
        clock.untilAwaited(119_000)
        assertTrue(phone.isOpen)
        clock.advance(58_999)
        assertTrue(phone.isOpen)
        clock.advance(1)
        phone.untilLocked()
        phone.unlock()
    }

    @Test
    fun `quick exit shows nothing and locks`() = test {
        val phone = app("a")
        val session = phone.join()
        phone.app.go(Route.More)
        phone.app.hide()
        assertEquals(Phase.Hidden, phone.app.phase.value)
        assertEquals(emptyList<Route>(), phone.app.path.value)
        phone.app.waitForClosing()
        val closed = runCatching { session.device.status() }.exceptionOrNull()
        assertTrue(closed is TabardError.ShutDown)
        phone.app.wentAway()
        assertEquals(Phase.Hidden, phone.app.phase.value)
        phone.app.unhide()
        phone.unlock()
    }

    @Test
    fun `it locks when it goes out of sight, and starts again locked`() = test {
        val phone = app("a")
        phone.join()
        phone.app.wentAway()
        phone.unlock()
        // As when the system makes the screen anew.
        phone.app.start()
        assertTrue(phone.isOpen)
    }

    @Test
    fun `a removed phone is wiped and can join again`() = test {
        val phone = app("a")
        val session = phone.join()
        region.hub("device", "revoke", session.device.status().device, "--wipe")
        session.sendNow()
        val gone = phone.app.phase.until { it is Phase.Gone } as Phase.Gone
        assertEquals(session.texts["app.fault.wiped"], gone.title)
        assertNotEquals("", gone.says)
        phone.app.joinAgain()
        val enrol = (phone.app.phase.value as Phase.Enrol).model
        enrol.typeCode(region.code("again"))
        enrol.join().join()
        assertNull(enrol.state.value.fault)
        assertTrue(phone.isOpen)
    }

    @Test
    fun `the keys are destroyed at once, and only by who is sure`() = test {
        val phone = app("a")
        val settings = SettingsModel(phone.app, phone.join())
        settings.destroy().join()
        assertTrue(phone.isOpen)
        settings.beSure(true)
        settings.destroy().join()
        assertNull(settings.state.value.fault)
        val gone = phone.app.phase.value as Phase.Gone
        assertEquals(phone.app.texts.value["app.destroy.done"], gone.says)
    }

    @Test
    fun `a lost key opens by the other way, and where that is lost one joins again`() = test {
        val phone = app("a")
        phone.join()
        phone.app.lock()
        var lock = phone.untilLocked()
        phone.host.secrets.lose(Slot.BIOMETRIC)
        lock.unlock().join()
        assertEquals(Fault.Kind.KeyLost, lock.state.value.fault?.kind)
        lock.unlockOtherWay().join()
        assertTrue(phone.isOpen)

        phone.app.lock()
        lock = phone.untilLocked()
        phone.host.secrets.lose(Slot.CREDENTIAL)
        lock.unlockOtherWay().join()
        assertEquals(Fault.Kind.KeyLost, lock.state.value.fault?.kind)
        lock.joinAgain().join()
        val enrol = (phone.app.phase.value as Phase.Enrol).model
        enrol.typeCode(region.code("again"))
        enrol.join().join()
        assertTrue(phone.isOpen)
        assertEquals(2, phone.app.people.all().size)
    }

    @Test
    fun `another person takes the phone over`() = test {
        val phone = app("a")
        phone.join()
        val people = PeopleModel(phone.app)
        people.initials = "RB"
        people.add().join()
        assertNull(people.state.value.fault)
        assertEquals(listOf("1", "RB"), people.state.value.rows.map { it.label })
        people.changeTo("RB").join()
        phone.app.phase.until { it is Phase.Enrol }
    }

    @Test
    fun `a code that is none is said, and nothing is joined`() = test {
        val phone = app("a")
        phone.app.start()
        val enrol = (phone.app.phase.value as Phase.Enrol).model
        enrol.typeCode("no code")
        enrol.join().join()
        assertNotNull(enrol.state.value.fault)
        assertFalse(enrol.state.value.joining)
    }

    private companion object {
        const val PIN = "482913"
        const val OTHER = "135790"
    }
}
