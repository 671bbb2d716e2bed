import Foundation
import Tabard
import TabardTestSupport
import Testing

/// What `docs/guide/swift.md` says beside its main road.
@Suite("The guide's other roads", .timeLimit(.minutes(1)))
struct Besides {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("a crew-mate writes the same report")
    func crew() async throws {
        let anna = try await Phone(region, "anna").enrol()
        let bob = try await Phone(region, "bob").enrol()
        for device in [anna, bob] { try await sync(device) }
        let report = try await anna.written()
        let shown = try await code(of: bob)
        try await letIn(anna, shown, report)
        let (here, there) = PipeInMemory.pair()
        async let other = bob.link(.listens, over: there)
        #expect(try await linked(anna, here))
        _ = try await other
        try await bob.reports.edit(report) { $0.set(Incident.callsign, "YA3") }
        try await anna.reports.edit(report) { $0.set(Incident.callsign, "YA2") }
        for device in [bob, anna] { try await sync(device) }
        try await settled(anna, report)
        #expect(try await anna.reports.get(report).conflicts.isEmpty)
        for device in [anna, bob] { try await device.shutdown() }
    }

    private func code(of device: TabardDevice) async throws -> String {
        // snippet: mate-code
        let me = MateIntroduction(name: "B. Jones", role: "Technician")
        let code = try await device.crew.code(for: me)
        let picture = try QRCode(code)
        // end
        #expect(picture.width > 20)
        return code
    }

    private func letIn(_ device: TabardDevice, _ scanned: String, _ report: String) async throws {
        // snippet: mate-invite
        let mate = try await device.crew.read(scanned)
        if confirmed(mate) { try await device.crew.invite(scanned, into: report) }
        // end
    }

    private func linked(_ device: TabardDevice, _ pipe: any BytePipe) async throws -> Bool {
        // snippet: link
        let outcome = try await device.link(.connects, over: pipe)
        // end
        return outcome.complete
    }

    private func settled(_ device: TabardDevice, _ report: String) async throws {
        // snippet: settle
        for conflict in try await device.reports.get(report).conflicts {
            let chosen = await chosenByPerson(conflict.values)
            try await device.reports.settle(report, conflict, as: chosen.value)
        }
        // end
    }

    private func confirmed(_ mate: MateIntroduction) -> Bool { mate.role == "Technician" }
    private func chosenByPerson(_ values: [Stated]) async -> Stated { values[0] }

    @Test("errors and obstacles are shown by their sentences")
    func faults() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol(pin: "482913")
        await region.stop()
        _ = try await device.written()
        let waiting = try await obstacle(device)
        #expect(waiting?.contains(" ") == true)
        try await device.shutdown()
        let told = try await said(phone.settings, phone.secrets)
        #expect(told.contains(" "))
    }

    private func obstacle(_ device: TabardDevice) async throws -> String? {
        // snippet: obstacle
        switch try await SyncDriver(device).runOnce() {
        case .retry(_, let obstacle): return obstacle?.hint
        case .stuck(let obstacle): return obstacle.hint
        case .wiped(let hint, _): return hint
        case .done, .stopped: return nil
        }
        // end
    }

    private func said(_ settings: TabardSettings, _ secrets: any SecretStore) async throws -> String {
        // snippet: errors
        do {
            let device = try await TabardDevice.open(settings, secrets: secrets, pin: "111111")
            try await device.shutdown()
            return ""
        } catch .locked(let reason, let wait) {
            return wait > .zero ? "\(reason.hint) (\(wait.components.seconds) s)" : reason.hint
        } catch {
            return error.hint
        }
        // end
    }

    @Test("an app's own tests have a key store and a network that do as they are told")
    func testing() async throws {
        let settings = TabardSettings(folder: region.folder.appendingPathComponent("tested"))
        let code = try await region.code()
        // snippet: testing
        let device = try await TabardDevice.enrol(settings, code: code, secrets: SecretsInMemory())
        let tunnel = ScriptedTransport.cut(after: 0)
        let outcome = try await SyncDriver(device, transport: tunnel).runOnce()
        // end
        #expect(outcome.obstacle?.code == "no_answer")
        try await device.shutdown()
    }
}
