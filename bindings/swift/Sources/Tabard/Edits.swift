import TabardFFI

/// What is to be edited in a record or an item, in order:
///
///     try await device.reports.edit(id) {
///         $0.set(Incident.callsign, "YA214")
///         $0.add(Incident.types, .verbalAbuse)
///         $0.item(Incident.acts) { $0.set(Incident.Act.act, .punch) }
///     }
///
/// The closure runs where the caller does, such as on the main actor, whose state it may read.
public struct Edits<Owner>: Sendable {
    private(set) var all: [Edit] = []
    private let before: String

    init(before: String = "") {
        self.before = before
    }

    static func made(_ edit: (inout Self) -> Void) -> [Edit] {
        var edits = Self()
        edit(&edits)
        return edits.all
    }

    /// A field takes a value; none clears it, as a text must be that says nothing.
    public mutating func set<K: ValueKey>(_ key: K, _ value: K.Held?) where K.Owner == Owner {
        at(key.name, value.map(key.write))
    }

    /// A set takes a code.
    public mutating func add<C: CodeValue>(_ key: CodesKey<Owner, C>, _ code: C) {
        at("\(key.name)/\(code.code)", .flag(on: true))
    }

    /// A code leaves a set.
    public mutating func remove<C: CodeValue>(_ key: CodesKey<Owner, C>, _ code: C) {
        at("\(key.name)/\(code.code)", nil)
    }

    /// Clears a set.
    public mutating func clear<C: CodeValue>(_ key: CodesKey<Owner, C>) {
        at(key.name, nil)
    }

    /// Edits an item of a list, which is made where it is not there. Gives its id.
    @discardableResult
    public mutating func item<I: ItemKind>(
        _ key: ItemsKey<Owner, I>,
        _ id: String = freshItemID(),
        _ edit: (inout Edits<I>) -> Void
    ) -> String {
        var inner = Edits<I>(before: "\(before)\(key.name)/\(id)/")
        edit(&inner)
        all += inner.all
        return id
    }

    /// Takes an item out of a list.
    public mutating func removeItem<I: ItemKind>(_ key: ItemsKey<Owner, I>, _ id: String) {
        at("\(key.name)/\(id)", nil)
    }

    /// Clears a list.
    public mutating func clear<I: ItemKind>(_ key: ItemsKey<Owner, I>) {
        at(key.name, nil)
    }

    /// A path takes a value, or none clears it: for what has no key here.
    public mutating func at(_ path: String, _ value: Value?) {
        all.append(Edit(path: before + path, value: value))
    }
}

/// An id for a new item: six of `a-z` and `0-9`, which no two devices are likely to choose alike.
public func freshItemID() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<6).compactMap { _ in letters.randomElement() })
}
