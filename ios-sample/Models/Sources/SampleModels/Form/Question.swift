import Tabard

/// One question of a form, with what was answered.
public struct Question: Identifiable, Sendable, Hashable {
    /// The path of its field.
    public let id: String
    /// What it asks.
    public let asks: String
    /// How it is answered, and what was.
    public let answer: Answer
    /// Why what was typed last was not kept.
    public let fault: String?
}

/// How a question is answered, and what was.
public enum Answer: Sendable, Hashable {
    /// One of the choices.
    case one([Choice], chosen: String?)
    /// Any of the choices.
    case many([Choice], chosen: Set<String>)
    /// Yes or no.
    case flag(Bool?)
    /// Text; of several lines where it may be long.
    case text(String, lines: Bool)
    /// A moment, as it is typed.
    case time(String)
    /// A day, as it is typed.
    case date(String)
    /// A whole number, as it is typed, with what it counts.
    case whole(String, unit: String)
}

/// One of the choices of a question.
public struct Choice: Identifiable, Sendable, Hashable {
    /// The code, or the id of an item.
    public let id: String
    /// What it says.
    public let label: String
    /// The heading under which it stands.
    public let heading: String?
}

/// A part of a form: a question, or a list of items with their questions.
public enum FormBlock: Identifiable, Sendable, Hashable {
    /// A question.
    case question(Question)
    /// A list of items.
    case items(FormItems)

    public var id: String {
        switch self {
        case .question(let question): question.id
        case .items(let items): items.id
        }
    }
}

/// A list of items in a form.
public struct FormItems: Identifiable, Sendable, Hashable {
    /// The name of its field.
    public let id: String
    /// What it asks.
    public let asks: String
    /// Its items.
    public let items: [FormItem]
}

/// An item of a list in a form.
public struct FormItem: Identifiable, Sendable, Hashable {
    /// Its id.
    public let id: String
    /// Such as "Number 2".
    public let title: String
    /// Its questions.
    public let questions: [Question]
}
