import Tabard

/// What a record says, by its paths, whatever kind it is.
public struct Filled: Sendable, Hashable {
    private let paths: [String]
    private let blank: [String: [String]]
    private let values: [String: Value]

    /// The fields of a record.
    public init<Owner>(_ fields: Fields<Owner>) {
        paths = fields.paths
        blank = [:]
        values = Dictionary(
            paths.compactMap { path in fields.value(at: path).map { (path, $0) } }
        ) { first, _ in first }
    }

    /// Nothing.
    public static let nothing = Filled(paths: [], values: [:])

    private init(
        paths: [String], values: [String: Value], blank: [String: [String]] = [:]
    ) {
        (self.paths, self.values, self.blank) = (paths, values, blank)
    }

    /// The same with items that say nothing yet, by their list.
    func with(_ blank: [String: [String]]) -> Filled {
        Filled(paths: paths, values: values, blank: blank)
    }

    /// What stands at a path.
    public func value(at path: String) -> Value? { values[path] }

    /// What is ticked of a set.
    public func ticked(_ name: String) -> Set<String> {
        Set(below(name).filter { values["\(name)/\($0)"] == .flag(on: true) })
    }

    /// The ids of the items of a list, in its order.
    public func items(_ name: String) -> [String] {
        var seen: Set<String> = []
        let said = below(name).compactMap { $0.split(separator: "/").first.map(String.init) }
        return (said + blank[name, default: []]).filter { seen.insert($0).inserted }
    }

    /// Whether a field says anything.
    public func says(_ name: String) -> Bool {
        values[name] != nil || !below(name).isEmpty
    }

    private func below(_ name: String) -> [String] {
        let before = name + "/"
        return paths.filter { $0.hasPrefix(before) }.map { String($0.dropFirst(before.count)) }
    }
}
