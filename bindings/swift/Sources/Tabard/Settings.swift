import Foundation
import TabardFFI

/// Where a device lives, and in what language it speaks.
public struct TabardSettings: Sendable, Hashable {
    /// The folder of the device, for the app alone: in Application Support, not in a container that
    /// an extension shares. It is made by an enrolment where it is not there.
    public var folder: URL
    /// The language of titles, states and errors, as its tag: `en` or `cy`, or one that a trust's
    /// words bring.
    public var language: String
    /// A trust's own words, as the JSON of files laid over those that Tabard brings; mostly none.
    public var words: [String]

    /// Settings of a device.
    public init(
        folder: URL, language: String = preferredLanguage(), words: [String] = []
    ) {
        (self.folder, self.language, self.words) = (folder, language, words)
    }

    var theirs: Settings {
        Settings(dir: folder.path, language: language, words: words)
    }
}

/// The version of the library, such as `0.1.0`.
public func tabardVersion() -> String {
    libraryVersion()
}

/// The languages that Tabard brings, by their tags.
public func tabardLanguages() -> [String] {
    languages()
}

/// The first of the person's languages that Tabard brings; English where there is none.
public func preferredLanguage(
    of wanted: [String] = Locale.preferredLanguages
) -> String {
    let brought = Set(languages())
    let tags = wanted.compactMap { $0.split(separator: "-").first?.lowercased() }
    return tags.first(where: brought.contains) ?? "en"
}
