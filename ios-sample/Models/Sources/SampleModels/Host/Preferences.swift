import Tabard

/// What a person chose on this phone. None of it says anything of a report.
public struct Preferences: Sendable, Hashable, Codable {
    /// The label of whoever used the phone last.
    public var person: String?
    /// The language, as its tag; none for the phone's own.
    public var language: String?
    /// The colours.
    public var look: Look

    /// Preferences.
    public init(person: String? = nil, language: String? = nil, look: Look = .auto) {
        (self.person, self.language, self.look) = (person, language, look)
    }

    /// The language that holds.
    public var spoken: String { language ?? preferredLanguage() }
}

/// Which colours the screens have.
public enum Look: String, Sendable, Hashable, Codable, CaseIterable {
    /// As the phone is set.
    case auto
    /// For the day.
    case light
    /// For a dim room.
    case dark
    /// Red and dim: eyes stay used to the dark.
    case night

    /// Where its name stands in the words.
    public var wordKey: String { "app.settings.\(rawValue)" }
}
