package org.tabard

import java.io.File
import java.nio.ByteBuffer
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.tabard.code.AttachmentMedia
import org.tabard.code.CustodyAction
import org.tabard.record.Attachment
import org.tabard.record.Incident

/** Bytes that go with a report. */
internal class AttachmentsTest : RegionTest() {
    private val bytes = Random(7).nextBytes(2 * 1024 * 1024)

    @Test
    fun `an attachment that is cut off goes on where it was`() = test {
        val tabard = phone().enrol()
        sync(tabard)
        val report = tabard.reports.write { set(Incident.callsign, "YA1") }
        val id = tabard.attachments.attach(report, bytes, CREW) {
            set(Attachment.media, AttachmentMedia.PHOTO)
        }
        val whole = tabard.attachments.get(id).bytes as BytesAt.Sending
        assertEquals(0, whole.done)
        val cut = Network.cutAfter(4)
        assertTrue(sync(tabard, cut) is SyncOutcome.RetryAt)
        val half = tabard.attachments.get(id).bytes as BytesAt.Sending
        assertTrue(half.done in 1..<half.chunks, "$half")
        val waiting = tabard.sync.value as SyncState.Waiting
        assertEquals("no_answer", waiting.obstacle?.code)
        assertEquals(1uL, tabard.status().transfers.sending)
        expect<TabardError.Unsent> { tabard.attachments.letGo(id) }

        val rest = Network.whole()
        assertEquals(SyncOutcome.Done, sync(tabard, rest))
        assertEquals(BytesAt.Held, tabard.attachments.get(id).bytes)
        val left = bytes.size.toLong() * (half.chunks - half.done) / half.chunks
        assertTrue(rest.bytes < left + CHUNK, "what had gone was not sent again: ${rest.bytes}")

        tabard.attachments.letGo(id)
        assertEquals(BytesAt.NotHere, tabard.attachments.get(id).bytes)
        expect<TabardError.Attachment> { tabard.attachments.view(id) }
        tabard.attachments.fetch(id)
        assertTrue(sync(tabard, Network.cutAfter(3)) is SyncOutcome.RetryAt)
        assertTrue(tabard.attachments.get(id).bytes is BytesAt.Fetching)
        assertEquals(SyncOutcome.Done, sync(tabard))
        assertArrayEquals(bytes, tabard.attachments.view(id))
        tabard.shutdown()
    }

    @Test
    fun `bytes come from arrays, buffers and files, and the custody log says what was done`() =
        test {
            val tabard = phone().enrol()
            val report = tabard.reports.write { set(Incident.callsign, "YA1") }
            val file = File(region.folder, "in.bin").apply { writeBytes(bytes) }
            val padded = ByteArray(3) + bytes + ByteArray(5)
            val direct = ByteBuffer.allocateDirect(padded.size).put(padded)
            direct.limit(padded.size - 5).position(3)
            val heap = ByteBuffer.wrap(padded, 3, bytes.size)
            val ids = listOf(
                tabard.attachments.attach(report, bytes, CREW),
                tabard.attachments.attach(report, direct, CREW),
                tabard.attachments.attach(report, heap, CREW),
                tabard.attachments.attach(report, file, CREW),
            )
            assertEquals(ids.toSet(), tabard.attachments.list(report).map { it.id }.toSet())
            for (id in ids) assertArrayEquals(bytes, tabard.attachments.view(id, CREW))
            val out = File(region.folder, "out.bin")
            tabard.attachments.export(ids[0], out, Custody("Crew", "for the police"))
            assertArrayEquals(bytes, out.readBytes())
            val log = tabard.attachments.get(ids[0]).custody
            assertEquals(CustodyAction.CAPTURED, log.first().action)
            val done = setOf(CustodyAction.CAPTURED, CustodyAction.VIEWED, CustodyAction.EXPORTED)
            assertEquals(done, log.map { it.action }.toSet())
            assertEquals(setOf("Crew"), log.map { it.by }.toSet())
            tabard.shutdown()
        }

    @Test
    fun `what cannot be attached, seen or written out is said`() = test {
        val tabard = phone().enrol()
        val attachments = tabard.attachments
        val report = tabard.reports.write { set(Incident.callsign, "YA1") }
        expect<TabardError> { attachments.attach(report, File(region.folder, CANARY)) }
        expect<TabardError> { attachments.attach(report, region.folder) }
        expect<TabardError> { attachments.attach(report, ByteArray(0)) }
        expect<TabardError.NotFound> { attachments.attach("0".repeat(32), bytes) }
        val id = attachments.attach(report, bytes)
        val out = File(region.folder, "out.bin").apply { writeText("mine") }
        expect<TabardError> { attachments.export(id, out) }
        assertEquals("mine", out.readText(), "nothing is written over")
        expect<TabardError> { attachments.export(id, File(region.folder, "no/$CANARY")) }
        expect<TabardError.NotFound> { attachments.view("0".repeat(32)) }
        assertTrue(attachments.room(size = 1, free = 1L shl 40).enough)
        val little = attachments.room(size = 1L shl 30, free = 1L shl 20)
        assertFalse(little.enough)
        assertTrue(checkNotNull(little.hint).contains(' '))
        assertEquals(listOf(id), attachments.list().map { it.id })
        tabard.shutdown()
    }

    private companion object {
        val CREW = Custody("Crew")
        const val CHUNK = 256 * 1024
    }
}
