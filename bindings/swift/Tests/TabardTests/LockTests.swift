import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Locks", .timeLimit(.minutes(2)))
struct LockTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("a missing and a wrong PIN are said, and tries are slowed down")
    func wrongPIN() async throws {
        let phone = Phone(region)
        try await phone.enrol(pin: "482913").shutdown()
        try await expectError("locked") { _ = try await phone.open() }
        for _ in 0..<5 {
            try await expectError("locked") { _ = try await phone.open(pin: "111111") }
        }
        let status = try await TabardDevice.unlockStatus(of: phone.settings)
        #expect(status.exists && status.pin && status.wrongPins == 5 && status.waitMs > 0)
        #expect(status.slots.count == 2)
        let waits = try await expectError("locked") { _ = try await phone.open(pin: "482913") }
        guard case .locked(_, let wait) = waits else { return }
        #expect(wait > .zero)
    }

    @Test("a PIN is changed and taken away; a wrong old one changes nothing")
    func changed() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol(pin: "482913")
        try await expectError("locked") { try await device.locks.changePIN(from: "000000", to: "135790") }
        try await device.locks.changePIN(from: "482913", to: "135790")
        try await device.shutdown()
        try await expectError("locked") { _ = try await phone.open(pin: "482913") }
        let again = try await phone.open(pin: "135790")
        try await again.locks.changePIN(from: "135790", to: nil)
        try await again.shutdown()
        try await phone.open().shutdown()
    }

    @Test("a slot that the platform lost is said, the other opens, and makes it anew")
    func lostSlot() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        let id = try await device.written()
        try await device.shutdown()
        phone.secrets.lose(.biometric)
        try await expectError("keyLost") { _ = try await phone.open(with: .biometric) }
        let other = try await phone.open(with: .credential)
        try await other.locks.renew(.biometric, with: .credential)
        try await other.shutdown()
        let again = try await phone.open(with: .biometric)
        #expect(try await again.reports.list().map(\.id) == [id])
        try await again.shutdown()
    }

    @Test("a secret that is not the one that was kept opens nothing", arguments: [0, 31, 32, 64])
    func otherSecret(_ length: Int) async throws {
        let phone = Phone(region)
        try await phone.enrol().shutdown()
        phone.secrets.exchange(.biometric, for: Data(repeating: 7, count: length))
        _ = try await caught { _ = try await phone.open(with: .biometric) }
        try await phone.open(with: .credential).shutdown()
    }

    @Test("keys that were destroyed open nothing, and what waits stays sealed")
    func destroyed() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        _ = try await device.written()
        try await device.locks.destroyKeys()
        #expect(!phone.secrets.has(.biometric) && !phone.secrets.has(.credential))
        try await expectError("shutDown") { _ = try await device.reports.list() }
        _ = try await caught { _ = try await phone.open(with: .credential) }
        let outbox = phone.settings.folder.appendingPathComponent("outbox.db")
        #expect(FileManager.default.fileExists(atPath: outbox.path))
    }

    @Test("a removed device is wiped, says so to whoever watches, and opens no more")
    func wiped() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        _ = try await device.written()
        try await region.hub("device", "revoke", device.status().device, "--wipe")
        guard case .wiped(let hint, let unsent) = try await sync(device) else {
            Issue.record("not wiped")
            return
        }
        #expect(unsent == 1 && hint.contains(" "))
        #expect(device.syncState == .wiped(hint: hint, unsent: 1))
        try await expectError("wiped") { for try await _ in device.reports.updates {} }
        try await expectError("wiped") { _ = try await device.reports.list() }
        let vault = phone.settings.folder.appendingPathComponent("vault.db")
        #expect(!FileManager.default.fileExists(atPath: vault.path))
        try await device.shutdown()
        try await expectError("wiped") { _ = try await phone.open(with: .credential) }
    }
}
