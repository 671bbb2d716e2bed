import Foundation
import Observation
import Tabard

/// What can be set: the PIN, the server, and the end of the keys. Language and colours are the
/// app's own.
@MainActor
@Observable
public final class SettingsModel {
    /// The PIN there is, a new one, and that again.
    public var old = ""
    public var new = ""
    public var again = ""
    /// The server's address as it is typed.
    public var server = ""
    /// Whether the person said that the keys are to be destroyed.
    public var sure = false
    /// What came of it.
    public private(set) var said: String?
    /// What would be lost of what is not sent.
    public private(set) var loses: String?
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private weak var app: AppModel?
    @ObservationIgnored private let session: Session

    /// The settings of a session.
    public init(_ app: AppModel, _ session: Session) {
        (self.app, self.session) = (app, session)
    }

    /// Reads how things are set.
    public func read() async {
        await act { () async throws(TabardError) in
            let status = try await session.device.status()
            server = status.server
            let waiting = Int(clamping: status.waiting)
            loses = waiting > 0 ? session.texts.fill("app.destroy.loses", count: waiting) : nil
        }
    }

    /// Changes the PIN.
    public func changePIN() async {
        guard new == again else {
            said = session.texts["app.pin.differ"]
            return
        }
        await act { () async throws(TabardError) in
            try await session.device.locks.changePIN(
                from: old.isEmpty ? nil : old, to: new.isEmpty ? nil : new)
            (old, new, again) = ("", "", "")
            said = session.texts["app.pin.changed"]
        }
    }

    /// Syncs with a server at another address.
    public func keepServer() async {
        guard let url = URL(string: server) else { return }
        await act { () async throws(TabardError) in
            try await session.device.setServer(url)
            said = session.texts["app.settings.server_kept"]
        }
    }

    /// Destroys what this phone can read.
    public func destroy() async {
        guard sure, let app else { return }
        await act { () async throws(TabardError) in
            try await app.destroyKeys(of: session)
        }
    }

    private func act(_ work: @MainActor () async throws(TabardError) -> Void) async {
        (said, fault) = (nil, nil)
        if case .failure(let fault) = await session.attempt(work) { self.fault = fault }
    }
}
