import Foundation
import Tabard
import TabardTestSupport
import Testing

/// A phone of a region, with a folder and a key store that outlive the device being open.
struct Phone: Sendable {
    let region: Region
    let settings: TabardSettings
    let secrets = SecretsInMemory()

    init(_ region: Region, _ name: String = "phone") {
        self.region = region
        settings = TabardSettings(folder: region.folder.appendingPathComponent(name), language: "en")
    }

    /// Enrols it; by a new code where none is given.
    func enrol(
        code: String? = nil, pin: String? = nil, transport: any HTTPTransport = URLSessionTransport()
    ) async throws -> TabardDevice {
        let code = if let code { code } else { try await region.code() }
        return try await TabardDevice.enrol(
            settings, code: code, secrets: secrets, pin: pin, transport: transport)
    }

    func open(with slot: Slot = .biometric, pin: String? = nil) async throws -> TabardDevice {
        try await TabardDevice.open(settings, secrets: secrets, with: slot, pin: pin)
    }
}

/// One round of syncing.
@discardableResult
func sync(
    _ device: TabardDevice, _ transport: any HTTPTransport = URLSessionTransport()
) async throws -> SyncOutcome {
    try await SyncDriver(device, transport: transport).runOnce()
}

extension TabardDevice {
    /// A report of one field.
    func written(_ callsign: String = "YA1") async throws(TabardError) -> String {
        try await reports.write { $0.set(Incident.callsign, callsign) }
    }
}

extension SyncOutcome {
    /// What stood in the way; none where nothing did.
    var obstacle: Obstacle? {
        switch self {
        case .retry(_, let obstacle): obstacle
        case .stuck(let obstacle): obstacle
        case .done, .wiped, .stopped: nil
        }
    }
}
