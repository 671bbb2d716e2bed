package org.tabard

import java.io.File
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** PINs, slots, and key stores that refuse, fail, lose and call back. */
internal class LocksTest : RegionTest() {
    @Test
    fun `a wrong PIN is counted, and the fifth has to wait`() = test {
        val phone = phone()
        phone.enrol(pin = PIN).shutdown()
        assertEquals(0, expect<TabardError.Locked> { phone.open() }.waitMs)
        repeat(5) { expect<TabardError.Locked> { phone.open(pin = "111111") } }
        val status = Tabard.unlockStatus(phone.settings.dir)
        assertTrue(status.pin)
        assertEquals(5u, status.wrongPins)
        assertTrue(status.waitMs > 20_000u)
        val waits = expect<TabardError.Locked> { phone.open(pin = PIN) }
        assertTrue(waits.waitMs > 20_000, "the right one is not judged either")
    }

    @Test
    fun `the PIN is changed and taken away`() = test {
        val phone = phone()
        val tabard = phone.enrol(pin = PIN)
        expect<TabardError.Locked> { tabard.locks.changePin("111111", "135790") }
        expect<TabardError.Input> { tabard.locks.changePin(PIN, "1") }
        tabard.locks.changePin(PIN, "135790")
        tabard.shutdown()
        expect<TabardError.Locked> { phone.open(pin = PIN) }
        val again = phone.open(pin = "135790")
        again.locks.changePin("135790", null)
        again.shutdown()
        phone.open().shutdown()
    }

    @Test
    fun `a finger that was added leaves the other way in, and is renewed by it`() = test {
        val phone = phone()
        phone.enrol().shutdown()
        phone.secrets.lose(Slot.BIOMETRIC)
        expect<TabardError.KeyLost> { phone.open(Slot.BIOMETRIC) }
        val tabard = phone.open(Slot.CREDENTIAL)
        tabard.locks.renew(Slot.BIOMETRIC, openWith = Slot.CREDENTIAL)
        tabard.shutdown()
        phone.open(Slot.BIOMETRIC).shutdown()
        for (other in listOf(ByteArray(0), ByteArray(5), ByteArray(32))) {
            phone.secrets.exchange(Slot.BIOMETRIC, other)
            expect<TabardError> { phone.open(Slot.BIOMETRIC) }
        }
        phone.open(Slot.CREDENTIAL).shutdown()
    }

    @Test
    fun `what a key store throws is an error of its kind, and never its text`() = test {
        val phone = phone()
        phone.enrol().shutdown()
        phone.secrets.asked = { throw SecretStoreFault.Cancelled() }
        expect<TabardError.Cancelled> { phone.open() }
        phone.secrets.asked = { throw SecretStoreFault.Lost() }
        expect<TabardError.KeyLost> { phone.open() }
        for (thrown in listOf(IllegalStateException(CANARY), StackOverflowError(CANARY))) {
            phone.secrets.asked = { throw thrown }
            expect<TabardError.Store> { phone.open() }
        }
        phone.secrets.asked = {}
        phone.open().shutdown()
    }

    @Test
    fun `a key store that calls the device is told so`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        var told: Throwable? = null
        phone.secrets.asked = {
            told = runCatching { runBlocking { tabard.reports.list() } }.exceptionOrNull()
        }
        tabard.locks.changePin(null, PIN)
        phone.secrets.asked = {}
        expect<TabardError.WrongThread> { throw checkNotNull(told) }
        assertTrue(tabard.reports.list().isEmpty())
        tabard.shutdown()
    }

    @Test
    fun `a call that began ends, also when who waits for it is cancelled`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        val (prompts, answered) = CountDownLatch(1) to CountDownLatch(1)
        phone.secrets.asked = {
            prompts.countDown()
            answered.await()
        }
        val changing = launch(Dispatchers.Default) { tabard.locks.changePin(null, PIN) }
        prompts.await()
        changing.cancel()
        answered.countDown()
        changing.join()
        assertTrue(changing.isCancelled)
        tabard.shutdown()
        phone.open(pin = PIN).shutdown()
    }

    @Test
    fun `a device that opens for nobody any more is shut again`() = test {
        val phone = phone()
        phone.enrol().shutdown()
        val (prompts, answered) = CountDownLatch(1) to CountDownLatch(1)
        phone.secrets.asked = {
            prompts.countDown()
            answered.await()
        }
        val opening = launch(Dispatchers.Default) { phone.open() }
        prompts.await()
        opening.cancel()
        answered.countDown()
        opening.cancelAndJoin()
        phone.secrets.asked = {}
        phone.open().shutdown()
    }

    @Test
    fun `destroyed keys open nothing, and what waited stays sealed`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        tabard.reports.start()
        tabard.locks.destroyKeys()
        expect<TabardError.ShutDown> { tabard.reports.list() }
        expect<TabardError> { phone.open(Slot.CREDENTIAL) }
        expect<TabardError> { phone.open(Slot.BIOMETRIC) }
        assertTrue(File(phone.settings.dir, "outbox.db").exists())
    }

    private companion object {
        const val PIN = "482913"
    }
}
