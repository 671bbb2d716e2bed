#if canImport(UIKit) && !os(watchOS)
import Foundation
import UIKit

/// Leaves nothing of the device open when iOS suspends the app: it syncs for as long as iOS allows,
/// then shuts the device down. iOS ends an app that is suspended with a file locked in a container
/// that is shared (0xdead10cc), and takes the encrypted database for such a file.
///
/// Who comes back before that finds the device open: whether a screen is locked is the app's to say.
@available(iOSApplicationExtension, unavailable, message: "An extension opens no device.")
@MainActor
public final class AppLifecycle {
    private let transport: any HTTPTransport
    private var device: TabardDevice?
    private var asked = UIBackgroundTaskIdentifier.invalid
    private var round: Task<Void, Never>?
    private var observers: [any NSObjectProtocol] = []

    /// Begins to watch the app. One of these is made for an app, and kept.
    public init(transport: any HTTPTransport = URLSessionTransport()) {
        self.transport = transport
        observe(UIApplication.didEnterBackgroundNotification) { $0.wentAway() }
        observe(UIApplication.willEnterForegroundNotification) { $0.cameBack() }
    }

    /// Watches over a device that was opened; the one before was shut down.
    public func watch(_ device: TabardDevice) {
        self.device = device
    }

    private func observe(
        _ name: Notification.Name, _ work: @escaping @MainActor @Sendable (AppLifecycle) -> Void
    ) {
        let observer = NotificationCenter.default.addObserver(
            forName: name, object: nil, queue: .main
        ) { [weak self] _ in
            MainActor.assumeIsolated {
                if let self { work(self) }
            }
        }
        observers.append(observer)
    }

    private func wentAway() {
        guard let device, asked == .invalid else { return }
        asked = UIApplication.shared.beginBackgroundTask(withName: "org.tabard.sync") { [weak self] in
            MainActor.assumeIsolated { self?.end(device) }
        }
        if asked == .invalid {
            end(device)
            return
        }
        round = Task { [weak self, transport] in
            _ = try? await SyncDriver(device, transport: transport).runOnce()
            // Cancelled, it is not its any more to end anything.
            if !Task.isCancelled { self?.end(device) }
        }
    }

    private func cameBack() {
        round?.cancel()
        giveBack()
    }

    /// Its main thread waits: what is not closed when this returns may end the app.
    private func end(_ device: TabardDevice) {
        round?.cancel()
        try? device.shutdownNow()
        if self.device === device { self.device = nil }
        giveBack()
    }

    /// The time that iOS gave.
    private func giveBack() {
        round = nil
        if asked != .invalid { UIApplication.shared.endBackgroundTask(asked) }
        asked = .invalid
    }
}
#endif
