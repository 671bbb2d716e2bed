package org.tabard

import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertTrue

/** A test with a region of its own. */
internal abstract class RegionTest {
    protected val region = Region()

    @AfterEach
    fun close() = region.close()

    /** Does what a test does, in a time that no test needs. */
    protected fun test(does: suspend CoroutineScope.() -> Unit): Unit =
        runBlocking { withTimeout(2.minutes) { does() } }

    protected fun phone(name: String = "app") = Phone(region, name)

    /** The region holds it, and perhaps its hub has opened it already. */
    protected fun assertHeld(state: ReportState) {
        val held = state == ReportState.HeldByRegion || state is ReportState.Answered
        assertTrue(held, "$state")
    }

    /** Exchanges everything that can go. */
    protected suspend fun sync(
        tabard: Tabard,
        transport: HttpTransport = UrlConnectionTransport(),
    ): SyncOutcome = SyncDriver(tabard, transport).runOnce()
}
