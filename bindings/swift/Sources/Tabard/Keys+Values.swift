import Foundation
import TabardFFI

/// What one field holds: yes or no, a whole number, or a text.
public typealias Value = TabardFFI.Value

/// A field that holds one value.
public protocol ValueKey<Owner, Held>: Key {
    /// The record or the item that has it.
    associatedtype Owner
    /// What it holds.
    associatedtype Held: Sendable
    /// What is stored, as it is read; none where a newer region wrote it in another form.
    func read(_ value: Value) -> Held?
    /// What is written, as it is stored.
    func write(_ held: Held) -> Value
}

extension CodeKey: ValueKey {
    /// As one code.
    public func read(_ value: Value) -> Code? { value.asText.map(Code.init) }
    /// As its spelling.
    public func write(_ held: Code) -> Value { .text(text: held.code) }
}

extension DateKey: ValueKey {
    /// As a day.
    public func read(_ value: Value) -> Day? { value.asText.flatMap(Day.init) }
    /// As a day.
    public func write(_ held: Day) -> Value { .text(text: held.text) }
}

extension FlagKey: ValueKey {
    /// As yes or no.
    public func read(_ value: Value) -> Bool? {
        if case .flag(let on) = value { on } else { nil }
    }
    /// As yes or no.
    public func write(_ held: Bool) -> Value { .flag(on: held) }
}

extension ItemIdKey: ValueKey {
    /// As the id of an item.
    public func read(_ value: Value) -> String? { value.asText }
    /// As the id of an item.
    public func write(_ held: String) -> Value { .text(text: held) }
}

extension TextKey: ValueKey {
    /// As text.
    public func read(_ value: Value) -> String? { value.asText }
    /// As text.
    public func write(_ held: String) -> Value { .text(text: held) }
}

extension TimeKey: ValueKey {
    /// As a moment.
    public func read(_ value: Value) -> Moment? { value.asText.flatMap(Moment.init) }
    /// As a moment.
    public func write(_ held: Moment) -> Value { .text(text: held.text) }
}

extension WholeKey: ValueKey {
    /// As a number.
    public func read(_ value: Value) -> Int? {
        if case .whole(let number) = value { Int(exactly: number) } else { nil }
    }
    /// As a number.
    public func write(_ held: Int) -> Value { .whole(number: Int64(held)) }
}

extension Value {
    var asText: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
