import Foundation
import Tabard

/// Days and times as people read them, and as they type them.
extension Texts {
    /// A day and a time, as the clocks of a time zone show it.
    public func moment(_ date: Date, in zone: TimeZone = .current) -> String {
        let parts = calendar(zone).dateComponents([.year, .month, .day, .hour, .minute], from: date)
        return fill("moments.day_and_time", names(of: parts))
    }

    /// A moment that was written down; its text where it is none.
    public func moment(_ text: String) -> String {
        Moment(text).map { moment($0.date) } ?? text
    }

    /// A day that was written down; its text where it is none.
    public func day(_ text: String) -> String {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard Day(text) != nil, parts.count == 3 else { return text }
        let day = DateComponents(year: parts[0], month: parts[1], day: parts[2])
        return fill("moments.day", names(of: day))
    }

    private func names(of parts: DateComponents) -> [String: String] {
        func two(_ number: Int?) -> String {
            let digits = String(number ?? 0)
            return digits.count < 2 ? "0" + digits : digits
        }
        return [
            "year": String(parts.year ?? 0), "month": self["months.\(parts.month ?? 0)"],
            "day": String(parts.day ?? 0), "hour": two(parts.hour), "minute": two(parts.minute),
        ]
    }
}

/// A moment as it is typed: `2026-03-01 03:12`, by the clocks of a time zone.
public enum TypedMoment {
    /// What was typed; none where it is no such moment.
    public static func read(_ text: String, in zone: TimeZone = .current) -> Moment? {
        let halves = text.split(separator: " ")
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard halves.count == 2, numbers.count == 5, Day(String(halves[0])) != nil,
            (0..<24).contains(numbers[3]), (0..<60).contains(numbers[4])
        else { return nil }
        let parts = DateComponents(
            year: numbers[0], month: numbers[1], day: numbers[2],
            hour: numbers[3], minute: numbers[4])
        let day = DateComponents(year: parts.year, month: parts.month, day: parts.day)
        guard day.isValidDate(in: calendar(zone)) else { return nil }
        return calendar(zone).date(from: parts).map { Moment($0, in: zone) }
    }

    /// A moment as it would be typed.
    public static func write(_ date: Date, in zone: TimeZone = .current) -> String {
        let text = Moment(date, in: zone).text
        return text.prefix(16).split(separator: "T").joined(separator: " ")
    }
}

private func calendar(_ zone: TimeZone) -> Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
}
