package org.tabard

import java.io.File
import java.nio.ByteBuffer
import kotlinx.coroutines.flow.Flow
import org.tabard.ffi.Attach
import org.tabard.ffi.AttachFile
import org.tabard.ffi.ExportFile
import org.tabard.ffi.Opening
import org.tabard.ffi.RoomQuestion
import org.tabard.record.Attachment

/** Whether there is room for a capture, and what to tell the person before it. */
public typealias Room = org.tabard.ffi.Room

/**
 * Attachments, with a custody log. The file of a capture is in clear until it is attached: only
 * what is attached is sealed.
 */
public class Attachments internal constructor(private val calls: Calls) {
    /** The attachments of a report, or of all, now and after each change. */
    public fun watch(report: String? = null): Flow<List<AttachmentDetails>> =
        calls.changes.watch { list(report) }

    /** The attachments of a report, or of all, the newest first. */
    public suspend fun list(report: String? = null): List<AttachmentDetails> =
        calls.read { it.attachments(report).map(::AttachmentDetails) }

    /** An attachment. */
    public suspend fun get(attachment: String): AttachmentDetails =
        calls.read { AttachmentDetails(it.attachment(attachment)) }

    /** Says whether there is room for a capture of so many bytes, before it begins. */
    public suspend fun room(size: Long, free: Long): Room =
        calls.read { it.room(RoomQuestion(size.toULong(), free.toULong())) }

    /**
     * Captures what is in a file, read in pieces. The file is left as it is: who made it removes
     * it. Sealed and durable when this returns. Gives the attachment's id.
     */
    public suspend fun attach(
        report: String,
        file: File,
        custody: Custody = Custody(),
        facts: Edits<Attachment>.() -> Unit = {},
    ): String {
        val edits = edits(facts)
        return calls.write {
            it.attachFile(AttachFile(file.path, Attach(report, edits, custody.theirs())))
        }
    }

    /** Captures bytes that are in memory: an image, a voice note. */
    public suspend fun attach(
        report: String,
        bytes: ByteArray,
        custody: Custody = Custody(),
        facts: Edits<Attachment>.() -> Unit = {},
    ): String = attach(report, direct(bytes), custody, facts)

    /** The same without a copy, where the buffer is a direct one; from its position to its limit. */
    public suspend fun attach(
        report: String,
        bytes: ByteBuffer,
        custody: Custody = Custody(),
        facts: Edits<Attachment>.() -> Unit = {},
    ): String {
        val edits = edits(facts)
        // The library reads a direct buffer from its beginning.
        val whole = if (bytes.isDirect) bytes.slice() else copied(bytes)
        return calls.write { it.attachBytes(Attach(report, edits, custody.theirs()), whole) }
    }

    /**
     * The bytes of an image, a voice note or a document of at most 24 MiB, to be looked at inside
     * the app. The custody log says so.
     */
    public suspend fun view(attachment: String, custody: Custody = Custody()): ByteArray =
        calls.write { it.viewAttachment(Opening(attachment, custody.theirs())) }

    /** Writes the bytes out into a new file. The custody log says so. */
    public suspend fun export(attachment: String, to: File, custody: Custody = Custody()): Unit =
        calls.write {
            it.exportAttachment(ExportFile(to.path, Opening(attachment, custody.theirs())))
        }

    /** Asks for the bytes of an attachment; they come by syncing. */
    public suspend fun fetch(attachment: String): Unit =
        calls.write { it.fetchAttachment(attachment) }

    /** Lets the bytes of an attachment go from this device; they can be fetched again. */
    public suspend fun letGo(attachment: String): Unit =
        calls.write { it.letAttachmentGo(attachment) }
}

/** Who does something with an attachment, and why, for its custody log. */
public data class Custody(
    /** Who, by role. */
    public val by: String? = null,
    /** Why. */
    public val reason: String? = null,
) {
    override fun toString(): String = "Custody"

    internal fun theirs() = org.tabard.ffi.Custody(by, reason)
}

private fun copied(bytes: ByteBuffer): ByteBuffer {
    val from = bytes.duplicate()
    return ByteBuffer.allocateDirect(from.remaining()).put(from).flip() as ByteBuffer
}
