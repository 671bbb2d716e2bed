import Foundation

/// What an error of Apple's Keychain or of its prompt means to the library. It stands apart from the
/// platform, so that it is tested without it.
enum KeychainFault {
    static func meaning(domain: String, code: Int) -> SecretStoreError {
        switch domain {
        case "com.apple.LocalAuthentication": ofPrompt(code)
        case "NSOSStatusErrorDomain": ofKeychain(code)
        case "CryptoTokenKit": ofEnclave(code)
        default: .unavailable
        }
    }

    /// Codes of `LAError`.
    private static func ofPrompt(_ code: Int) -> SecretStoreError {
        switch code {
        // authenticationFailed, userCancel, userFallback, systemCancel, appCancel
        case -1, -2, -3, -4, -9: .cancelled
        // passcodeNotSet, biometryNotEnrolled: the system destroyed what depended on them.
        case -5, -7: .lost
        default: .unavailable
        }
    }

    /// Codes of `TKError`, as which the Secure Enclave's own come.
    private static func ofEnclave(_ code: Int) -> SecretStoreError {
        switch code {
        // canceledByUser, authenticationFailed
        case -4, -5: .cancelled
        // corruptedData, objectNotFound: the key answers no more.
        case -3, -6: .lost
        default: .unavailable
        }
    }

    /// Codes of Security's `OSStatus`.
    private static func ofKeychain(_ code: Int) -> SecretStoreError {
        switch code {
        // errSecUserCanceled, errSecAuthFailed
        case -128, -25293: .cancelled
        // errSecItemNotFound, and errSecDecode and errSecParam for a key that fits no more.
        case -25300, -26275, -50: .lost
        default: .unavailable
        }
    }
}
