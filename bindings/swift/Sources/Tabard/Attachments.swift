import Foundation
import TabardFFI

extension TabardDevice {
    /// Photographs, voice notes and documents.
    public var attachments: Attachments { Attachments(device: self) }
}

/// Photographs, voice notes and documents. The file of a capture is in clear until it is attached:
/// only what is attached is sealed, with a custody log.
public struct Attachments: Sendable {
    let device: TabardDevice
    private var calls: Calls { device.calls }

    /// The attachments of a report, or of all, now and after each change.
    public func updates(of report: String? = nil) -> Updates<[AttachmentDetails]> {
        calls.updates { try $0.attachments(record: report).map(AttachmentDetails.init) }
    }

    /// The attachments of a report, or of all, the newest first.
    public func list(of report: String? = nil) async throws(TabardError) -> [AttachmentDetails] {
        try await calls.read { try $0.attachments(record: report).map(AttachmentDetails.init) }
    }

    /// An attachment.
    public func get(_ attachment: String) async throws(TabardError) -> AttachmentDetails {
        try await calls.read { AttachmentDetails(try $0.attachment(attachment: attachment)) }
    }

    /// Says whether there is room for a capture of so many bytes, with so many free, before it
    /// begins.
    public func room(for size: Int64, free: Int64) async throws(TabardError) -> Room {
        let question = RoomQuestion(size: UInt64(clamping: size), free: UInt64(clamping: free))
        return try await calls.read { try $0.room(question: question) }
    }

    /// Captures what is in a file, read in pieces. The file is left as it is: who made it removes
    /// it. Sealed and durable when this returns. Gives the attachment's id.
    public func attach(
        to report: String,
        file: URL,
        custody: Custody = Custody(by: nil, reason: nil),
        isolation: isolated (any Actor)? = #isolation,
        _ facts: (inout Edits<Attachment>) -> Void
    ) async throws(TabardError) -> String {
        let attach = Attach(record: report, edits: Edits.made(facts), custody: custody)
        let file = AttachFile(path: file.path, attach: attach)
        return try await calls.write { try $0.attachFile(file: file) }
    }

    /// Captures bytes that are in memory: an image, a voice note. Gives the attachment's id.
    public func attach(
        to report: String,
        bytes: Data,
        custody: Custody = Custody(by: nil, reason: nil),
        isolation: isolated (any Actor)? = #isolation,
        _ facts: (inout Edits<Attachment>) -> Void
    ) async throws(TabardError) -> String {
        let attach = Attach(record: report, edits: Edits.made(facts), custody: custody)
        return try await calls.write { try $0.attachBytes(attach: attach, bytes: bytes) }
    }

    /// The bytes of an image, a voice note or a document of at most 64 MiB, to be looked at inside
    /// the app. The custody log says so.
    public func view(
        _ attachment: String, custody: Custody = Custody(by: nil, reason: nil)
    ) async throws(TabardError) -> Data {
        let opening = Opening(attachment: attachment, custody: custody)
        return try await calls.write { try $0.viewAttachment(opening: opening) }
    }

    /// Writes the bytes of an attachment out into a new file. The custody log says so.
    public func export(
        _ attachment: String, to file: URL, custody: Custody = Custody(by: nil, reason: nil)
    ) async throws(TabardError) {
        let opening = Opening(attachment: attachment, custody: custody)
        let export = ExportFile(path: file.path, opening: opening)
        try await calls.write { try $0.exportAttachment(file: export) }
    }

    /// Asks for the bytes of an attachment; they come by syncing.
    public func fetch(_ attachment: String) async throws(TabardError) {
        try await calls.write { try $0.fetchAttachment(attachment: attachment) }
    }

    /// Lets the bytes of an attachment go from this device; they can be fetched again.
    public func letGo(_ attachment: String) async throws(TabardError) {
        try await calls.write { try $0.letAttachmentGo(attachment: attachment) }
    }
}

/// An attachment as it reads now.
public struct AttachmentDetails: Readable, Identifiable, Sendable, Hashable {
    /// The attachment.
    public let id: String
    /// The report it belongs to.
    public let report: String?
    /// Where its bytes are.
    public let bytes: BytesAt
    /// Whether this device captured it.
    public let own: Bool
    /// The device that captured it, where it may be named.
    public let by: String?
    /// When it came to this device.
    public let startedAt: Date
    /// What is known of it.
    public let fields: Fields<Attachment>
    /// The custody log, by time.
    public let custody: [CustodyEntry]

    init(_ theirs: AttachmentView) {
        (id, report, bytes) = (theirs.id, theirs.record, theirs.bytes)
        (own, by, startedAt) = (theirs.own, theirs.by, Date(ms: theirs.startedAtMs))
        (fields, custody) = (Fields(theirs.fields), theirs.custody)
    }
}

/// Where the bytes of an attachment are.
public typealias BytesAt = TabardFFI.BytesAt
/// Who does something with an attachment, by role, and why, for its custody log.
public typealias Custody = TabardFFI.Custody
/// A line of a custody log.
public typealias CustodyEntry = TabardFFI.CustodyEntry
/// Whether there is room for a capture, and what to tell the person before it.
public typealias Room = TabardFFI.Room
