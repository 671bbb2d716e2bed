import Observation
import Tabard

/// Asking for support: private, and with no report if need be.
@MainActor
@Observable
public final class SupportModel {
    /// A request that was made.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: String
        public let title: String
        public let standing: Standing
        public let lines: [SaidLine]
    }

    /// A line that somebody answers.
    public struct Line: Identifiable, Sendable, Hashable {
        public let id: String
        public let number: String
        public let hours: String
    }

    /// The requests.
    public private(set) var rows: [Row] = []
    /// Who answers now.
    public private(set) var lines: [Line] = []
    /// What went wrong.
    public private(set) var fault: Fault?
    /// The questions of a new request.
    public private(set) var form: FormModel

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String?
    @ObservationIgnored private var source: RecordSource<Wellbeing>

    /// Support after a report, or after none.
    public init(_ session: Session, after report: String?) {
        (self.session, self.report) = (session, report)
        source = Self.source(session, report)
        form = FormModel(session, source, Self.fields)
    }

    private static let fields: [any Key] = [
        Wellbeing.support, Wellbeing.fromWhom, Wellbeing.contactWhen, Wellbeing.contactHow,
        Wellbeing.contact, Wellbeing.note,
    ]

    private static func source(_ session: Session, _ report: String?) -> RecordSource<Wellbeing> {
        RecordSource(session, Wellbeing.self) { () async throws(TabardError) in
            try await session.device.support.start(after: report)
        }
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        lines = ((try? await session.device.support.helplines()) ?? []).map {
            Line(id: $0.name, number: $0.number, hours: $0.hours)
        }
        await session.follow(session.device.support.updates) { read in
            switch read {
            case .success(let all): show(all)
            case .failure(let fault): self.fault = fault
            }
        }
    }

    /// Asks.
    public func send() async {
        fault = nil
        guard await form.leave() else {
            fault = form.fault
            return
        }
        source = Self.source(session, report)
        form = FormModel(session, source, Self.fields)
    }

    /// Says something in a request.
    public func say(_ text: String, in row: Row) async {
        let done = await session.attempt { () async throws(TabardError) in
            try await session.device.support.say(text, in: row.id)
        }
        if case .failure(let fault) = done { self.fault = fault }
    }

    /// Calls a line.
    public func call(_ line: Line) {
        session.host.call(line.number)
    }

    private func show(_ all: [Record<Wellbeing>]) {
        if source.record == nil, let begun = all.first(where: { $0.own && $0.fields.isEmpty }) {
            source.resume(begun.id)
        }
        rows = all.filter { !$0.fields.isEmpty }.map(row)
    }

    private func row(_ request: Record<Wellbeing>) -> Row {
        let texts = session.texts
        let when = texts.moment(request.startedAt)
        let lines = request[Wellbeing.messages].map { message in
            let who = message[Wellbeing.Message.from]
                .map { _ in texts["app.support.them"] } ?? texts["app.answer.from_you"]
            return SaidLine(
                who, message[Wellbeing.Message.at], message[Wellbeing.Message.text],
                id: message.id, question: nil, texts)
        }
        return Row(
            id: request.id, title: texts.fill("app.support.asked_at", ["when": when]),
            standing: Standing(request.state, request.stands, texts), lines: lines)
    }
}
