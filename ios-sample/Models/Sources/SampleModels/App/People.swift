import Foundation
import Tabard

/// The folders of everybody on this phone. Even a phone of one person is one that several may use,
/// so that a second one needs no move of files.
struct People {
    /// The label of the first person, who was not asked for initials. A digit is no word.
    static let first = "1"

    let folder: URL
    let language: String

    private var shared: SharedPhone {
        SharedPhone(TabardSettings(folder: folder, language: language))
    }

    func all() async throws(TabardError) -> [PersonOnPhone] {
        try await shared.people()
    }

    func find(_ label: String) async throws(TabardError) -> PersonOnPhone? {
        try await all().first { $0.label == label }
    }

    func add(_ label: String) async throws(TabardError) -> PersonOnPhone {
        try await shared.add(label)
    }

    func remove(_ label: String) async throws(TabardError) {
        try await shared.remove(label)
    }

    func settings(of person: PersonOnPhone) -> TabardSettings {
        shared.settings(of: person)
    }

    /// A label that nobody has, for somebody who joins again in a folder of their own.
    func free() async throws(TabardError) -> String {
        let taken = Set(try await all().map(\.label))
        let numbers = (1...(taken.count + 1)).map(String.init)
        return numbers.first { !taken.contains($0) } ?? Self.first
    }
}
