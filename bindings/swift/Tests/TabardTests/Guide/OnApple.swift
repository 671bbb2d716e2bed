#if os(iOS)
import Tabard
import UIKit

/// What of `docs/guide/swift.md` there is on Apple's systems alone. It is parsed and compared with the
/// guide everywhere, and compiled there.
@MainActor
final class OnApple {
    private var open: TabardDevice?

    func settings() throws -> (TabardSettings, any SecretStore) {
        // snippet: apple-settings
        let settings = TabardSettings(folder: try TabardSettings.folder())
        let secrets = KeychainSecretStore(reason: "To open your reports")
        // end
        return (settings, secrets)
    }

    // snippet: apple-background
    let background = BackgroundSync { await OnApple.shared.open }
    let lifecycle = AppLifecycle()

    func finishLaunching() {
        background.register()
    }

    func opened(_ device: TabardDevice) {
        open = device
        lifecycle.watch(device)
        network = NetworkWatcher(device)
    }

    func wentToTheBackground() {
        BackgroundSync.schedule()
    }
    // end

    static let shared = OnApple()
    private var network: NetworkWatcher?
}
#endif
