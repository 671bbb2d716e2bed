import TabardFFI

/// Something whose fields are read by their keys: `report[Incident.narrative]`.
public protocol Readable<Owner> {
    /// The kind of the record or of the item.
    associatedtype Owner
    /// Its fields.
    var fields: Fields<Owner> { get }
}

extension Readable {
    /// What a field holds; none for nothing.
    public subscript<K: ValueKey>(key: K) -> K.Held? where K.Owner == Owner {
        fields.value(at: key.name).flatMap(key.read)
    }

    /// The codes that are ticked, in the order of the record.
    public subscript<C: CodeValue>(key: CodesKey<Owner, C>) -> [C] {
        fields.below(key.name).compactMap { below, value in
            value == .flag(on: true) ? C(below) : nil
        }
    }

    /// The items of a list, in its order.
    public subscript<I: ItemKind>(key: ItemsKey<Owner, I>) -> [Item<I>] {
        fields.items(key.name)
    }
}

/// An item of a list in a record.
public struct Item<Kind: ItemKind>: Readable, Identifiable, Sendable, Hashable {
    /// Its id, by which it is edited.
    public let id: String
    /// Its fields.
    public let fields: Fields<Kind>
}

/// The fields of a record or an item, by their paths.
public struct Fields<Owner>: Readable, Sendable, Hashable {
    private let all: [FieldValue]

    init(_ all: [FieldValue]) {
        self.all = all
    }

    /// Itself.
    public var fields: Fields<Owner> { self }

    /// Whether nothing is said.
    public var isEmpty: Bool { all.isEmpty }

    /// The paths that hold something, such as `callsign`, `types/verbal_abuse` or
    /// `acts/k3f9a2/act`: for what has no key here, such as fields of a newer region.
    public var paths: [String] { all.map(\.path) }

    /// What stands at a path.
    public func value(at path: String) -> Value? {
        all.first { $0.path == path }?.value
    }

    /// What stands below a name, by the rest of its path.
    func below(_ name: String) -> [(String, Value)] {
        let before = name + "/"
        return all.compactMap { one in
            one.path.hasPrefix(before)
                ? (String(one.path.dropFirst(before.count)), one.value) : nil
        }
    }

    func items<I: ItemKind>(_ name: String) -> [Item<I>] {
        var order: [String] = []
        var items: [String: [FieldValue]] = [:]
        for (path, value) in below(name) {
            let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
            guard let id = parts.first, let field = parts.dropFirst().first else { continue }
            if items[id] == nil { order.append(id) }
            items[id, default: []].append(FieldValue(path: field, value: value))
        }
        return order.map { Item(id: $0, fields: Fields<I>(items[$0] ?? [])) }
    }

    /// The same with edits done to it.
    func with(_ edits: [Edit]) -> Self {
        var after = all
        for edit in edits {
            let place = after.firstIndex { $0.path == edit.path }
            switch (edit.value, place) {
            case (let value?, let place?):
                after[place] = FieldValue(path: edit.path, value: value)
            case (let value?, nil):
                after.append(FieldValue(path: edit.path, value: value))
            case (nil, _):
                after.removeAll { $0.path == edit.path || $0.path.hasPrefix(edit.path + "/") }
            }
        }
        return Self(after)
    }
}
