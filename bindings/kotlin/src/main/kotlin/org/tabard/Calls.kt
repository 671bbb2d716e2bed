package org.tabard

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext
import org.tabard.ffi.Device

/**
 * Calls of an open device. Each is made on the dispatcher and ends there: to cancel who waits for
 * it drops its result and nothing else.
 */
internal class Calls(
    val device: Device,
    val dispatcher: CoroutineDispatcher,
    val changes: Changes,
) {
    suspend fun <T> read(work: (Device) -> T): T {
        // The library refuses it, by the thread: waiting for another one would never end.
        if (HostStore.isCalling()) return said { work(device) }
        return withContext(dispatcher) { said { work(device) } }
    }

    /** The same where records change, whether or not anybody waits for the result. */
    suspend fun <T> write(work: (Device) -> T): T = read { device ->
        try {
            work(device)
        } finally {
            changes.written()
        }
    }
}
