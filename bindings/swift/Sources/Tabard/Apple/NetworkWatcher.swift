#if canImport(Network)
import Foundation
import Network

/// Tells a device what the network costs, whenever that changes, and lets it try again at once when
/// there is one.
public final class NetworkWatcher: Sendable {
    private let monitor = NWPathMonitor()

    /// Begins to watch. The device is let go of with the watcher.
    public init(_ device: TabardDevice) {
        monitor.pathUpdateHandler = { [weak device] path in
            guard path.status == .satisfied, let device else { return }
            let metered = path.isExpensive || path.isConstrained
            Task { try? await device.setNetwork(metered ? .metered : .unmetered) }
        }
        monitor.start(queue: DispatchQueue(label: "org.tabard.network"))
    }

    deinit {
        monitor.cancel()
    }
}
#endif
