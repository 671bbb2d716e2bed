import Foundation
import Tabard

/// What only a phone can do. The app brings Apple's, the tests bring a fake; the models know neither.
@MainActor
public protocol PhoneHost: AnyObject {
    /// The folder of the app alone, below which everybody on this phone has a folder.
    var folder: URL { get }
    /// What the person chose on this phone; it is kept when it is set.
    var preferences: Preferences { get set }
    /// The clocks.
    var clock: any AppClock { get }
    /// How requests go.
    var transport: any HTTPTransport { get }
    /// The ways in that this phone can keep a secret for.
    var slots: [Slot] { get }
    /// Bytes that are free on this phone.
    var freeSpace: Int64 { get }

    /// Where the secrets of the device in a folder of that name are kept.
    func secrets(for name: String) -> any SecretStore
    /// Takes a photograph into a file; none where the person thought better of it, or may not.
    func takePhoto() async -> CapturedFile?
    /// Begins to record a voice note into a file; none where the phone gives no microphone.
    func record() async -> (any Recorder)?
    /// Plays a voice note from memory.
    func play(_ sound: Data)
    /// The text of a QR code that the person held the camera to; none where they turned back.
    func scanCode() async -> String?
    /// Calls a number, after the phone has asked.
    func call(_ number: String)
    /// A device was opened: the host watches the network for it, syncs it in the background, and
    /// shuts it down before the phone suspends the app.
    func opened(_ device: TabardDevice)
    /// That device is being closed.
    func closed()
}

/// A capture in a file of its own, in clear until the library has sealed it.
public struct CapturedFile: Sendable {
    /// The file. Whoever seals it removes it.
    public let url: URL
    /// Its format, as an internet media type.
    public let mediaType: String

    /// A capture.
    public init(url: URL, mediaType: String) {
        (self.url, self.mediaType) = (url, mediaType)
    }
}

/// A voice note that is being recorded.
@MainActor
public protocol Recorder: AnyObject {
    /// Ends it; none where nothing was recorded.
    func stop() async -> CapturedFile?
}
