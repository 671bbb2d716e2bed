import Tabard

/// The fields of a kind of record: what each path asks and what its value says.
public struct Catalogue: Sendable {
    private let record: String
    private let fields: [String: any Key]

    /// The fields of a kind.
    public init<K: RecordKind>(_ kind: K.Type) {
        record = K.kind
        var all: [String: any Key] = [:]
        for key in K.fields {
            all[key.name] = key
            guard case .items(let inner)? = key.asked else { continue }
            for field in inner { all["\(key.name)/\(field.name)"] = field }
        }
        fields = all
    }

    /// What a path asks, without the full stop of a sentence; the path itself where a newer region
    /// has fields that this code does not know.
    public func question(_ path: String, _ texts: Texts) -> String {
        guard let key = key(at: path) else { return path }
        return texts.asks(key)
    }

    /// What a value at a path says.
    public func says(_ value: Value, at path: String, _ texts: Texts) -> String {
        switch value {
        case .flag(let on): texts[on ? "app.common.yes" : "app.common.no"]
        case .whole(let number): number.description
        case .text(let text): said(text, at: path, texts)
        }
    }

    /// What a change at a path says: the code that was ticked, or the value.
    public func says(changed value: Value, at path: String, _ texts: Texts) -> String {
        if case .many(let list)? = key(at: path)?.asked, let code = path.split(separator: "/").last {
            return texts.code(String(code), of: list.name)
        }
        return says(value, at: path, texts)
    }

    private func said(_ text: String, at path: String, _ texts: Texts) -> String {
        switch key(at: path)?.asked {
        case .one(let list): texts.code(text, of: list.name)
        case .time: texts.moment(text)
        case .date: texts.day(text)
        default: text
        }
    }

    /// The key of a path such as `callsign`, `types/verbal_abuse` or `acts/k3f9a2/act`.
    private func key(at path: String) -> (any Key)? {
        let parts = path.split(separator: "/").map(String.init)
        switch parts.count {
        case 3: return fields["\(parts[0])/\(parts[2])"]
        default: return parts.first.flatMap { fields[$0] }
        }
    }
}

extension Texts {
    /// What a field asks, without the full stop of a sentence.
    public func asks(_ key: any Key) -> String {
        let text = self[key.wordKey]
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
