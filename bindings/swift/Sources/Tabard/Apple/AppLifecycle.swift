#if canImport(UIKit) && !os(watchOS)
import UIKit

/// Leaves nothing of the device open when iOS suspends the app: it syncs for as long as iOS allows,
/// then shuts the device down. iOS ends an app that is suspended with a file locked in a container
/// that is shared (0xdead10cc), and takes the encrypted database for such a file.
@MainActor
public final class AppLifecycle {
    private let transport: any HTTPTransport
    private var device: TabardDevice?
    private var asked = UIBackgroundTaskIdentifier.invalid
    private var round: Task<Void, Never>?
    private var observer: (any NSObjectProtocol)?

    /// Begins to watch the app.
    public init(transport: any HTTPTransport = URLSessionTransport()) {
        self.transport = transport
        observer = NotificationCenter.default.addObserver(
            forName: UIApplication.didEnterBackgroundNotification, object: nil, queue: .main
        ) { [weak self] _ in
            MainActor.assumeIsolated { self?.enteredBackground() }
        }
    }

    /// Watches over a device that was opened; the one before was shut down.
    public func watch(_ device: TabardDevice) {
        self.device = device
    }

    private func enteredBackground() {
        guard let device, asked == .invalid else { return }
        asked = UIApplication.shared.beginBackgroundTask(withName: "org.tabard.sync") {
            MainActor.assumeIsolated { [weak self] in self?.end(device) }
        }
        if asked == .invalid {
            end(device)
            return
        }
        round = Task { [transport] in
            _ = try? await SyncDriver(device, transport: transport).runOnce()
            end(device)
        }
    }

    /// Its main thread waits: what is not closed when this returns may end the app.
    private func end(_ device: TabardDevice) {
        round?.cancel()
        round = nil
        try? device.shutdownNow()
        self.device = nil
        if asked != .invalid { UIApplication.shared.endBackgroundTask(asked) }
        asked = .invalid
    }
}
#endif
