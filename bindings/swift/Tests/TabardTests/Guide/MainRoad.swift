import Foundation
import Tabard
import TabardTestSupport
import Testing

/// The code of `docs/guide/swift.md`, run in the order in which an app meets it.
@Suite("The guide's main road", .timeLimit(.minutes(1)))
struct MainRoad {
    let region: Region
    let secrets: any SecretStore = SecretsInMemory()

    init() async throws { region = try await Region.founded() }

    @Test("from the code to an answer that is read")
    func road() async throws {
        let folder = region.folder.appendingPathComponent("app")
        let code = try await region.code()
        let device = try await enrolled(folder, code)
        let staying = sync(device)
        let report = try await reported(device)
        try await held(device, report)
        try await region.hub(
            "hub", "answer", report, "--status", "being_looked_at", "--note", "Which door?", "--question")
        let driver = SyncDriver(device)
        try await driver.runOnce()
        #expect(try await answered(device, report) == ["Which door?"])
        staying.cancel()
        let photo = try await photographed(device, report)
        #expect(try await device.attachments.get(photo).fields.paths.contains("title"))
        try await device.shutdown()
        let again = try await opened(TabardSettings(folder: folder))
        #expect(try await again.reports.get(report)[Incident.callsign] == "YA214")
        try await again.shutdown()
    }

    private func enrolled(_ folder: URL, _ code: String) async throws -> TabardDevice {
        // snippet: enrol
        let settings = TabardSettings(folder: folder)
        let device = try await TabardDevice.enrol(settings, code: code, secrets: secrets)
        // end
        return device
    }

    private func opened(_ settings: TabardSettings) async throws -> TabardDevice {
        // snippet: open
        do {
            return try await TabardDevice.open(settings, secrets: secrets, with: .biometric)
        } catch {
            guard case .keyLost = error else { throw error }
            // A finger was added: the phone's own code opens, and makes the first slot anew.
            let device = try await TabardDevice.open(settings, secrets: secrets, with: .credential)
            try await device.locks.renew(.biometric, with: .credential)
            return device
        }
        // end
    }

    private func sync(_ device: TabardDevice) -> Task<SyncOutcome, any Error> {
        // snippet: sync
        let driver = SyncDriver(device)
        let syncing = Task { try await driver.run() }
        // end
        return syncing
    }

    private func reported(_ device: TabardDevice) async throws -> String {
        // snippet: report
        let report = try await device.reports.start()
        try await device.reports.type(report) { $0.add(Incident.types, .verbalAbuse) }
        try await device.reports.type(report) {
            $0.set(Incident.occurredAt, Moment(.now))
            $0.set(Incident.callsign, "YA214")
            $0.item(Incident.acts) { $0.set(Incident.Act.act, .kick) }
        }
        try await device.reports.save(report)
        // end
        return report
    }

    private func held(_ device: TabardDevice, _ id: String) async throws {
        // snippet: held
        for try await report in device.reports.updates(of: id) {
            show(report.stands)
            if report.state == .heldByRegion { break }
        }
        // end
    }

    private func answered(_ device: TabardDevice, _ id: String) async throws -> [String] {
        var said: [String] = []
        // snippet: answer
        let report = try await device.reports.get(id)
        for message in report.answer[Followup.messages] {
            if let text = message[Followup.Message.text] { said.append(text) }
        }
        if let question = report.openQuestions.first {
            try await device.reports.reply(id, "The red one.", to: question)
        }
        try await device.reports.markRead(id)
        // end
        return said
    }

    private func photographed(_ device: TabardDevice, _ report: String) async throws -> String {
        let jpeg = region.folder.appendingPathComponent("photo")
        try pattern(10_000).write(to: jpeg)
        // snippet: attach
        let crew = Custody(by: "Technician", reason: nil)
        let photo = try await device.attachments.attach(to: report, file: jpeg, custody: crew) {
            $0.set(Attachment.media, .photo)
            $0.set(Attachment.title, "The door")
        }
        try FileManager.default.removeItem(at: jpeg)
        let bytes = try await device.attachments.view(photo, custody: crew)
        // end
        #expect(bytes == pattern(10_000))
        return photo
    }

    private func show(_ text: String) {
        #expect(text.contains(" "))
    }
}
