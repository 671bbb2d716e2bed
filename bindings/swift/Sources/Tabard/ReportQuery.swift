import Foundation
import TabardFFI

/// Which reports are wanted, the newest first.
public struct ReportQuery: Sendable, Hashable {
    /// Words that must all be in it, each by its beginning.
    public var words: String?
    /// Whether this device started it.
    public var own: Bool?
    /// Whether entries of this device in it wait to be held by the region.
    public var unsent: Bool?
    /// Whether something was typed that is not saved yet.
    public var draft: Bool?
    /// Whether something that is asked first is not said yet.
    public var unfinished: Bool?
    /// It happened at this time or later.
    public var from: Date?
    /// It happened before this time.
    public var until: Date?
    /// What kind it is.
    public var type: IncidentType?
    /// The place from which the list goes on, as the page before gave it.
    public var after: String?
    /// How many at most, 1 to 500.
    public var most: Int

    /// A query; what is not said lets every report pass.
    public init(
        words: String? = nil, own: Bool? = nil, unsent: Bool? = nil, draft: Bool? = nil,
        unfinished: Bool? = nil, from: Date? = nil, until: Date? = nil,
        type: IncidentType? = nil, after: String? = nil, most: Int = 50
    ) {
        (self.words, self.own, self.unsent, self.draft) = (words, own, unsent, draft)
        (self.unfinished, self.from, self.until) = (unfinished, from, until)
        (self.type, self.after, self.most) = (type, after, most)
    }

    var theirs: ListRequest {
        ListRequest(
            words: words, own: own, unsent: unsent, draft: draft, unfinished: unfinished,
            fromMs: from?.ms, untilMs: until?.ms, incidentType: type?.code, after: after,
            most: UInt32(clamping: most)
        )
    }
}

/// A part of a list.
public struct ReportPage: Sendable, Hashable {
    /// The reports.
    public let reports: [ReportSummary]
    /// Where the list goes on; none at its end.
    public let next: String?

    init(_ theirs: TabardFFI.ReportPage) {
        reports = theirs.reports.map { ReportSummary($0.summary) }
        next = theirs.next
    }
}
