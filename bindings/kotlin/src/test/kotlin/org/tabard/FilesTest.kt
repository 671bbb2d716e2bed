package org.tabard

import java.io.File
import java.io.IOException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.tabard.record.Incident

/** Files that are damaged, and a disk that is full. */
internal class FilesTest : RegionTest() {
    @Test
    fun `a damaged file is said, and nothing was changed`() = test {
        val phone = phone()
        val tabard = phone.enrol()
        val id = tabard.reports.write { set(Incident.callsign, "YA1") }
        tabard.shutdown()
        for (name in listOf("vault.db", "outbox.db", "unlock.cbor")) {
            val file = File(phone.settings.dir, name)
            val whole = file.readBytes()
            for (bent in listOf(ByteArray(whole.size) { 7 }, whole.copyOf(100))) {
                file.writeBytes(bent)
                expect<TabardError.Damaged> { phone.open() }
            }
            file.writeBytes(whole)
        }
        val again = phone.open()
        assertEquals(id, again.reports.list().single().id)
        again.shutdown()
    }

    /** Mounting takes root; elsewhere this is skipped. */
    @Test
    fun `a full disk is said, and what was saved before is kept`() = test {
        val disk = File(region.folder, "app").apply { mkdir() }
        assumeTrue(done("mount", "-t", "tmpfs", "-o", "size=8m", "tabard", disk.path), "no root")
        try {
            filled(disk)
        } finally {
            done("umount", "--lazy", disk.path)
        }
    }

    private suspend fun filled(disk: File) {
        val phone = phone()
        val tabard = phone.enrol()
        val id = tabard.reports.write { set(Incident.callsign, "YA1") }
        val ballast = File(disk, "ballast")
        fill(ballast)
        val bytes = ByteArray(1024 * 1024)
        expect<TabardError.NoSpace> { tabard.attachments.attach(id, bytes) }
        expect<TabardError.NoSpace> {
            repeat(200) {
                tabard.reports.write { set(Incident.narrative, "He kicked the door. ".repeat(100)) }
            }
        }
        assertEquals("YA1", tabard.reports.get(id)[Incident.callsign])
        assertTrue(ballast.delete())
        val after = tabard.reports.write { set(Incident.callsign, "YA2") }
        tabard.attachments.attach(after, bytes)
        assertEquals(SyncOutcome.Done, sync(tabard))
        tabard.shutdown()
        val again = phone.open()
        assertTrue(again.reports.list().map { it.id }.containsAll(listOf(id, after)))
        again.shutdown()
    }

    private fun fill(file: File) {
        file.outputStream().use { out ->
            val piece = ByteArray(4096)
            try {
                while (true) out.write(piece)
            } catch (_: IOException) {
                // The disk is full, as it is to be.
            }
        }
    }

    private fun done(vararg command: String): Boolean =
        ProcessBuilder(*command).redirectErrorStream(true).start().run {
            inputStream.readAllBytes()
            waitFor() == 0
        }
}
