import Foundation
import TabardFFI

/// Where a record stands. Each is a fact with a proof.
public enum ReportState: Sendable, Hashable {
    /// It is durable here; the region has not proved to hold it.
    case savedOnThisPhone
    /// The relay of a control room signed that it is durable there.
    case heldByEdge
    /// The relay of the region signed that it is durable there.
    case heldByRegion
    /// The hub answered; a code of `followup_status`, or of `wellbeing_status` for a request for
    /// support.
    case answered(status: String)

    init(_ theirs: TabardFFI.ReportState) {
        self = switch theirs {
        case .savedOnThisPhone: .savedOnThisPhone
        case .heldByEdge: .heldByEdge
        case .heldByRegion: .heldByRegion
        case .answered(let status): .answered(status: status)
        }
    }
}

/// A line of the list of reports.
public struct ReportSummary: Readable, Identifiable, Sendable, Hashable {
    /// The report.
    public let id: String
    /// What kind of thing happened in what kind of place; it names nobody.
    public let title: String
    /// Where it stands.
    public let state: ReportState
    /// The same as a sentence.
    public let stands: String
    /// Entries of this device in it that the region does not hold yet.
    public let unsent: Int
    /// Whether something was typed that is not saved yet.
    public let draft: Bool
    /// Whether others wrote something that nobody has looked at here.
    public let unread: Bool
    /// Whether this device started it.
    public let own: Bool
    /// Whether the reporter took it back.
    public let withdrawn: Bool
    /// The device that started it, where the reporter lets it be named.
    public let by: String?
    /// When it came to this device.
    public let startedAt: Date
    /// When it last changed here.
    public let changedAt: Date
    /// What it says.
    public let fields: Fields<Incident>

    init(_ theirs: Summary) {
        (id, title, stands) = (theirs.id, theirs.title, theirs.stands)
        (state, unsent) = (ReportState(theirs.state), Int(clamping: theirs.unsent))
        (draft, unread, own) = (theirs.draft, theirs.unread, theirs.own)
        (withdrawn, by) = (theirs.withdrawn, theirs.by)
        (startedAt, changedAt) = (Date(ms: theirs.startedAtMs), Date(ms: theirs.changedAtMs))
        fields = Fields(theirs.fields)
    }
}

/// A report with everything this device knows of it. Its fields are what was saved.
public struct Report: Readable, Identifiable, Sendable, Hashable {
    /// Its line in the list.
    public let summary: ReportSummary
    /// Its fields as they are on the screen: what was saved, and over it what was typed since.
    public let typed: Fields<Incident>
    /// The hub's answer; empty while there is none.
    public let answer: Fields<Followup>
    /// Fields that devices state differently.
    public let conflicts: [Conflict]
    /// The ids of the hub's questions that no reply answers.
    public let openQuestions: [String]
    /// The devices that may write it; none where the reporter does not let them be named.
    public let writers: [String]
    /// Whether this device left it.
    public let left: Bool
    /// Entries that were refused and are kept apart.
    public let refused: Int

    /// The report.
    public var id: String { summary.id }
    /// Where it stands.
    public var state: ReportState { summary.state }
    /// The same as a sentence.
    public var stands: String { summary.stands }
    /// What was saved.
    public var fields: Fields<Incident> { summary.fields }

    init(_ theirs: ReportView) {
        summary = ReportSummary(theirs.summary)
        typed = summary.fields.with(theirs.draft)
        answer = Fields(theirs.answer)
        (conflicts, openQuestions) = (theirs.conflicts, theirs.openQuestions)
        (writers, left, refused) = (theirs.writers, theirs.left, Int(theirs.refused))
    }
}

/// A field that devices state differently. All values are kept until a person settles them.
public typealias Conflict = TabardFFI.Conflict
/// A value with who stated it; by none where the reporter does not let it be named.
public typealias Stated = TabardFFI.Stated
