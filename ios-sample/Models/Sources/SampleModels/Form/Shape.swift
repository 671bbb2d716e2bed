import Tabard

/// What a field holds, as a form asks for it. It is read off the keys that are generated from the
/// library's dictionary.
public enum Shape: Sendable {
    /// One code of a list.
    case one(CodeList)
    /// A set of codes of a list.
    case many(CodeList)
    /// A day.
    case date
    /// Yes or no.
    case flag
    /// An item of a list in the same record.
    case item(list: String)
    /// A list of items with these fields.
    case items([any Key])
    /// Text of at most so many bytes.
    case text(maxBytes: Int)
    /// A moment.
    case time
    /// A whole number, which counts something.
    case whole(unit: String)
}

/// A list of codes, in the order people read them.
public struct CodeList: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its codes.
    public let codes: [String]
    /// The heading of each code that stands under one.
    public let groups: [String: String]

    /// The list of a type of codes.
    public init<C: CodeValue>(_ type: C.Type) {
        name = C.list
        codes = C.all.map(\.code)
        groups = Dictionary(C.groups.map { ($0.key.code, $0.value) }) { first, _ in first }
    }
}

/// A key that knows its shape.
public protocol Shaped: Key {
    /// What its field holds.
    var shape: Shape { get }
}

extension CodeKey: Shaped {
    public var shape: Shape { .one(CodeList(Code.self)) }
}

extension CodesKey: Shaped {
    public var shape: Shape { .many(CodeList(Code.self)) }
}

extension DateKey: Shaped {
    public var shape: Shape { .date }
}

extension FlagKey: Shaped {
    public var shape: Shape { .flag }
}

extension ItemIdKey: Shaped {
    public var shape: Shape { .item(list: list) }
}

extension ItemsKey: Shaped {
    public var shape: Shape { .items(Item.fields) }
}

extension TextKey: Shaped {
    public var shape: Shape { .text(maxBytes: maxBytes) }
}

extension TimeKey: Shaped {
    public var shape: Shape { .time }
}

extension WholeKey: Shaped {
    public var shape: Shape { .whole(unit: unit) }
}

extension Key {
    /// What its field holds; none for a kind of key that is newer than this code.
    public var asked: Shape? { (self as? any Shaped)?.shape }
}
