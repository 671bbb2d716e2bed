import Foundation
import Tabard

/// Seals a capture into a report and removes the file that was in clear, whatever comes.
@MainActor
struct Sealing {
    private let session: Session

    init(_ session: Session) { self.session = session }

    func seal(
        _ file: CapturedFile, into report: String, as media: AttachmentMedia
    ) async -> Result<String, Fault> {
        let moment = Moment(session.host.clock.date)
        let sealed = await session.attempt { device throws(TabardError) in
            try await device.attachments.attach(to: report, file: file.url) {
                $0.set(Attachment.media, media)
                $0.set(Attachment.mediaType, file.mediaType)
                $0.set(Attachment.capturedAt, moment)
                $0.set(Attachment.capturedInApp, true)
            }
        }
        try? FileManager.default.removeItem(at: file.url)
        return sealed
    }
}
