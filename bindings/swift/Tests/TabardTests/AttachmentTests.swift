import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Attachments", .timeLimit(.minutes(2)))
struct AttachmentTests {
    let region: Region
    let crew = Custody(by: "Technician", reason: nil)

    init() async throws { region = try await Region.founded() }

    private func photo(_ edits: inout Edits<Attachment>) {
        edits.set(Attachment.media, .photo)
        edits.set(Attachment.title, "left forearm")
    }

    @Test("are sealed, seen and written out, and the custody log says each")
    func custody() async throws {
        let device = try await Phone(region).enrol()
        let (report, bytes) = (try await device.written(), pattern(700_000))
        let id = try await device.attachments.attach(to: report, bytes: bytes, custody: crew, photo)
        #expect(try await device.attachments.view(id, custody: crew) == bytes)
        let out = region.folder.appendingPathComponent("out.bin")
        try await device.attachments.export(id, to: out, custody: crew)
        #expect(try Data(contentsOf: out) == bytes)
        _ = try await caught { try await device.attachments.export(id, to: out) }
        let details = try await device.attachments.get(id)
        #expect(details[Attachment.title] == "left forearm" && details[Attachment.media] == .photo)
        #expect(details.report == report && details.own)
        // What is done within one second stands in no order but that nothing comes before the capture.
        let actions = details.custody.map(\.action)
        #expect(actions.first == "captured" && actions.dropFirst().sorted() == ["exported", "viewed"])
        #expect(try await device.attachments.list(of: report).map(\.id) == [id])
        try await device.shutdown()
    }

    @Test("are read from a file in pieces, and the file stays as it is")
    func file() async throws {
        let device = try await Phone(region).enrol()
        let (report, file) = (try await device.written(), region.folder.appendingPathComponent("in.bin"))
        let bytes = pattern(1_500_000)
        try bytes.write(to: file)
        let id = try await device.attachments.attach(to: report, file: file, custody: crew, photo)
        #expect(try Data(contentsOf: file) == bytes)
        #expect(try await device.attachments.view(id) == bytes)
        try await device.shutdown()
    }

    @Test("are sent past a cut and a restart, what went before it not again; let go, and fetched")
    func cut() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        let (report, bytes) = (try await device.written(), pattern(3 << 20))
        let id = try await device.attachments.attach(to: report, bytes: bytes, custody: crew, photo)
        let road = ScriptedTransport.cut(after: 5)
        #expect(try await sync(device, road).obstacle?.code == "no_answer")
        guard case .sending(let done, let chunks) = try await device.attachments.get(id).bytes else {
            Issue.record("it is not being sent")
            return
        }
        #expect(done > 0 && done < chunks)
        try await expectError("unsent") { try await device.attachments.letGo(id) }
        try await device.shutdown()

        let again = try await phone.open()
        let rest = ScriptedTransport(.goes)
        #expect(try await sync(again, rest) == .done)
        #expect(try await again.attachments.get(id).bytes == .held)
        #expect(rest.bytes < bytes.count, "the chunks that went do not go again")
        try await again.attachments.letGo(id)
        #expect(try await again.attachments.get(id).bytes == .notHere)
        try await expectError("attachment") { _ = try await again.attachments.view(id) }
        try await again.attachments.fetch(id)
        #expect(try await sync(again, ScriptedTransport.cut(after: 3)).obstacle?.code == "no_answer")
        #expect(try await sync(again) == .done)
        #expect(try await again.attachments.view(id) == bytes)
        try await again.shutdown()
    }

    @Test("that are nothing, of no file or of no report are a typed error")
    func faults() async throws {
        let device = try await Phone(region).enrol()
        let report = try await device.written()
        try await expectError("input") {
            _ = try await device.attachments.attach(to: report, bytes: Data(), photo)
        }
        try await expectError("storage") {
            _ = try await device.attachments.attach(to: report, file: URL(fileURLWithPath: "/\(canary)"), photo)
        }
        try await expectError("input") {
            _ = try await device.attachments.attach(to: canary, bytes: pattern(10), photo)
        }
        try await expectError("notFound") {
            _ = try await device.attachments.view(String(repeating: "0", count: 32))
        }
        #expect(try await device.attachments.list().isEmpty)
        let room = try await device.attachments.room(for: 1 << 40, free: 1 << 20)
        #expect(!"\(room)".isEmpty)
        try await device.shutdown()
    }
}
