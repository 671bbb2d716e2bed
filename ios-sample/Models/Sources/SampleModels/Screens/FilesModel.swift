import Foundation
import Observation
import Tabard

/// Photographs and voice notes of a report.
@MainActor
@Observable
public final class FilesModel {
    /// One of them.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: String
        public let title: String
        public let standing: String
        public let custody: [String]
        /// Whether its bytes can be looked at here.
        public let here: Bool
        /// Whether the region holds them, so that they can be let go of.
        public let held: Bool
    }

    /// What is being looked at. It is let go of when the page is closed.
    public struct Looking: Sendable, Hashable {
        public let bytes: Data
        public let picture: Bool
        public let says: String
    }

    /// What there is.
    public private(set) var rows: [Row] = []
    /// What is being looked at.
    public private(set) var looking: Looking?
    /// Whether a voice note is being recorded.
    public private(set) var recording = false
    /// What to say besides, such as that there is no camera.
    public private(set) var said: String?
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String
    @ObservationIgnored private var recorder: (any Recorder)?
    @ObservationIgnored private let catalogue = Catalogue(Attachment.self)

    /// About what a photograph takes: room is asked for before it is taken.
    private static let photoSize: Int64 = 8 << 20

    /// The files of a report.
    public init(_ session: Session, _ report: String) {
        (self.session, self.report) = (session, report)
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        await session.follow(session.device.attachments.updates(of: report)) { all in
            rows = all.map(row)
        } fault: { self.fault = $0 }
    }

    /// Takes a photograph and seals it.
    public func photograph() async {
        guard await hasRoom() else { return }
        guard let file = await session.host.takePhoto() else {
            said = session.texts["app.files.no_camera"]
            return
        }
        await act { () async throws(TabardError) in
            _ = try await session.seal(file, .photo, into: report)
        }
    }

    /// Begins a voice note, or ends and seals it.
    public func voice() async {
        if let recorder {
            (self.recorder, recording) = (nil, false)
            guard let file = await recorder.stop() else { return }
            return await act { () async throws(TabardError) in
                _ = try await session.seal(file, .voiceNote, into: report)
            }
        }
        guard await hasRoom() else { return }
        recorder = await session.host.record()
        recording = recorder != nil
    }

    /// Looks at one; its custody log says so.
    public func look(_ row: Row) async {
        await act { () async throws(TabardError) in
            let file = try await session.device.attachments.get(row.id)
            let why = Custody(by: nil, reason: session.texts["app.files.why"])
            let bytes = try await session.device.attachments.view(row.id, custody: why)
            let picture = file[Attachment.media] == .photo
            let size = ["size": String(bytes.count / 1000)]
            looking = Looking(
                bytes: bytes, picture: picture,
                says: picture
                    ? session.texts["app.files.picture"] : session.texts.fill("app.files.sound", size))
        }
    }

    /// Plays the voice note that is being looked at.
    public func play() {
        if let looking { session.host.play(looking.bytes) }
    }

    /// Looks no more.
    public func close() {
        looking = nil
    }

    /// Asks for the bytes; they come with the next sync.
    public func fetch(_ row: Row) async {
        await act { () async throws(TabardError) in
            try await session.device.attachments.fetch(row.id)
        }
    }

    /// Frees the space; the bytes can be fetched again.
    public func letGo(_ row: Row) async {
        await act { () async throws(TabardError) in
            try await session.device.attachments.letGo(row.id)
        }
    }

    private func hasRoom() async -> Bool {
        (said, fault) = (nil, nil)
        let free = session.host.freeSpace
        let room = await session.attempt { () async throws(TabardError) in
            try await session.device.attachments.room(for: Self.photoSize, free: free)
        }
        switch room {
        case .success(let room):
            said = room.hint
            return room.enough
        case .failure(let fault):
            self.fault = fault
            return false
        }
    }

    private func act(_ work: @MainActor () async throws(TabardError) -> Void) async {
        fault = nil
        if case .failure(let fault) = await session.attempt(work) { self.fault = fault }
    }

    private func row(_ file: AttachmentDetails) -> Row {
        let texts = session.texts
        let media = file[Attachment.media].map { texts.code($0.code, of: AttachmentMedia.list) }
        let when = texts.moment(file.startedAt)
        return Row(
            id: file.id, title: [media, when].compactMap { $0 }.joined(separator: " · "),
            standing: standing(file),
            custody: file.custody.map { line in
                let what = texts.code(line.action, of: CustodyAction.list)
                return [texts.moment(line.at), what, line.by, line.reason]
                    .compactMap { $0 }.joined(separator: " · ")
            },
            here: file.bytes != .notHere, held: file.bytes == .held)
    }

    /// Of bytes that are elsewhere the custody log tells whether the region has all of them.
    private func standing(_ file: AttachmentDetails) -> String {
        let texts = session.texts
        func counted(_ key: String, _ done: UInt32, _ all: UInt32) -> String {
            texts.fill(key, ["done": String(done), "chunks": String(all)])
        }
        switch file.bytes {
        case .notHere:
            let held = file.custody.contains { $0.action == CustodyAction.heldByRegion.code }
            return texts[held ? "states.bytes_held_elsewhere" : "states.bytes_not_here"]
        case .sending(let done, let chunks) where done == 0 || done >= chunks:
            return texts[done == 0 ? "states.saved_on_this_phone" : "states.bytes_sent"]
        case .sending(let done, let chunks): return counted("states.bytes_sending", done, chunks)
        case .fetching(let done, let chunks): return counted("states.bytes_fetching", done, chunks)
        case .held: return texts["states.bytes_held"]
        }
    }
}
