import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("A phone that several people use", .timeLimit(.minutes(1)))
struct SharedPhoneTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("each has a folder; what one left waiting goes along with the next one's sync")
    func turns() async throws {
        let settings = TabardSettings(folder: region.folder.appendingPathComponent("shared"), language: "en")
        let shared = SharedPhone(settings)
        #expect(try await shared.people().isEmpty)
        let secrets = ["AB": SecretsInMemory(), "CD": SecretsInMemory()]
        var reports: [String: String] = [:]
        for label in ["AB", "CD"] {
            let person = try await shared.add(label)
            let device = try await TabardDevice.enrol(
                shared.settings(of: person), code: region.code(label),
                secrets: #require(secrets[label]))
            reports[label] = try await device.written()
            try await device.shutdown()
        }
        #expect(try await shared.people().map(\.label) == ["AB", "CD"])
        try await expectError("input") { _ = try await shared.add("AB") }
        try await expectError("input") { _ = try await shared.add("") }
        try await expectError("unsent") { try await shared.remove("AB") }
        try await expectError("notFound") { try await shared.remove("EF") }

        for label in ["CD", "AB"] {
            let person = try #require(try await shared.people().first { $0.label == label })
            let device = try await TabardDevice.open(
                shared.settings(of: person), secrets: #require(secrets[label]))
            try await expectError("inUse") { try await shared.remove(label) }
            #expect(try await device.reports.list().map(\.id) == [reports[label]])
            #expect(try await sync(device) == .done)
            if label == "CD" {
                let hub = try await region.hub("hub", "list")
                for id in reports.values { #expect(hub.contains(id)) }
            }
            try await device.shutdown()
        }
        for label in ["AB", "CD"] { try await shared.remove(label) }
        #expect(try await shared.people().isEmpty)
    }
}
