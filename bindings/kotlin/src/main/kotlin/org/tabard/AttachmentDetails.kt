package org.tabard

import java.time.Instant
import org.tabard.code.CustodyAction
import org.tabard.ffi.AttachmentView
import org.tabard.record.Attachment

/** An attachment as it reads now. */
public class AttachmentDetails internal constructor(private val view: AttachmentView) :
    Readable<Attachment> {
    override val fields: Fields<Attachment> = Fields.of(view.fields)

    /** What was done with it, by time. */
    public val custody: List<CustodyEntry> = view.custody.map(CustodyEntry::of)

    /** The attachment. */
    public val id: String get() = view.id

    /** The report it belongs to. */
    public val report: String? get() = view.record

    /** Where its bytes are. */
    public val bytes: BytesAt get() = view.bytes.ours()

    /** Whether this device captured it. */
    public val own: Boolean get() = view.own

    /** The device that captured it, where it may be named. */
    public val by: String? get() = view.by

    /** When it came to this device. */
    public val startedAt: Instant get() = Instant.ofEpochMilli(view.startedAtMs)

    override fun equals(other: Any?): Boolean = other is AttachmentDetails && view == other.view

    override fun hashCode(): Int = view.hashCode()

    override fun toString(): String = "AttachmentDetails($id)"
}

/** Where the bytes of an attachment are. */
public sealed interface BytesAt {
    /** Not on this device: they can be fetched. */
    public data object NotHere : BytesAt

    /** On this device; so many chunks went to the region. */
    public data class Sending(
        /** Chunks that went. */
        public val done: Int,
        /** Chunks in all. */
        public val chunks: Int,
    ) : BytesAt

    /** So many chunks came. */
    public data class Fetching(
        /** Chunks that came. */
        public val done: Int,
        /** Chunks in all. */
        public val chunks: Int,
    ) : BytesAt

    /** On this device, and held by the region. */
    public data object Held : BytesAt
}

/** A line of a custody log. */
public data class CustodyEntry(
    /** What was done. */
    public val action: CustodyAction,
    /** When (RFC 3339). */
    public val at: String,
    /** Who, by role. */
    public val by: String?,
    /** Why. */
    public val reason: String?,
) {
    override fun toString(): String = "CustodyEntry"

    internal companion object {
        fun of(one: org.tabard.ffi.CustodyEntry) =
            CustodyEntry(CustodyAction.of(one.action), one.at, one.by, one.reason)
    }
}

private fun org.tabard.ffi.BytesAt.ours(): BytesAt = when (this) {
    org.tabard.ffi.BytesAt.NotHere -> BytesAt.NotHere
    is org.tabard.ffi.BytesAt.Sending -> BytesAt.Sending(done.toInt(), chunks.toInt())
    is org.tabard.ffi.BytesAt.Fetching -> BytesAt.Fetching(done.toInt(), chunks.toInt())
    org.tabard.ffi.BytesAt.Held -> BytesAt.Held
}
