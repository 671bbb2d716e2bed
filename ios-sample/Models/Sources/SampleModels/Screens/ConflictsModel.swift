import Observation
import Tabard

/// What two devices state differently, to be settled by a person.
@MainActor
@Observable
public final class ConflictsModel {
    /// A field that is stated twice.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: String
        public let asks: String
        public let values: [Stated]
    }

    /// One of its values.
    public struct Stated: Identifiable, Sendable, Hashable {
        public let id: Int
        public let says: String
        public let by: String
    }

    /// What differs.
    public private(set) var rows: [Row] = []
    /// Whether something was settled here.
    public private(set) var settled = false
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String
    @ObservationIgnored private let catalogue = Catalogue(Incident.self)
    @ObservationIgnored private var conflicts: [Conflict] = []
    @ObservationIgnored private var me: String?

    /// The conflicts of a report.
    public init(_ session: Session, _ report: String) {
        (self.session, self.report) = (session, report)
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        me = try? await session.device.status().device
        await session.follow(session.device.reports.updates(of: report)) { read in
            switch read {
            case .success(let report): show(report.conflicts)
            case .failure(let fault): self.fault = fault
            }
        }
    }

    /// Says which value shows from now on.
    public func use(_ row: Row, _ stated: Stated) async {
        guard let conflict = conflicts.first(where: { $0.path == row.id }),
            conflict.values.indices.contains(stated.id)
        else { return }
        let value = conflict.values[stated.id].value
        let done = await session.attempt { () async throws(TabardError) in
            try await session.device.reports.settle(report, conflict, as: value)
        }
        switch done {
        case .success: settled = true
        case .failure(let fault): self.fault = fault
        }
    }

    private func show(_ conflicts: [Conflict]) {
        self.conflicts = conflicts
        let texts = session.texts
        rows = conflicts.map { conflict in
            let values = conflict.values.enumerated().map { place, stated in
                let who = texts[stated.by == me ? "app.conflicts.you" : "app.conflicts.mate"]
                return Stated(
                    id: place, says: catalogue.says(stated.value, at: conflict.path, texts),
                    by: texts.fill("app.conflicts.by", ["who": who]))
            }
            return Row(
                id: conflict.path, asks: catalogue.question(conflict.path, texts), values: values)
        }
    }
}
