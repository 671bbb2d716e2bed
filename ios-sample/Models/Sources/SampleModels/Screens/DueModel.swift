import Observation
import Tabard

/// What is due. Nothing of it rings.
@MainActor
@Observable
public final class DueModel {
    /// Something that is due.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: Int
        public let report: String
        public let says: String
        public let when: String
        public let notes: [String]
    }

    /// What is due.
    public private(set) var rows: [Row] = []
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session

    /// What is due in a session.
    public init(_ session: Session) {
        self.session = session
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        await session.follow(session.device.reports.dueUpdates) { read in
            switch read {
            case .success(let all): rows = all.enumerated().map { row($0.offset, $0.element) }
            case .failure(let fault): self.fault = fault
            }
        }
    }

    private func row(_ place: Int, _ due: Due) -> Row {
        let texts = session.texts
        let notes = due.notes.map { texts["due_notes.\($0)"] }
            + (due.forTheHub ? [texts["app.due.hub"]] : [])
        return Row(
            id: place, report: due.record, says: texts["due.\(due.what)"], when: when(due),
            notes: notes)
    }

    private func when(_ due: Due) -> String {
        let texts = session.texts
        if let day = due.day { return texts.fill("app.due.by", ["day": texts.day(day)]) }
        guard let date = due.date, date > session.host.clock.date else { return texts["app.due.now"] }
        return texts.fill("app.due.from", ["when": texts.moment(date)])
    }
}
