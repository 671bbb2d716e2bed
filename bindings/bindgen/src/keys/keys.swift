/// A kind of record with its fields, in the order people read them.
public protocol RecordKind: Sendable {
    /// Its name, such as `incident`.
    static var kind: String { get }
    /// Its fields.
    static var fields: [any Key] { get }
}

/// What the items of a list are, with their fields in the order people read them.
public protocol ItemKind: Sendable {
    /// Their fields.
    static var fields: [any Key] { get }
}

/// A code of a list. A newer region may have codes that are none of its constants.
public protocol CodeValue: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The name of its list.
    static var list: String { get }
    /// The codes that this version knows, in the order people read them.
    static var all: [Self] { get }
    /// The headings under which codes stand; a heading's label is at `groups.<list>.<group>`.
    static var groups: [Self: String] { get }
    /// The stable spelling, which is stored.
    var code: String { get }
    /// A code by its spelling.
    init(_ code: String)
}

extension CodeValue {
    /// Where its label stands in the words.
    public var wordKey: String { "codes.\(Self.list).\(code)" }
    /// The name of its list: what was ticked is no matter for a log.
    public var description: String { Self.list }
    /// The same.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A field of a record or of an item.
public protocol Key: Sendable {
    /// The record, and the list where it is a field of an item: `incident`, `incident.acts`.
    var record: String { get }
    /// Its name.
    var name: String { get }
    /// Whether what it holds can point to a living person.
    var aboutPerson: Bool { get }
}

extension Key {
    /// Where what it asks stands in the words.
    public var wordKey: String { "fields.\(record).\(name)" }
}

/// A field that holds one code of a list.
public struct CodeKey<Owner, Code: CodeValue>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool

    public init(_ record: String, _ name: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
    }
}

/// A field that holds a set of codes of a list.
public struct CodesKey<Owner, Code: CodeValue>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool

    public init(_ record: String, _ name: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
    }
}

/// A field that holds a day.
public struct DateKey<Owner>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool

    public init(_ record: String, _ name: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
    }
}

/// A field that holds yes or no.
public struct FlagKey<Owner>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool

    public init(_ record: String, _ name: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
    }
}

/// A field that holds the id of an item of a list in the same record.
public struct ItemIdKey<Owner>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool
    /// The field of that list.
    public let list: String

    public init(_ record: String, _ name: String, list: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.list) = (record, name, list)
        self.aboutPerson = aboutPerson
    }
}

/// A field that holds a list of items.
public struct ItemsKey<Owner, Item: ItemKind>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool

    public init(_ record: String, _ name: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
    }
}

/// A field that holds free text.
public struct TextKey<Owner>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool
    /// The most bytes of UTF-8 it may take.
    public let maxBytes: Int

    public init(_ record: String, _ name: String, maxBytes: Int, aboutPerson: Bool = false) {
        (self.record, self.name, self.maxBytes) = (record, name, maxBytes)
        self.aboutPerson = aboutPerson
    }
}

/// A field that holds a moment.
public struct TimeKey<Owner>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool

    public init(_ record: String, _ name: String, aboutPerson: Bool = false) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
    }
}

/// A field that holds a whole number.
public struct WholeKey<Owner>: Key {
    public let record: String
    public let name: String
    public let aboutPerson: Bool
    /// The least and the most it may be.
    public let range: ClosedRange<Int64>
    /// What it counts; its label is at `units.<unit>`.
    public let unit: String

    public init(
        _ record: String, _ name: String, range: ClosedRange<Int64>, unit: String,
        aboutPerson: Bool = false
    ) {
        (self.record, self.name, self.aboutPerson) = (record, name, aboutPerson)
        (self.range, self.unit) = (range, unit)
    }
}
