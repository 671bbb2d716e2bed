import Foundation
import TabardFFI

/// Where the platform keeps the secret of a slot: ``KeychainSecretStore`` on Apple's systems.
///
/// Its methods are called on the device's own queue and may show a prompt. They must not call the
/// device: such a call is refused with ``TabardError/wrongThread(_:)``. They throw
/// ``SecretStoreError``; whatever else they throw counts as `unavailable`.
public protocol SecretStore: Sendable {
    /// Protects the secret of a slot durably, in place of an earlier one.
    func protect(_ secret: Data, in slot: Slot) throws
    /// Gives it back: the same 32 bytes.
    func reveal(_ slot: Slot) throws -> Data
    /// Destroys it for good, durably. There is nothing to do where that was done before.
    func destroy(_ slot: Slot) throws
}

/// What a platform's key store says.
public enum SecretStoreError: Error, Sendable, Hashable {
    /// The person or the platform said no: it may be asked again.
    case cancelled
    /// It has the secret no more.
    case lost
    /// It cannot be used now, or failed.
    case unavailable
}

/// A host's key store as the library asks it.
final class HostStore: TabardFFI.SecretStore {
    private let secrets: any SecretStore
    private let queue: CallQueue

    init(_ secrets: any SecretStore, _ queue: CallQueue) {
        (self.secrets, self.queue) = (secrets, queue)
    }

    func protect(slot: Slot, secret: Data) throws {
        try said { try secrets.protect(secret, in: slot) }
    }

    func reveal(slot: Slot) throws -> Data {
        try said { try secrets.reveal(slot) }
    }

    func destroy(slot: Slot) throws {
        try said { try secrets.destroy(slot) }
    }

    private func said<T>(_ work: () throws -> T) throws -> T {
        do {
            return try queue.ask(work)
        } catch {
            throw switch error as? SecretStoreError {
            case .cancelled: TabardFFI.SecretStoreError.Cancelled
            case .lost: TabardFFI.SecretStoreError.Lost
            case .unavailable, nil: TabardFFI.SecretStoreError.Unavailable
            }
        }
    }
}
