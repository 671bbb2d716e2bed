import Tabard

/// Puts questions to fields: what a form shows of a record.
struct FormLayout {
    let texts: Texts
    let faults: [String: String]

    /// The blocks for some fields of a record.
    func blocks(_ fields: [any Key], _ filled: Filled) -> [FormBlock] {
        fields.compactMap { key in
            if case .items(let inner)? = key.asked { return .items(items(key, inner, filled)) }
            return question(key, at: key.name, filled).map(FormBlock.question)
        }
    }

    private func items(_ key: any Key, _ inner: [any Key], _ filled: Filled) -> FormItems {
        let items = filled.items(key.name).enumerated().map { place, id in
            FormItem(
                id: id,
                title: texts.fill("app.section.number", ["number": String(place + 1)]),
                questions: inner.compactMap {
                    question($0, at: "\(key.name)/\(id)/\($0.name)", filled)
                })
        }
        return FormItems(id: key.name, asks: texts.asks(key), items: items)
    }

    private func question(_ key: any Key, at path: String, _ filled: Filled) -> Question? {
        answer(key, at: path, filled).map {
            Question(id: path, asks: texts.asks(key), answer: $0, fault: faults[path])
        }
    }

    private func answer(_ key: any Key, at path: String, _ filled: Filled) -> Answer? {
        let text = text(at: path, filled)
        switch key.asked {
        case .one(let list): return .one(choices(list), chosen: text)
        case .many(let list): return .many(choices(list), chosen: filled.ticked(path))
        case .date: return .date(text ?? "")
        case .flag:
            guard case .flag(let on)? = filled.value(at: path) else { return .flag(nil) }
            return .flag(on)
        case .item(let list): return .one(members(of: list, filled), chosen: text)
        case .text(let most): return .text(text ?? "", lines: most > oneLine)
        case .time:
            return .time(text.flatMap { Moment($0) }.map { TypedMoment.write($0.date) } ?? "")
        case .whole(let unit): return .whole(number(at: path, filled), unit: texts["units.\(unit)"])
        case .items, nil: return nil
        }
    }

    /// A text that may take more bytes than this gets several lines.
    private var oneLine: Int { 400 }

    private func choices(_ list: CodeList) -> [Choice] {
        list.codes.map { code in
            let heading = list.groups[code].map { texts["groups.\(list.name).\($0)"] }
            return Choice(id: code, label: texts.code(code, of: list.name), heading: heading)
        }
    }

    private func members(of list: String, _ filled: Filled) -> [Choice] {
        filled.items(list).enumerated().map { place, id in
            let label = texts.fill("app.section.number", ["number": String(place + 1)])
            return Choice(id: id, label: label, heading: nil)
        }
    }

    private func text(at path: String, _ filled: Filled) -> String? {
        guard case .text(let text)? = filled.value(at: path) else { return nil }
        return text
    }

    private func number(at path: String, _ filled: Filled) -> String {
        guard case .whole(let number)? = filled.value(at: path) else { return "" }
        return String(number)
    }
}
