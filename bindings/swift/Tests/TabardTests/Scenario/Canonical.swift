/// The same JSON for every run and language: ids by their names, moments and chance by one word.
struct Canonical {
    /// Fields that are chance or the clock's.
    private static let chance: Set = ["device_clock_offset", "id", "manifest", "message"]

    /// What the scenario says is kept.
    let scenario: String
    /// What an id is called.
    var names: [String: String] = [:]

    func of(_ json: JSON) -> JSON {
        switch json {
        case .object(let object):
            .object(Dictionary(uniqueKeysWithValues: object.map { ($0, field($0, $1)) }))
        case .list(let members): Self.sorted(members.map(of))
        case .text(let text): .text(of(text))
        case .null, .flag, .number: json
        }
    }

    /// Items with an id come in the order of what they say, since chance orders the ids.
    static func sorted(_ members: [JSON]) -> JSON {
        let haveIDs = members.allSatisfy { $0.object?["id"] != nil }
        return .list(haveIDs ? members.sorted { $0.written < $1.written } : members)
    }

    /// The same order in what was written down by another language.
    static func ordered(_ json: JSON) -> JSON {
        switch json {
        case .object(let object): .object(object.mapValues(ordered))
        case .list(let members): sorted(members.map(ordered))
        case .null, .flag, .number, .text: json
        }
    }

    private func field(_ key: String, _ value: JSON) -> JSON {
        switch value {
        case .text(let path) where key == "path": .text(self.path(path))
        case .text(let text) where names[text] != nil: of(value)
        case .text(let text) where Self.chance.contains(key) && !isSaid(text): .text("chance")
        case .number where Self.chance.contains(key): .text("chance")
        default: of(value)
        }
    }

    private func of(_ text: String) -> String {
        if let name = names[text] { return name }
        return isMoment(text) && !isSaid(text) ? "time" : text
    }

    private func path(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        var segments = parts.map { of(String($0)) }
        if segments.count == 3, !isSaid(segments[1]) { segments[1] = "chance" }
        return segments.joined(separator: "/")
    }

    private func isSaid(_ text: String) -> Bool {
        text.isEmpty || scenario.contains(text)
    }

    private func isMoment(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let digits = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12]
        return bytes.count > 12 && bytes[10] == UInt8(ascii: "T")
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
    }
}
