#if canImport(Security) && canImport(LocalAuthentication)
import CryptoKit
import Foundation
import LocalAuthentication
import Security

/// Keeps the secret of each slot in the Keychain of this device, wrapped by a P-256 key of the Secure
/// Enclave that answers to a finger or a face, or to the passcode.
///
/// It is compiled on Apple's systems alone; what an error means is in `KeychainFault`.
public final class KeychainSecretStore: SecretStore {
    private let name: String
    private let reason: String

    /// A store. The name tells several devices of one app apart; the reason is what the prompt shows,
    /// in the person's language.
    public init(name: String = "device", reason: String) {
        (self.name, self.reason) = (name, reason)
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

    /// Protects a secret by a new key, in place of an earlier one.
    public func protect(_ secret: Data, in slot: Slot) throws {
        try destroy(slot)
        let key = try makeKey(for: slot)
        guard let open = SecKeyCopyPublicKey(key) else { throw SecretStoreError.unavailable }
        var fault: Unmanaged<CFError>?
        guard let sealed = SecKeyCreateEncryptedData(open, algorithm, secret as CFData, &fault)
        else { throw meaning(of: fault) }
        var item = entry(of: slot)
        item[kSecValueData] = sealed
        item[kSecAttrAccessible] = kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly
        try check(SecItemAdd(item as CFDictionary, nil))
    }

    /// Shows the prompt and gives the secret back.
    public func reveal(_ slot: Slot) throws -> Data {
        let sealed = try sealedSecret(of: slot)
        let key = try findKey(for: slot)
        var fault: Unmanaged<CFError>?
        guard let secret = SecKeyCreateDecryptedData(key, algorithm, sealed as CFData, &fault)
        else { throw meaning(of: fault) }
        return secret as Data
    }

    /// Destroys the secret and the key that wraps it.
    public func destroy(_ slot: Slot) throws {
        // The key first: without it what is left is noise.
        for query in [keyQuery(for: slot), entry(of: slot)] {
            let status = SecItemDelete(query as CFDictionary)
            if status != errSecItemNotFound { try check(status) }
        }
    }

    private var algorithm: SecKeyAlgorithm { .eciesEncryptionCofactorX963SHA256AESGCM }

    private func makeKey(for slot: Slot) throws -> SecKey {
        let use: SecAccessControlCreateFlags = switch slot {
        case .biometric: [.privateKeyUsage, .biometryCurrentSet]
        case .credential: [.privateKeyUsage, .devicePasscode]
        }
        var fault: Unmanaged<CFError>?
        guard let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, use, &fault)
        else { throw meaning(of: fault) }
        let attributes: [CFString: Any] = [
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrKeySizeInBits: 256,
            kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
            kSecUseDataProtectionKeychain: true,
            kSecPrivateKeyAttrs: [
                kSecAttrIsPermanent: true,
                kSecAttrApplicationTag: tag(of: slot),
                kSecAttrAccessControl: access,
            ] as [CFString: Any],
        ]
        guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &fault)
        else { throw meaning(of: fault) }
        return key
    }

    private func findKey(for slot: Slot) throws -> SecKey {
        let prompt = LAContext()
        prompt.localizedReason = reason
        var query = keyQuery(for: slot)
        query[kSecReturnRef] = true
        query[kSecUseAuthenticationContext] = prompt
        var found: CFTypeRef?
        try check(SecItemCopyMatching(query as CFDictionary, &found))
        guard let found, CFGetTypeID(found) == SecKeyGetTypeID() else {
            throw SecretStoreError.lost
        }
        // Swift knows no conditional cast to a Core Foundation type; the type was looked at above.
        return unsafeDowncast(found, to: SecKey.self)
    }

    private func sealedSecret(of slot: Slot) throws -> Data {
        var query = entry(of: slot)
        query[kSecReturnData] = true
        var found: CFTypeRef?
        try check(SecItemCopyMatching(query as CFDictionary, &found))
        guard let sealed = found as? Data else { throw SecretStoreError.lost }
        return sealed
    }

    private func keyQuery(for slot: Slot) -> [CFString: Any] {
        [
            kSecClass: kSecClassKey,
            kSecAttrKeyClass: kSecAttrKeyClassPrivate,
            kSecAttrApplicationTag: tag(of: slot),
            kSecUseDataProtectionKeychain: true,
        ]
    }

    private func entry(of slot: Slot) -> [CFString: Any] {
        [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: "org.tabard.secret",
            kSecAttrAccount: "\(name).\(word(for: slot))",
            kSecAttrSynchronizable: false,
            kSecUseDataProtectionKeychain: true,
        ]
    }

    private func tag(of slot: Slot) -> Data {
        Data("org.tabard.key.\(name).\(word(for: slot))".utf8)
    }

    private func word(for slot: Slot) -> String {
        switch slot {
        case .biometric: "biometric"
        case .credential: "credential"
        }
    }

    private func check(_ status: OSStatus) throws {
        if status != errSecSuccess {
            throw KeychainFault.meaning(domain: NSOSStatusErrorDomain, code: Int(status))
        }
    }

    private func meaning(of fault: Unmanaged<CFError>?) -> SecretStoreError {
        guard let error = fault?.takeRetainedValue() else { return .unavailable }
        // A refused prompt is told by the error below.
        let outer = error as Error as NSError
        let inner = outer.userInfo[NSUnderlyingErrorKey] as? NSError
        let told = inner?.domain == LAErrorDomain ? inner ?? outer : outer
        return KeychainFault.meaning(domain: told.domain, code: told.code)
    }
}
#endif
