package org.tabard

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Joining a region: codes, lost answers, and hosts that fail. */
internal class EnrolTest : RegionTest() {
    @Test
    fun `an enrolment goes on where its answer was lost, and a code works once`() = test {
        val (phone, code) = phone("one") to region.code("one")
        expect<TabardError.Refused> { phone.enrol(code = code, transport = Network.losingAnswers()) }
        expect<TabardError.NotEnrolled> { phone.open() }
        val tabard = phone.enrol(code = code)
        assertEquals(listOf("crew"), tabard.status().roles)
        tabard.shutdown()
        val used = expect<TabardError.Refused> { phone("two").enrol(code = code) }
        assertEquals("code_used", used.code)
    }

    @Test
    fun `what is no code, no slot or no PIN is said before anything is sent`() = test {
        val network = Network.whole()
        expect<TabardError.Input> { phone().enrol(code = "TABARD1XYZ", transport = network) }
        expect<TabardError.Input> { phone().enrol(pin = "1", transport = network) }
        val none = Enrolling(region.code("app"), emptyList())
        expect<TabardError.Input> {
            Tabard.enrol(phone().settings, SecretsInMemory(), none, network)
        }
        assertEquals(0, network.requests)
    }

    @Test
    fun `no network, a network that throws and a stranger's answer leave the code good`() =
        test {
            val (phone, code) = phone() to region.code("app")
            val stranger = "<p>Sign in to the station's network: $CANARY</p>".toByteArray()
            val outcomes = listOf<suspend Network.(Int, HttpRequest) -> HttpOutcome>(
                { _, _ -> HttpOutcome.NoAnswer },
                { _, _ -> throw IllegalStateException(CANARY) },
                { _, _ -> HttpOutcome.Answer(200, stranger) },
                { _, _ -> HttpOutcome.Answer(502, ByteArray(0)) },
            )
            for (outcome in outcomes) {
                val network = Network(answers = outcome)
                expect<TabardError.Refused> { phone.enrol(code = code, transport = network) }
            }
            phone.enrol(code = code).shutdown()
        }

    @Test
    fun `an enrolment that is cancelled lets go of its folder`() = test {
        val (phone, code, out) = Triple(phone(), region.code("app"), CompletableDeferred<Unit>())
        val enrolling = launch(Dispatchers.Default) {
            phone.enrol(code = code, transport = Network.silent(out))
        }
        out.await()
        enrolling.cancelAndJoin()
        phone.enrol(code = code).shutdown()
    }

    @Test
    fun `a key store that fails enrols nothing, and the code stays good`() = test {
        val (phone, code) = phone() to region.code("app")
        phone.secrets.asked = { throw SecretStoreFault.Cancelled() }
        expect<TabardError.Cancelled> { phone.enrol(code = code) }
        phone.secrets.asked = { throw OutOfMemoryError(CANARY) }
        expect<TabardError.Store> { phone.enrol(code = code) }
        assertFalse(Tabard.unlockStatus(phone.settings.dir).exists)
        phone.secrets.asked = {}
        phone.enrol(code = code).shutdown()
        assertTrue(Tabard.unlockStatus(phone.settings.dir).exists)
    }
}
