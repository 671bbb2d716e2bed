import Foundation
import TabardFFI

/// Why a call failed: a case by which an app branches. Nothing that was saved before is lost by any
/// of these.
public enum TabardError: Error, LocalizedError, Sendable, Hashable {
    /// A code for programs and a sentence for people.
    public struct Reason: Sendable, Hashable {
        /// For programs; it is stable.
        public let code: String
        /// The sentence to show, in the language of the settings.
        public let hint: String
    }

    /// The bytes of an attachment: not here, damaged, of another format, or not to be read.
    case attachment(Reason)
    /// The person or the platform said no to a prompt: it may be asked again.
    case cancelled(Reason)
    /// A file of this device is damaged, or is none of its files. Nothing was changed.
    case damaged(Reason)
    /// Another part of the app, or another process, has this device open.
    case inUse(Reason)
    /// What was given has a fault: a field, a code, a path, an empty report.
    case input(Reason)
    /// The platform's key store has the key no more: open by the other slot, or enrol anew; what
    /// waits to be sent stays.
    case keyLost(Reason)
    /// Too long without a contact with the region: it may be written to, and not read.
    case leaseEnded(Reason)
    /// The link with a crew-mate's phone.
    case link(Reason)
    /// A PIN is missing or wrong, or no try is judged before this pause is over.
    case locked(Reason, wait: Duration)
    /// Written by a newer version of the library.
    case newer(Reason)
    /// The device's storage is full. What was saved before is kept.
    case noSpace(Reason)
    /// This device, or its person, may not do this.
    case notAllowed(Reason)
    /// There is no device of a region in the folder, or its certificate has not come.
    case notEnrolled(Reason)
    /// No such record on this device.
    case notFound(Reason)
    /// The server refused, or its answer was not believed.
    case refused(Reason)
    /// The device was shut down.
    case shutDown(Reason)
    /// The storage failed in another way.
    case storage(Reason)
    /// The platform's key store failed or threw.
    case store(Reason)
    /// A fault of the library. The device has to be opened again.
    case unexpected(Reason)
    /// Something of this person is not held by the region and would be lost.
    case unsent(Reason)
    /// The region ordered this device to be wiped, and it is. Changes that the region does not hold
    /// are kept, sealed.
    case wiped(Reason, unsent: Int)
    /// A call from within a call: from a method of the host's key store.
    case wrongThread(Reason)

    /// For programs; it is stable.
    public var code: String { reason.code }
    /// The sentence to show, in the language of the settings.
    public var hint: String { reason.hint }
    /// The sentence to show.
    public var errorDescription: String? { hint }

    /// The code and the sentence.
    public var reason: Reason {
        switch self {
        case .attachment(let reason), .cancelled(let reason), .damaged(let reason),
            .inUse(let reason), .input(let reason), .keyLost(let reason),
            .leaseEnded(let reason), .link(let reason), .locked(let reason, _),
            .newer(let reason), .noSpace(let reason), .notAllowed(let reason),
            .notEnrolled(let reason), .notFound(let reason), .refused(let reason),
            .shutDown(let reason), .storage(let reason), .store(let reason),
            .unexpected(let reason), .unsent(let reason), .wiped(let reason, _),
            .wrongThread(let reason):
            reason
        }
    }
}

extension TabardError {
    /// What the library threw; anything else is a fault of it.
    init(_ error: any Error, in language: String) {
        switch error {
        case let error as TabardError: self = error
        case let error as TabardFFI.TabardError: self = Self(error)
        default: self = .unexpected(.said("panicked", in: language))
        }
    }

    private init(_ error: TabardFFI.TabardError) {
        func why(_ code: String, _ hint: String) -> Reason { Reason(code: code, hint: hint) }
        self = switch error {
        case .Attachment(let code, let hint): .attachment(why(code, hint))
        case .Cancelled(let code, let hint): .cancelled(why(code, hint))
        case .Damaged(let code, let hint): .damaged(why(code, hint))
        case .InUse(let code, let hint): .inUse(why(code, hint))
        case .Input(let code, let hint): .input(why(code, hint))
        case .KeyLost(let code, let hint): .keyLost(why(code, hint))
        case .LeaseEnded(let code, let hint): .leaseEnded(why(code, hint))
        case .Link(let code, let hint): .link(why(code, hint))
        case .Locked(let code, let hint, let ms):
            .locked(why(code, hint), wait: .milliseconds(Int64(clamping: ms)))
        case .Newer(let code, let hint): .newer(why(code, hint))
        case .NoSpace(let code, let hint): .noSpace(why(code, hint))
        case .NotAllowed(let code, let hint): .notAllowed(why(code, hint))
        case .NotEnrolled(let code, let hint): .notEnrolled(why(code, hint))
        case .NotFound(let code, let hint): .notFound(why(code, hint))
        case .Refused(let code, let hint): .refused(why(code, hint))
        case .ShutDown(let code, let hint): .shutDown(why(code, hint))
        case .Storage(let code, let hint): .storage(why(code, hint))
        case .Store(let code, let hint): .store(why(code, hint))
        case .Unexpected(let code, let hint): .unexpected(why(code, hint))
        case .Unsent(let code, let hint): .unsent(why(code, hint))
        case .Wiped(let code, let hint, let unsent):
            .wiped(why(code, hint), unsent: Int(clamping: unsent))
        case .WrongThread(let code, let hint): .wrongThread(why(code, hint))
        }
    }
}

extension TabardError.Reason {
    /// A fault that is found here and not in the library, in the library's words.
    static func said(_ code: String, in language: String) -> Self {
        let words = (try? Words.choose(language: language, files: []).all()) ?? []
        let text = words.first { $0.key == "app_faults.\(code)" }?.text
        return Self(code: code, hint: text ?? code)
    }
}
