import Foundation
import TabardFFI

/// What a keychain keeps of slots: two keys and one entry for each.
protocol Keychain: Sendable {
    /// Makes a key that stays.
    func makeKey(_ side: KeySide, of slot: Slot) throws
    /// Destroys a key; there is nothing to do where there is none.
    func destroyKey(_ side: KeySide, of slot: Slot) throws
    func seal(_ secret: Data, under side: KeySide, of slot: Slot) throws -> Data
    /// Opens what was sealed, once the person allowed it.
    func open(_ sealed: Data, under side: KeySide, of slot: Slot) throws -> Data
    /// The entry of a slot; none where there is none.
    func entry(of slot: Slot) throws -> WrappedSecret?
    /// Puts an entry in place of the earlier one, at once.
    func put(_ entry: WrappedSecret, for slot: Slot) throws
    func removeEntry(of slot: Slot) throws
}

/// Which of two keys a secret is under. They change places, so that one is there at any moment.
enum KeySide: String, CaseIterable {
    case a, b

    var other: KeySide { self == .a ? .b : .a }
}

/// A secret under a key.
struct WrappedSecret: Equatable {
    let side: KeySide
    let sealed: Data
}

/// The order in which a keychain keeps the secrets of slots. It stands apart from the platform, so
/// that it is tested without it.
struct WrappedSecrets<K: Keychain>: Sendable {
    let keychain: K

    /// Protects a secret by a new key. Until the entry names that one the earlier secret stays.
    func protect(_ secret: Data, in slot: Slot) throws {
        let side = try keychain.entry(of: slot)?.side.other ?? .a
        // A call that was cut short may have left it.
        try keychain.destroyKey(side, of: slot)
        try keychain.makeKey(side, of: slot)
        let sealed = try keychain.seal(secret, under: side, of: slot)
        try keychain.put(WrappedSecret(side: side, sealed: sealed), for: slot)
        // The new secret is kept, so this is no failure any more; the next call destroys it.
        try? keychain.destroyKey(side.other, of: slot)
    }

    func reveal(_ slot: Slot) throws -> Data {
        guard let entry = try keychain.entry(of: slot) else { throw SecretStoreError.lost }
        return try keychain.open(entry.sealed, under: entry.side, of: slot)
    }

    func destroy(_ slot: Slot) throws {
        // The keys first: without them what is left is noise.
        for side in KeySide.allCases { try keychain.destroyKey(side, of: slot) }
        try keychain.removeEntry(of: slot)
    }
}
