import Observation
import Tabard

/// Every version of a report.
@MainActor
@Observable
public final class HistoryModel {
    /// What was saved at once.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: Int
        public let title: String
        public let changes: [String]
    }

    /// The versions, the newest first.
    public private(set) var rows: [Row] = []
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String
    @ObservationIgnored private let catalogue = Catalogue(Incident.self)

    /// The history of a report.
    public init(_ session: Session, _ report: String) {
        (self.session, self.report) = (session, report)
    }

    /// Reads it.
    public func read() async {
        let me = try? await session.device.status().device
        let read = await session.attempt { () async throws(TabardError) in
            try await session.device.reports.history(report)
        }
        switch read {
        case .success(let versions):
            rows = versions.enumerated().map { row($0.offset, $0.element, me) }.reversed()
        case .failure(let fault): self.fault = fault
        }
    }

    private func row(_ place: Int, _ version: Version, _ me: String?) -> Row {
        let texts = session.texts
        let who = texts[version.by == me ? "app.history.this_phone" : "app.history.other"]
        let when = version.at.map { texts.moment($0) }
        let title = [who, when].compactMap { $0 }.joined(separator: " · ")
        let shown = version.changes.filter { !$0.path.hasPrefix("edits/") }
        return Row(id: place, title: title, changes: shown.map(says))
    }

    private func says(_ change: Change) -> String {
        let texts = session.texts
        let says = { [catalogue] (value: Value?) in
            value.map { catalogue.says(changed: $0, at: change.path, texts) }
        }
        let names = [
            "field": catalogue.question(change.path, texts),
            "before": says(change.before) ?? "", "after": says(change.after) ?? "",
        ]
        let key = switch (change.before, change.after) {
        case (_, nil): "app.history.cleared"
        case (nil, _): "app.history.set"
        default: "app.history.was"
        }
        let said = texts.fill(key, names)
        return change.settled ? "\(said) (\(texts["app.history.settled"]))" : said
    }
}
