package org.tabard

import com.sun.jna.NativeLibrary
import com.sun.jna.Structure
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS
import org.tabard.record.Incident

/** Calls give back what they take, on the heap and outside it. */
@EnabledOnOs(OS.LINUX)
internal class MemoryTest : RegionTest() {
    @Test
    fun `thousands of calls with bytes in both directions cost no memory`() = test {
        val tabard = phone().enrol()
        val id = tabard.reports.write { set(Incident.narrative, "x".repeat(BYTES)) }
        val grown = mutableListOf<Long>()
        var before = held()
        // A JVM settles in fits and starts; a leak takes its share in almost every batch, for ever.
        while (grown.size < WINDOW || grown.takeLast(WINDOW).sorted()[WINDOW / 2] > LEAK) {
            assertTrue(grown.size < BATCHES, "every batch took more bytes: $grown")
            repeat(CALLS) { call(tabard, id) }
            grown += held().let { now -> (now - before).also { before = now } }
        }
        tabard.shutdown()
    }

    /** Asks for a text, and hands in an answer that nobody waits for any more. */
    private suspend fun call(tabard: Tabard, id: String) {
        tabard.reports.get(id)
        tabard.calls.read { it.answered(Long.MAX_VALUE.toULong(), 200u, direct(ByteArray(BYTES))) }
    }

    /** Bytes in use. What an object of the heap held outside it is freed some time after it. */
    private fun held(): Long = (0 until COLLECTIONS).minOf {
        System.gc()
        Runtime.getRuntime().run { totalMemory() - freeMemory() } + outsideTheHeap()
    }

    /** What `malloc` gave, to the library and to the JVM, and did not get back. */
    private fun outsideTheHeap(): Long {
        val said = MALLINFO.invoke(Mallinfo::class.java, emptyArray<Any>()) as Mallinfo
        return said.inMappings + said.inUse
    }

    private companion object {
        val MALLINFO = NativeLibrary.getInstance("c").getFunction("mallinfo2")
        const val BYTES = 4096
        const val CALLS = 1_000

        /** A quarter of a kilobyte a call. */
        const val LEAK = CALLS * 256
        const val WINDOW = 5
        const val BATCHES = 30
        const val COLLECTIONS = 10
    }
}

/** `struct mallinfo2` of glibc. */
@Structure.FieldOrder(
    "arena", "ordblks", "smblks", "hblks", "inMappings",
    "usmblks", "fsmblks", "inUse", "fordblks", "keepcost",
)
internal class Mallinfo : Structure(), Structure.ByValue {
    @JvmField var arena = 0L

    @JvmField var ordblks = 0L

    @JvmField var smblks = 0L

    @JvmField var hblks = 0L

    @JvmField var inMappings = 0L

    @JvmField var usmblks = 0L

    @JvmField var fsmblks = 0L

    @JvmField var inUse = 0L

    @JvmField var fordblks = 0L

    @JvmField var keepcost = 0L
}
