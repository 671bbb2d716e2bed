import Foundation
import TabardFFI

/// A device of a region, open in its folder for this app alone.
///
/// Its functions may be called from any task. Each is done on a queue of the device's own, one at a
/// time, so that no thread of Swift's concurrency ever waits for the disk. A call that began ends,
/// also where the task that waits for it is cancelled: the device stays whole.
public final class TabardDevice: Sendable {
    /// The device's folder.
    public let folder: URL

    let calls: Calls
    let syncing = SyncStates()
    let syncTurn = Turn()

    init(_ device: Device, _ calls: CallQueue, folder: URL) {
        self.folder = folder
        self.calls = Calls(device, calls)
    }

    /// Opens the device that is enrolled in the folder of the settings. No network is needed.
    public static func open(
        _ settings: TabardSettings,
        secrets: any SecretStore,
        with slot: Slot = .biometric,
        pin: String? = nil
    ) async throws(TabardError) -> TabardDevice {
        let queue = CallQueue(settings.language)
        let device = try await queue.run {
            try settings.protectFolder()
            return try Device.open(
                settings: settings.theirs,
                store: HostStore(secrets, queue),
                how: Unlocking(slot: slot, pin: pin)
            )
        }
        return TabardDevice(device, queue, folder: settings.folder)
    }

    /// How the device stands: whose it is, what waits, how long it may be read. It shows nothing of
    /// any report, so no lease is needed.
    public func status() async throws(TabardError) -> DeviceStatus {
        try await calls.read { try $0.status() }
    }

    /// How the device stands, now and after each change.
    public var statusUpdates: Updates<DeviceStatus> {
        calls.updates { try $0.status() }
    }

    /// Lists some of the records that changed, for an idle moment. Gives whether there are more.
    public func listChanged() async throws(TabardError) -> Bool {
        try await calls.read { try $0.listChanged() }
    }

    /// Closes everything: when this returns no file of the device is open in this process. Calls
    /// made after it fail with ``TabardError/shutDown(_:)``; to shut down twice is no fault.
    public func shutdown() async throws(TabardError) {
        try await calls.read { try $0.shutdown() }
        finish()
    }

    /// The same, and the calling thread waits for it: for the moment before iOS suspends the app,
    /// which it ends where a file is still locked.
    public func shutdownNow() throws(TabardError) {
        try calls.now { try $0.shutdown() }
        finish()
    }
}

/// How a device stands.
public typealias DeviceStatus = TabardFFI.DeviceStatus
/// How long a device may be read without a contact with the region.
public typealias Lease = TabardFFI.Lease
/// What of attachments waits to be moved, and why.
public typealias Transfers = TabardFFI.Transfers
/// What stands in the way of one attachment.
public typealias TransferProblem = TabardFFI.TransferProblem
