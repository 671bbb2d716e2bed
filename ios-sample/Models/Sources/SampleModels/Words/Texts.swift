import Foundation
import Tabard

/// The words of one language, and what is put together from them. No text that a person reads stands
/// in the code.
public struct Texts: Sendable {
    /// The language, as its tag.
    public let language: String
    private let words: TabardWords

    /// The words of a language.
    public init(_ language: String) throws(TabardError) {
        words = try TabardWords(language: language)
        self.language = language
    }

    /// The text at a key.
    public subscript(key: String) -> String { words[key] }

    /// The text at a key; none where there is none.
    public func text(_ key: String) -> String? { words.text(key) }

    /// The text at a key with the names in braces filled in.
    public func fill(_ key: String, _ names: [String: String]) -> String {
        words.text(key, filling: names)
    }

    /// The text at a key with a count in it.
    public func fill(_ key: String, count: Int) -> String {
        words.text(key, filling: ["count": String(count)])
    }

    /// The label of a code of a list; the code itself where a newer region wrote it.
    public func code(_ code: String, of list: String) -> String {
        words.text("codes.\(list).\(code)") ?? code
    }

    /// The short name by which a report is spoken of.
    public func reference(_ report: String) -> String {
        fill("app.common.reference", ["ref": String(report.prefix(4))])
    }
}
