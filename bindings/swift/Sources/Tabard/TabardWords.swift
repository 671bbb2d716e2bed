import TabardFFI

/// What people read, in one language: labels, questions, states, sentences. They are fetched once
/// and kept.
public final class TabardWords: Sendable {
    /// The language, as its tag.
    public let language: String

    private let texts: [String: String]
    private let words: Words

    /// The words of a language, a trust's files laid over them.
    public init(
        language: String = preferredLanguage(), files: [String] = []
    ) throws(TabardError) {
        do {
            words = try Words.choose(language: language, files: files)
        } catch {
            throw TabardError(error, in: language)
        }
        self.language = language
        texts = Dictionary(words.all().map { ($0.key, $0.text) }) { first, _ in first }
    }

    /// The text at a key; the key itself where there is none, so that it is seen.
    public subscript(key: String) -> String { texts[key] ?? key }

    /// The text at a key; none where there is none.
    public func text(_ key: String) -> String? { texts[key] }

    /// The text at a key, with what its names in braces stand for.
    public func text(_ key: String, filling names: [String: String]) -> String {
        names.reduce(self[key]) { text, name in
            text.split(separator: "{\(name.key)}", omittingEmptySubsequences: false)
                .joined(separator: name.value)
        }
    }

    /// The text at a key in the form that a count takes.
    public func counted(_ key: String, _ count: Int) -> String {
        words.counted(key: key, count: UInt64(clamping: count))
    }

    /// The label of a code.
    public func label(_ code: some CodeValue) -> String { self[code.wordKey] }

    /// The heading under which a code stands; none where it stands under none.
    public func heading<C: CodeValue>(_ code: C) -> String? {
        C.groups[code].map { self["groups.\(C.list).\($0)"] }
    }

    /// What a field asks.
    public func question(_ key: some Key) -> String { self[key.wordKey] }
}
