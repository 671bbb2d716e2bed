import Foundation
import Tabard

extension Session {
    /// Seals a capture into a report. Its file, which is in clear, is gone when this returns.
    func seal(
        _ file: CapturedFile, _ media: AttachmentMedia, into report: String
    ) async throws(TabardError) -> String {
        defer { try? FileManager.default.removeItem(at: file.url) }
        return try await device.attachments.attach(to: report, file: file.url) {
            $0.set(Attachment.media, media)
            $0.set(Attachment.mediaType, file.mediaType)
            $0.set(Attachment.capturedInApp, true)
        }
    }
}
