package org.tabard.sample.files

import java.time.ZoneId
import org.tabard.AttachmentDetails
import org.tabard.BytesAt
import org.tabard.CustodyEntry
import org.tabard.code.CustodyAction
import org.tabard.record.Attachment
import org.tabard.sample.words.Texts
import org.tabard.sample.words.moment

/** What the list says of each file. */
internal class FileRows(private val texts: Texts, private val zone: ZoneId) {
    /** The row of a file. */
    fun row(file: AttachmentDetails): FileRow {
        val media = file[Attachment.media]?.let { texts.code(it.list.name, it.code) }
        val at = texts.moment(file.startedAt, zone)
        return FileRow(
            id = file.id,
            title = listOfNotNull(media, at).joinToString(" · "),
            standing = standing(file),
            custody = file.custody.map(::says),
            here = file.bytes is BytesAt.Held || file.bytes is BytesAt.Sending,
            held = file.bytes == BytesAt.Held,
        )
    }

    /** Of bytes that are elsewhere the custody log tells whether the region has all of them. */
    private fun standing(file: AttachmentDetails): String = when (val bytes = file.bytes) {
        BytesAt.NotHere -> {
            val held = file.custody.any { it.action == CustodyAction.HELD_BY_REGION }
            texts[if (held) "states.bytes_held_elsewhere" else "states.bytes_not_here"]
        }
        is BytesAt.Sending -> when {
            bytes.done == 0 -> texts["states.saved_on_this_phone"]
            bytes.done < bytes.chunks -> counted("states.bytes_sending", bytes.done, bytes.chunks)
            else -> texts["states.bytes_sent"]
        }
        is BytesAt.Fetching -> counted("states.bytes_fetching", bytes.done, bytes.chunks)
        BytesAt.Held -> texts["states.bytes_held"]
    }

    private fun counted(key: String, done: Int, chunks: Int): String =
        texts.fill(key, "done" to done, "chunks" to chunks)

    private fun says(line: CustodyEntry): String {
        val what = texts.code(line.action.list.name, line.action.code)
        val at = texts.moment(line.at, zone)
        return listOfNotNull(at, what, line.by, line.reason).joinToString(" · ")
    }
}
