import Foundation
import Tabard

/// Stands in for a platform's key store in a test: secrets in memory, which are gone when it is.
public final class SecretsInMemory: SecretStore, @unchecked Sendable {
    private let lock = NSLock()
    private var secrets: [Slot: Data] = [:]
    private var asked: @Sendable () throws -> Void = {}

    /// A key store that is empty.
    public init() {}

    /// Does something whenever it is asked from now on, before it answers: throws, waits, or calls
    /// the device, which no key store may.
    public func whenAsked(_ work: @escaping @Sendable () throws -> Void) {
        locked { asked = work }
    }

    /// Answers nothing but this from now on.
    public func fail(with error: any Error) {
        whenAsked { throw error }
    }

    /// Works again.
    public func work() {
        whenAsked {}
    }

    /// Forgets a secret, as a platform does when a finger is added.
    public func lose(_ slot: Slot) {
        locked { secrets[slot] = nil }
    }

    /// Gives something else back for a slot from now on.
    public func exchange(_ slot: Slot, for secret: Data) {
        locked { secrets[slot] = secret }
    }

    /// Whether it has a secret for a slot.
    public func has(_ slot: Slot) -> Bool {
        locked { secrets[slot] != nil }
    }

    /// Keeps a secret.
    public func protect(_ secret: Data, in slot: Slot) throws {
        try ask()
        locked { secrets[slot] = secret }
    }

    /// Gives it back.
    public func reveal(_ slot: Slot) throws -> Data {
        try ask()
        guard let secret = locked({ secrets[slot] }) else { throw SecretStoreError.lost }
        return secret
    }

    /// Forgets it.
    public func destroy(_ slot: Slot) throws {
        try ask()
        lose(slot)
    }

    /// Not under the lock: what it does may take long, or ask again.
    private func ask() throws {
        try locked { asked }()
    }

    private func locked<T>(_ work: () -> T) -> T {
        lock.withLock(work)
    }
}
