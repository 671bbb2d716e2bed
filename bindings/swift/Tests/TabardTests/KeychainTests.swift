import Foundation
import Testing

@testable import Tabard

/// The order in which a keychain keeps secrets, against one that fails where a test says.
@Suite("Secrets under keys of a keychain")
struct KeychainTests {
    private let keychain = KeychainInMemory()
    private var secrets: WrappedSecrets<KeychainInMemory> { WrappedSecrets(keychain: keychain) }
    private let first = Data(repeating: 1, count: 32)
    private let second = Data(repeating: 2, count: 32)

    @Test("a secret takes the place of the one before, and one key is left")
    func replaced() throws {
        for secret in [first, second, first] {
            try secrets.protect(secret, in: .biometric)
            #expect(try secrets.reveal(.biometric) == secret)
            #expect(keychain.keys == 1)
        }
        #expect(throws: SecretStoreError.lost) { try secrets.reveal(.credential) }
    }

    @Test("where a step fails the secret before is still there, and the next call succeeds",
        arguments: KeychainInMemory.Step.allCases)
    func kept(failing: KeychainInMemory.Step) throws {
        try secrets.protect(first, in: .biometric)
        keychain.fail(at: failing)
        #expect(throws: SecretStoreError.unavailable) { try secrets.protect(second, in: .biometric) }
        keychain.fail(at: nil)
        #expect(try secrets.reveal(.biometric) == first)
        try secrets.protect(second, in: .biometric)
        #expect(try secrets.reveal(.biometric) == second)
        #expect(keychain.keys == 1)
    }

    @Test("a key before that cannot be destroyed is no failure, and goes the next time")
    func stray() throws {
        try secrets.protect(first, in: .biometric)
        keychain.keep(.a)
        try secrets.protect(second, in: .biometric)
        #expect(try secrets.reveal(.biometric) == second)
        keychain.keep(nil)
        try secrets.protect(first, in: .biometric)
        #expect(try secrets.reveal(.biometric) == first)
        #expect(keychain.keys == 1)
    }

    @Test("what is destroyed is lost, and may be destroyed again")
    func destroyed() throws {
        try secrets.protect(first, in: .credential)
        for _ in 0..<2 { try secrets.destroy(.credential) }
        #expect(throws: SecretStoreError.lost) { try secrets.reveal(.credential) }
        #expect(keychain.keys == 0)
    }
}

/// A keychain of keys that are numbers: what one sealed no other opens.
final class KeychainInMemory: Keychain {
    enum Step: CaseIterable, Sendable { case makeKey, seal, put }

    private struct Place: Hashable {
        let slot: Slot
        let side: KeySide
    }

    private struct Inner {
        var keys: [Place: UInt8] = [:]
        var entries: [Slot: WrappedSecret] = [:]
        var made: UInt8 = 0
        var failing: Step?
        var kept: KeySide?
    }

    private let inner = Locked(Inner())

    var keys: Int { inner.with { $0.keys.count } }

    func fail(at step: Step?) { inner.with { $0.failing = step } }

    func keep(_ side: KeySide?) { inner.with { $0.kept = side } }

    func makeKey(_ side: KeySide, of slot: Slot) throws {
        try done(.makeKey) { inner in
            inner.made += 1
            inner.keys[Place(slot: slot, side: side)] = inner.made
        }
    }

    func destroyKey(_ side: KeySide, of slot: Slot) throws {
        try inner.with { inner in
            if inner.kept == side { throw SecretStoreError.unavailable }
            inner.keys[Place(slot: slot, side: side)] = nil
        }
    }

    func seal(_ secret: Data, under side: KeySide, of slot: Slot) throws -> Data {
        try done(.seal) { inner in
            guard let key = inner.keys[Place(slot: slot, side: side)] else { throw SecretStoreError.lost }
            return [key] + secret
        }
    }

    func open(_ sealed: Data, under side: KeySide, of slot: Slot) throws -> Data {
        guard inner.with({ $0.keys[Place(slot: slot, side: side)] }) == sealed.first else {
            throw SecretStoreError.lost
        }
        return Data(sealed.dropFirst())
    }

    func entry(of slot: Slot) throws -> WrappedSecret? { inner.with { $0.entries[slot] } }

    func put(_ entry: WrappedSecret, for slot: Slot) throws {
        try done(.put) { $0.entries[slot] = entry }
    }

    func removeEntry(of slot: Slot) throws { inner.with { $0.entries[slot] = nil } }

    private func done<T>(_ step: Step, _ work: (inout Inner) throws -> T) throws -> T {
        try inner.with { inner in
            if inner.failing == step { throw SecretStoreError.unavailable }
            return try work(&inner)
        }
    }
}
