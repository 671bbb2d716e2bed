import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("What a host does wrong is said", .timeLimit(.minutes(1)))
struct HostTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("fields, codes and ids that are none")
    func input() async throws {
        let device = try await Phone(region).enrol()
        let reports = device.reports
        try await expectError("input") { _ = try await reports.get(canary) }
        try await expectError("input") { _ = try await reports.get("") }
        try await expectError("notFound") { _ = try await reports.get(String(repeating: "0", count: 32)) }
        try await expectError("input") { _ = try await reports.write { _ in } }
        try await expectError("input") { _ = try await reports.write { $0.set(Incident.callsign, "   ") } }
        let id = try await device.written()
        for path in ["callsing", "a b/c", canary, "types/\(canary)", ""] {
            try await expectError("input") {
                try await reports.edit(id) { $0.at(path, .text(text: canary)) }
            }
        }
        let long = String(repeating: "x", count: 40_000)
        try await expectError("input") { try await reports.edit(id) { $0.set(Incident.narrative, long) } }
        try await expectError("input") { _ = try await device.crew.read(canary) }
        try await expectError("input") { _ = try await device.records.get(Account.self, id) }
        #expect(try await reports.get(id)[Incident.callsign] == "YA1")
        try await device.shutdown()
    }

    @Test("a folder that is a file, one that cannot be, a language that is none")
    func settings() async throws {
        let (phone, code) = (Phone(region), try await region.code())
        var language = phone.settings
        language.language = "tlh"
        try await expectError("input") {
            _ = try await TabardDevice.enrol(language, code: code, secrets: phone.secrets)
        }
        let file = region.folder.appendingPathComponent("file")
        try Data("x".utf8).write(to: file)
        _ = try await caught {
            _ = try await TabardDevice.enrol(TabardSettings(folder: file), code: code, secrets: phone.secrets)
        }
        let below = file.appendingPathComponent("below")
        _ = try await caught {
            _ = try await TabardDevice.open(TabardSettings(folder: below), secrets: phone.secrets)
        }
        try await expectError("notEnrolled") { _ = try await phone.open() }
    }

    @Test("opened twice, used after it was shut down, shut down twice")
    func lifecycle() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        let twice = try await expectError("inUse") { _ = try await phone.open() }
        #expect(twice.code == "in_use")
        let id = try await device.written()
        try await device.shutdown()
        try await device.shutdown()
        try device.shutdownNow()
        try await expectError("shutDown") { _ = try await device.reports.get(id) }
        try await expectError("shutDown") { _ = try await device.written() }
        try await expectError("shutDown") { _ = try await device.link(.connects, over: PipeInMemory.pair().0) }
        #expect(try await sync(device) == .stopped)
        for await _ in device.syncStates { break }
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let ours = open.filter {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            return target?.hasPrefix(phone.settings.folder.path) == true
        }
        #expect(ours.isEmpty)
    }

    @Test("a key store that fails, and one that throws what is none of its errors")
    func keyStore() async throws {
        let phone = Phone(region)
        try await phone.enrol().shutdown()
        struct Other: Error, CustomStringConvertible { let description = canary }
        for (error, kind) in [
            (SecretStoreError.cancelled, "cancelled"), (.lost, "keyLost"), (.unavailable, "store"),
        ] {
            phone.secrets.fail(with: error)
            try await expectError(kind) { _ = try await phone.open() }
        }
        phone.secrets.fail(with: Other())
        try await expectError("store") { _ = try await phone.open() }
        phone.secrets.work()
        let device = try await phone.open()
        phone.secrets.fail(with: Other())
        try await expectError("store") { try await device.locks.renew(.biometric, with: .credential) }
        _ = try await device.written()
        phone.secrets.work()
        try await device.shutdown()
        try await phone.open().shutdown()
    }

    @Test("a key store that fails while a device is enrolled leaves the code good")
    func enrolling() async throws {
        let (phone, code) = (Phone(region), try await region.code())
        phone.secrets.fail(with: SecretStoreError.cancelled)
        try await expectError("cancelled") { _ = try await phone.enrol(code: code) }
        phone.secrets.work()
        try await phone.enrol(code: code).shutdown()
    }

    @Test("a key store that calls the device is refused, and the call goes on")
    func calledFromWithin() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        let (heard, hears) = AsyncStream.makeStream(of: String.self)
        phone.secrets.whenAsked {
            do { try device.shutdownNow() } catch { hears.yield((error as? TabardError)?.kind ?? "") }
            // A task that it begins is within the call, too, also where it waits for it.
            let waits = DispatchSemaphore(value: 0)
            Task {
                do { _ = try await device.status() } catch { hears.yield((error as? TabardError)?.kind ?? "") }
                waits.signal()
            }
            waits.wait()
        }
        try await device.locks.changePIN(from: nil, to: "135790")
        phone.secrets.work()
        hears.finish()
        let kinds = await heard.reduce(into: [String]()) { $0.append($1) }
        #expect(!kinds.isEmpty && kinds.allSatisfy { $0 == "wrongThread" })
        _ = try await device.status()
        try await device.shutdown()
    }

    @Test("a transport that throws is as no answer, and its text is shown to nobody")
    func transport() async throws {
        let device = try await Phone(region).enrol()
        let id = try await device.written()
        struct Other: Error, CustomStringConvertible { let description = canary }
        let obstacle = try await sync(device, ScriptedTransport(.throwing(Other()))).obstacle
        #expect(obstacle?.code == "no_answer" && obstacle?.hint.contains(canary) == false)
        #expect(try await device.reports.get(id).state == .savedOnThisPhone)
        try await device.shutdown()
    }

    @Test("nothing of what was given is in the log")
    func log() async throws {
        _ = drainTabardLog()
        let device = try await Phone(region).enrol()
        _ = try await caught { _ = try await device.reports.get(canary) }
        _ = try await caught { try await device.reports.edit(canary) { $0.set(Incident.narrative, canary) } }
        try await device.shutdown()
        let lines = drainTabardLog()
        #expect(lines.contains { $0.event == "call_failed" })
        #expect(lines.allSatisfy { !"\($0)".contains(canary) })
    }
}
