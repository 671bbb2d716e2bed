import Tabard

/// What a screen says of a call that failed.
public struct Fault: Error, Sendable, Hashable {
    /// What it is about.
    public let kind: Kind
    /// What it is, in a few words.
    public let title: String
    /// What the person can do, in a sentence of the library.
    public let hint: String

    /// What a screen offers besides the sentence.
    public enum Kind: Sendable, Hashable {
        /// Reading is paused: a new report can be written all the same.
        case lease
        /// The storage is full.
        case full
        /// The key is gone: the other way in, or joining again.
        case keyLost
        /// The region removed this phone.
        case wiped
        /// A file is damaged.
        case damaged
        /// The phone's prompt was turned away: nothing need be said.
        case cancelled
        /// Anything else.
        case other
    }

    init(_ error: TabardError, _ texts: Texts) {
        func said(_ kind: Kind, _ title: String, _ says: String? = nil) -> (Kind, String, String) {
            (kind, texts["app.fault.\(title)"], says.map { texts["app.fault.\($0)"] } ?? error.hint)
        }
        (kind, title, hint) = switch error {
        case .leaseEnded: said(.lease, "lease", "lease_says")
        case .noSpace: said(.full, "full", "full_says")
        case .keyLost: said(.keyLost, "key_lost", "key_lost_says")
        case .wiped: said(.wiped, "wiped")
        case .damaged: said(.damaged, "damaged")
        case .cancelled: said(.cancelled, "other")
        default: said(.other, "other")
        }
    }
}

extension Fault {
    /// A fault of which nothing is known.
    static func unknown(_ texts: Texts) -> Fault {
        Fault(kind: .other, title: texts["app.fault.other"], hint: texts["app.common.try_again"])
    }

    private init(kind: Kind, title: String, hint: String) {
        (self.kind, self.title, self.hint) = (kind, title, hint)
    }
}
