import Foundation

/// A moment with the offset of the place, which says what hour of the day it was there.
public struct Moment: Sendable, Hashable {
    /// It as text (RFC 3339), such as `2026-03-01T22:15:00+01:00`.
    public let text: String
    /// The moment.
    public let date: Date

    /// A moment as the clocks of a time zone show it, to the second.
    public init(_ date: Date, in zone: TimeZone = .current) {
        let format = Date.ISO8601FormatStyle(
            dateSeparator: .dash, dateTimeSeparator: .standard, timeSeparator: .colon,
            timeZoneSeparator: .colon, timeZone: zone
        )
        text = date.formatted(format)
        self.date = date
    }

    /// A moment that was written down (RFC 3339); none where it is not one.
    public init?(_ text: String) {
        let plain = Date.ISO8601FormatStyle(timeZoneSeparator: .colon)
        let fine = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, includingFractionalSeconds: true)
        // Foundation reads the 30th of February as the 2nd of March, and 25:00 as 01:00 of the next
        // day; both say another day than they are of.
        let (day, hour) = (text.prefix(10), Int(text.dropFirst(11).prefix(2)))
        guard Day(String(day)) != nil, let hour, hour < 24,
            let date = (try? plain.parse(text)) ?? (try? fine.parse(text))
        else { return nil }
        (self.text, self.date) = (text, date)
    }
}

/// A day, in no time zone.
public struct Day: Sendable, Hashable {
    /// It as text, such as `2026-03-01`.
    public let text: String

    /// The day of a moment, as the calendar of a time zone has it.
    public init(_ date: Date, in zone: TimeZone = .current) {
        let format = Date.ISO8601FormatStyle(dateSeparator: .dash, timeZone: zone)
        text = date.formatted(format.year().month().day())
    }

    /// A day that was written down; none where it is not one.
    public init?(_ text: String) {
        let format = Date.ISO8601FormatStyle(dateSeparator: .dash).year().month().day()
        // Foundation reads the 30th of February as the 2nd of March.
        guard let date = try? format.parse(text), date.formatted(format) == text else { return nil }
        self.text = text
    }
}

extension Date {
    init(ms: Int64) {
        self.init(timeIntervalSince1970: Double(ms) / 1000)
    }

    var ms: Int64 {
        Int64((timeIntervalSince1970 * 1000).rounded())
    }
}
