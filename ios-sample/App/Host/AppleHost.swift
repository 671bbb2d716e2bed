import SampleModels
import SwiftUI
import Tabard

/// What an iPhone brings.
@MainActor
final class AppleHost: PhoneHost {
    let clock: any AppClock = SystemClock()
    let transport: any HTTPTransport = URLSessionTransport()
    private let lifecycle = AppLifecycle()
    private let background: BackgroundSync
    private let open: OpenDevice
    private var network: NetworkWatcher?
    private let player = VoicePlayer()

    init() {
        let open = OpenDevice()
        self.open = open
        background = BackgroundSync { await open.device }
    }

    /// Before the app has finished launching.
    func registerBackground() {
        background.register()
    }

    var folder: URL {
        // Where there is no Application Support nothing else works either; a device is then not
        // made, and the screen says so.
        (try? TabardSettings.folder()) ?? URL.temporaryDirectory
    }

    var preferences: Preferences {
        get {
            let kept = UserDefaults.standard.data(forKey: "preferences")
            return kept.flatMap { try? JSONDecoder().decode(Preferences.self, from: $0) }
                ?? Preferences()
        }
        set { UserDefaults.standard.set(try? JSONEncoder().encode(newValue), forKey: "preferences") }
    }

    var slots: [Slot] { [Slot.biometric, .credential].filter(KeychainSecretStore.canKeep) }

    var freeSpace: Int64 {
        let key = URLResourceKey.volumeAvailableCapacityForImportantUsageKey
        let values = try? folder.deletingLastPathComponent().resourceValues(forKeys: [key])
        return values?.volumeAvailableCapacityForImportantUsage ?? 0
    }

    func secrets(for name: String) -> any SecretStore {
        let texts = try? Texts(preferences.spoken)
        return KeychainSecretStore(name: name, reason: texts?["app.lock.open"] ?? "")
    }

    func takePhoto() async -> CapturedFile? { await Camera.takePhoto() }
    func record() async -> (any Recorder)? { await VoiceRecorder.begin() }
    func play(_ sound: Data) { player.play(sound) }
    func scanCode() async -> String? { await CodeScanner.scan() }

    func call(_ number: String) {
        let digits = number.filter { $0.isNumber || $0 == "+" }
        if let url = URL(string: "tel:\(digits)") { UIApplication.shared.open(url) }
    }

    func opened(_ device: TabardDevice) {
        open.device = device
        network = NetworkWatcher(device)
        lifecycle.watch(device)
    }

    func closed() {
        open.device = nil
        network = nil
        BackgroundSync.schedule()
    }
}

/// The device that is open, for a task of the system that asks from elsewhere.
@MainActor
private final class OpenDevice {
    var device: TabardDevice?
}

/// The view controller on top, from which the system's own screens are shown.
@MainActor
func topViewController() -> UIViewController? {
    let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
    var top = scenes.first { $0.activationState == .foregroundActive }?.keyWindow?.rootViewController
    while let above = top?.presentedViewController { top = above }
    return top
}

/// A file for a capture, which the library seals a moment later.
func captureFile(_ ending: String) -> URL {
    URL.temporaryDirectory.appending(component: "\(UUID().uuidString).\(ending)")
}
