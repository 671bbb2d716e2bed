import Foundation
import Tabard
import TabardFFI
import TabardTestSupport
import Testing

/// What calls cost through this layer, and through the generated code below it: a JSON object a line.
/// It measures and judges nothing, so it runs where it is asked for, built for release: `bench.sh`.
@Suite("Costs", .enabled(if: ProcessInfo.processInfo.environment["TABARD_BENCH"] != nil))
struct CallCosts {
    private static let mib = 8

    @Test("of calls")
    func costs() async throws {
        let phone = Phone(try await Region.founded())
        let device = try await phone.enrol()
        let id = try await device.reports.write {
            $0.add(Incident.types, .verbalAbuse)
            $0.add(Incident.types, .physicalContact)
            $0.set(Incident.callsign, "YA214")
            $0.set(Incident.narrative, "He came at us as the door opened.")
        }
        #expect(try await sync(device) == .done)
        say("swift_call", try await each(20_000) { _ = try await device.status() }, "ns")
        say("swift_report", try await each(2_000) { _ = try await device.reports.get(id) } / 1e3, "us")
        let (into, out) = try await bytes(device, id)
        say("swift_bytes_in", into, "MiB/s")
        say("swift_bytes_out", out, "MiB/s")
        try await device.shutdown()
        var opened: [Double] = []
        for _ in 0..<21 {
            let began = ContinuousClock.now
            let again = try await phone.open()
            opened.append(seconds(since: began))
            try await again.shutdown()
        }
        say("swift_open", middle(opened) * 1e3, "ms")
        let below = try Device.open(
            settings: Settings(dir: phone.settings.folder.path, language: "en", words: []),
            store: Below(secrets: phone.secrets), how: Unlocking(slot: .biometric, pin: nil))
        say("swift_generated_call", try await each(20_000) { _ = try below.status() }, "ns")
        say("swift_generated_report", try await each(2_000) { _ = try below.report(record: id) } / 1e3, "us")
        try below.shutdown()
    }

    /// MiB a second in and out, the middle of some turns.
    private func bytes(_ device: TabardDevice, _ report: String) async throws -> (Double, Double) {
        let content = pattern(Self.mib << 20)
        let crew = Custody(by: "Crew", reason: nil)
        var (into, out): ([Double], [Double]) = ([], [])
        for _ in 0..<5 {
            var began = ContinuousClock.now
            let id = try await device.attachments.attach(to: report, bytes: content, custody: crew) { _ in }
            into.append(seconds(since: began))
            began = .now
            let seen = try await device.attachments.view(id, custody: crew)
            out.append(seconds(since: began))
            #expect(seen.count == content.count)
        }
        return (Double(Self.mib) / middle(into), Double(Self.mib) / middle(out))
    }

    /// Nanoseconds a call.
    private func each(_ calls: Int, _ call: () async throws -> Void) async throws -> Double {
        for _ in 0..<calls / 10 { try await call() }
        let began = ContinuousClock.now
        for _ in 0..<calls { try await call() }
        return seconds(since: began) * 1e9 / Double(calls)
    }

    private func seconds(since began: ContinuousClock.Instant) -> Double {
        began.duration(to: .now) / .seconds(1)
    }

    private func middle(_ all: [Double]) -> Double { all.sorted()[all.count / 2] }

    private func say(_ name: String, _ value: Double, _ unit: String) {
        print("{\"figure\":\"\(name)\",\"value\":\((value * 10).rounded() / 10),\"unit\":\"\(unit)\"}")
    }
}

/// The key store as the generated code asks it.
private final class Below: TabardFFI.SecretStore {
    private let secrets: any Tabard.SecretStore

    init(secrets: any Tabard.SecretStore) { self.secrets = secrets }

    func protect(slot: Slot, secret: Data) throws { try secrets.protect(secret, in: slot) }
    func reveal(slot: Slot) throws -> Data { try secrets.reveal(slot) }
    func destroy(slot: Slot) throws { try secrets.destroy(slot) }
}
