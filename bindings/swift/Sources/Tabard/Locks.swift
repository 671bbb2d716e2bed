import Foundation
import TabardFFI

/// One of the two ways in: a strong biometric, or the code of the phone itself. A new finger takes
/// the first one away; the second still opens.
public typealias Slot = TabardFFI.Slot

/// How a device is locked.
public typealias UnlockStatus = TabardFFI.UnlockStatus

extension TabardDevice {
    /// Says how the device in a folder is locked. It asks nothing of the platform.
    public static func unlockStatus(
        of settings: TabardSettings
    ) async throws(TabardError) -> UnlockStatus {
        try await CallQueue(settings.language).run {
            try TabardFFI.unlockStatus(dir: settings.folder.path)
        }
    }

    /// The locks of this device.
    public var locks: Locks { Locks(device: self) }
}

/// The locks of a device that is open.
public struct Locks: Sendable {
    let device: TabardDevice

    /// Asks for another PIN from now on, or for none. The old one stays where this fails.
    public func changePIN(from old: String?, to new: String?) async throws(TabardError) {
        try await device.calls.read { try $0.changePin(change: PinChange(old: old, new: new)) }
    }

    /// Lets a slot open this device by what another slot opens: after a finger was added, or where
    /// there was one slot alone.
    public func renew(
        _ slot: Slot, with other: Slot, pin: String? = nil
    ) async throws(TabardError) {
        let renewal = SlotRenewal(slot: slot, openWith: other, pin: pin)
        try await device.calls.read { try $0.renewSlot(renewal: renewal) }
    }

    /// Destroys the keys of this device at once, for a person in danger: nothing here opens any
    /// more, and the device is shut down. What waits to be sent stays, sealed. Where it fails the
    /// platform may still have a secret: call it again.
    public func destroyKeys() async throws(TabardError) {
        try await device.calls.read { try $0.destroyKeys() }
        device.finish()
    }
}
