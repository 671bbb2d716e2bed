import Observation
import Tabard

/// The list of reports.
@MainActor
@Observable
public final class HomeModel {
    /// A line of the list.
    public struct Row: Identifiable, Sendable, Hashable {
        /// The report.
        public let id: String
        /// What it says.
        public let title: String
        /// Where it stands.
        public let standing: Standing
        /// Whether something came that was not looked at.
        public let unread: Bool
        /// Whether something was typed and not saved.
        public let draft: Bool
    }

    /// The reports, as the library orders them.
    public private(set) var rows: [Row] = []
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session

    /// The list of an open device.
    public init(_ session: Session) { self.session = session }

    /// Reads it again at every change, for as long as the screen is there.
    public func follow() async {
        await session.follow(session.device.reports.updates) { read in
            switch read {
            case .success(let reports): (rows, fault) = (reports.map(row), nil)
            case .failure(let failed): fault = failed
            }
        }
    }

    private func row(_ report: ReportSummary) -> Row {
        Row(
            id: report.id, title: report.title,
            standing: Standing(report.state, report.stands, session.texts),
            unread: report.unread, draft: report.draft)
    }
}
