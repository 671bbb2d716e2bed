import Foundation
import TabardFFI

/// A phone that several people use: a folder for each. To log in is to open a device in one's
/// folder, to log out is to shut it down.
public final class SharedPhone: Sendable {
    private let settings: TabardSettings
    private let queue: CallQueue

    /// The shared phone in the folder of the settings; nothing need be there yet.
    public init(_ settings: TabardSettings) {
        self.settings = settings
        queue = CallQueue(settings.language)
    }

    /// Everybody on the phone, by label.
    public func people() async throws(TabardError) -> [PersonOnPhone] {
        try await with { try $0.people() }
    }

    /// Makes a folder for a person. Whoever holds the phone can read the label: initials, not a
    /// name.
    public func add(_ label: String) async throws(TabardError) -> PersonOnPhone {
        try await with { try $0.add(label: label) }
    }

    /// Removes a person with all that is in their folder, once the region holds all of it. They
    /// have to be logged out.
    public func remove(_ label: String) async throws(TabardError) {
        try await with { try $0.remove(label: label) }
    }

    /// The settings of the device of a person on this phone.
    public func settings(of person: PersonOnPhone) -> TabardSettings {
        var own = settings
        own.folder = URL(fileURLWithPath: person.dir, isDirectory: true)
        return own
    }

    private func with<T: Sendable>(
        _ work: @escaping @Sendable (TabardFFI.SharedPhone) throws -> T
    ) async throws(TabardError) -> T {
        try await queue.run { [settings] in
            try work(TabardFFI.SharedPhone.at(settings: settings.theirs))
        }
    }
}

/// Somebody who uses the phone.
public typealias PersonOnPhone = TabardFFI.PersonOnPhone
