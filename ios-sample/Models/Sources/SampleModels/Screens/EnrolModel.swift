import Observation
import Tabard

/// Joining a service with a code of the hub.
@MainActor
@Observable
public final class EnrolModel {
    /// The code, as typed or scanned.
    public var code = ""
    /// The PIN that was chosen.
    public var pin = ""
    /// Whether an answer is waited for.
    public private(set) var joining = false
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private weak var app: AppModel?
    @ObservationIgnored private let label: String

    init(_ app: AppModel, label: String) {
        (self.app, self.label) = (app, label)
    }

    /// Reads the code off the hub's screen.
    public func scan() async {
        if let scanned = await app?.host.scanCode() { code = scanned }
    }

    /// Joins; this alone needs a network.
    public func join() async {
        guard let app, !joining else { return }
        (joining, fault) = (true, nil)
        do throws(TabardError) {
            try await join(app)
        } catch {
            fault = Fault(error, app.texts)
        }
        joining = false
    }

    private func join(_ app: AppModel) async throws(TabardError) {
        await app.waitForClosing()
        let there = try await app.people.find(label)
        let person = if let there { there } else { try await app.people.add(label) }
        let device = try await TabardDevice.enrol(
            app.people.settings(of: person), code: code, secrets: app.secrets(of: person),
            slots: app.host.slots, pin: pin.isEmpty ? nil : pin, transport: app.host.transport)
        (code, pin) = ("", "")
        app.begin(device, person)
    }
}
