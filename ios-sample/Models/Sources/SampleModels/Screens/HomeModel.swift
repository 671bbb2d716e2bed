import Observation
import Tabard

/// A report in the list.
public struct ReportRow: Identifiable, Sendable, Hashable {
    /// The report.
    public let id: String
    /// What kind of thing happened in what kind of place.
    public let title: String
    /// When it came, and its reference.
    public let whenAndReference: String
    /// Where it stands.
    public let standing: Standing
    /// What else is to be seen, such as something new from the hub.
    public let notes: [String]

    init(_ report: ReportSummary, _ texts: Texts) {
        (id, title) = (report.id, report.title)
        whenAndReference = "\(texts.moment(report.startedAt)) · \(texts.reference(report.id))"
        standing = Standing(report.state, report.stands, texts)
        let notes: [(Bool, String)] = [
            (report.unread, "unread"), (report.draft, "draft"),
            (report.withdrawn, "withdrawn"), (!report.own, "by_mate"),
        ]
        self.notes = notes.filter(\.0).map { texts["app.home.\($0.1)"] }
    }
}

/// The list of reports.
@MainActor
@Observable
public final class HomeModel {
    /// What it shows.
    public struct State: Sendable, Hashable {
        /// The reports.
        public var rows: [ReportRow] = []
        /// Whether there are more.
        public var more = false
        /// A quick report that was begun and never saved.
        public var begun: String?
        /// How many things are due.
        public var due = 0
        /// What to say where there is no report.
        public var empty: String?
        /// What went wrong.
        public var fault: Fault?
    }

    /// What it shows.
    public private(set) var state = State()
    /// The words that are searched for.
    public private(set) var words = ""

    @ObservationIgnored let session: Session
    @ObservationIgnored private var most = 50

    /// The list of a session.
    public init(_ session: Session) {
        self.session = session
    }

    /// Reads for as long as the list is there.
    public func run() async {
        await read()
        await session.followChanges { await self.read() }
    }

    /// Searches, with no network.
    public func search(_ words: String) async {
        self.words = words
        most = 50
        await read()
    }

    /// More of the list.
    public func showMore() async {
        most = min(most + 50, 500)
        await read()
    }

    private func read() async {
        let (words, most, device) = (words, most, session.device)
        let asked = ReportQuery(words: words.isEmpty ? nil : words, most: most)
        let read = await session.attempt { () async throws(TabardError) in
            (
                try await device.reports.list(asked),
                try await device.reports.list(ReportQuery(own: true, draft: true, most: 20)),
                try await device.reports.allDue()
            )
        }
        guard words == self.words else { return }
        switch read {
        case .success(let (page, drafts, due)): show(page, drafts, due.count)
        case .failure(let fault): state = State(fault: fault)
        }
    }

    private func show(_ page: ReportPage, _ drafts: ReportPage, _ due: Int) {
        let texts = session.texts
        let empty = texts[words.isEmpty ? "app.home.empty" : "app.home.none_found"]
        state = State(
            rows: page.reports.map { ReportRow($0, texts) },
            more: page.next != nil,
            begun: drafts.reports.first { $0.fields.isEmpty }?.id,
            due: due,
            empty: page.reports.isEmpty ? empty : nil)
    }
}
