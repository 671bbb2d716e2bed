#if canImport(Security) && canImport(LocalAuthentication)
import CryptoKit
import Foundation
import LocalAuthentication

/// Keeps the secret of each slot in the Keychain of this device, wrapped by a P-256 key of the Secure
/// Enclave that answers to a finger or a face, or to the passcode.
public final class KeychainSecretStore: SecretStore {
    private let secrets: WrappedSecrets<SystemKeychain>

    /// A store. The name tells several devices of one app apart; the reason is what the prompt shows,
    /// in the person's language.
    public init(name: String = "device", reason: String) {
        secrets = WrappedSecrets(keychain: SystemKeychain(name: name, reason: reason))
    }

    /// Whether this phone can keep a slot's secret: it has a Secure Enclave, a passcode, and for the
    /// biometric slot a finger or a face.
    public static func canKeep(_ slot: Slot) -> Bool {
        let policy: LAPolicy = switch slot {
        case .biometric: .deviceOwnerAuthenticationWithBiometrics
        case .credential: .deviceOwnerAuthentication
        }
        return SecureEnclave.isAvailable && LAContext().canEvaluatePolicy(policy, error: nil)
    }

    /// Protects a secret by a new key, in place of an earlier one, which stays where this fails.
    public func protect(_ secret: Data, in slot: Slot) throws {
        try secrets.protect(secret, in: slot)
    }

    /// Shows the prompt and gives the secret back.
    public func reveal(_ slot: Slot) throws -> Data {
        try secrets.reveal(slot)
    }

    /// Destroys the secret and the key that wraps it.
    public func destroy(_ slot: Slot) throws {
        try secrets.destroy(slot)
    }
}
#endif
