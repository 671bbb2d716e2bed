#if canImport(Security) && canImport(LocalAuthentication)
import Foundation
import LocalAuthentication
import Security
import TabardFFI

/// The Keychain of this device, with keys of its Secure Enclave. It is compiled on Apple's systems
/// alone; what an error means is in `KeychainFault`, and the order of its steps in `WrappedSecrets`.
struct SystemKeychain: Keychain {
    let name: String
    let reason: String

    private var algorithm: SecKeyAlgorithm { .eciesEncryptionCofactorX963SHA256AESGCM }

    func makeKey(_ side: KeySide, of slot: Slot) throws {
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
                kSecAttrApplicationTag: tag(side, slot),
                kSecAttrAccessControl: access,
            ] as [CFString: Any],
        ]
        if SecKeyCreateRandomKey(attributes as CFDictionary, &fault) == nil {
            throw meaning(of: fault)
        }
    }

    func destroyKey(_ side: KeySide, of slot: Slot) throws {
        try delete(keyQuery(side, slot))
    }

    func seal(_ secret: Data, under side: KeySide, of slot: Slot) throws -> Data {
        // To find the private key asks for nothing, and its public one seals.
        guard let open = SecKeyCopyPublicKey(try findKey(side, slot, LAContext())) else {
            throw SecretStoreError.unavailable
        }
        var fault: Unmanaged<CFError>?
        guard let sealed = SecKeyCreateEncryptedData(open, algorithm, secret as CFData, &fault)
        else { throw meaning(of: fault) }
        return sealed as Data
    }

    func open(_ sealed: Data, under side: KeySide, of slot: Slot) throws -> Data {
        let prompt = LAContext()
        prompt.localizedReason = reason
        let key = try findKey(side, slot, prompt)
        var fault: Unmanaged<CFError>?
        guard let secret = SecKeyCreateDecryptedData(key, algorithm, sealed as CFData, &fault)
        else { throw meaning(of: fault) }
        return secret as Data
    }

    func entry(of slot: Slot) throws -> WrappedSecret? {
        var query = entryQuery(slot)
        query[kSecReturnData] = true
        query[kSecReturnAttributes] = true
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        try check(status)
        let item = found as? [String: Any]
        guard let sealed = item?[kSecValueData as String] as? Data,
            let word = item?[kSecAttrGeneric as String] as? Data,
            let side = KeySide(rawValue: String(decoding: word, as: UTF8.self))
        else { return nil }
        return WrappedSecret(side: side, sealed: sealed)
    }

    func put(_ entry: WrappedSecret, for slot: Slot) throws {
        let content: [CFString: Any] = [
            kSecValueData: entry.sealed,
            kSecAttrGeneric: Data(entry.side.rawValue.utf8),
        ]
        let query = entryQuery(slot)
        let status = SecItemUpdate(query as CFDictionary, content as CFDictionary)
        guard status == errSecItemNotFound else { return try check(status) }
        var item = query.merging(content) { _, new in new }
        item[kSecAttrAccessible] = kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly
        try check(SecItemAdd(item as CFDictionary, nil))
    }

    func removeEntry(of slot: Slot) throws {
        try delete(entryQuery(slot))
    }
}

extension SystemKeychain {
    private func findKey(_ side: KeySide, _ slot: Slot, _ prompt: LAContext) throws -> SecKey {
        var query = keyQuery(side, slot)
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

    private func delete(_ query: [CFString: Any]) throws {
        let status = SecItemDelete(query as CFDictionary)
        if status != errSecItemNotFound { try check(status) }
    }

    private func keyQuery(_ side: KeySide, _ slot: Slot) -> [CFString: Any] {
        [
            kSecClass: kSecClassKey,
            kSecAttrKeyClass: kSecAttrKeyClassPrivate,
            kSecAttrApplicationTag: tag(side, slot),
            kSecUseDataProtectionKeychain: true,
        ]
    }

    private func entryQuery(_ slot: Slot) -> [CFString: Any] {
        [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: "org.tabard.secret",
            kSecAttrAccount: "\(name).\(word(for: slot))",
            kSecAttrSynchronizable: false,
            kSecUseDataProtectionKeychain: true,
        ]
    }

    private func tag(_ side: KeySide, _ slot: Slot) -> Data {
        Data("org.tabard.key.\(name).\(word(for: slot)).\(side.rawValue)".utf8)
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
