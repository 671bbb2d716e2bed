package org.tabard.sample.app

import org.tabard.code.AttachmentMedia
import org.tabard.record.Attachment
import org.tabard.sample.host.Captured

/** Seals a capture into a report. Its bytes, which are in clear, are wiped when this returns. */
suspend fun Session.seal(captured: Captured, media: AttachmentMedia, report: String): String =
    try {
        device.attachments.attach(report, captured.bytes) {
            set(Attachment.media, media)
            set(Attachment.mediaType, captured.mediaType)
            set(Attachment.capturedInApp, true)
        }
    } finally {
        captured.bytes.fill(0)
    }
