import Observation
import Tabard

/// A line of what the hub or wellbeing and this person say to each other.
public struct SaidLine: Identifiable, Sendable, Hashable {
    /// The message.
    public let id: String
    /// Who, and when.
    public let title: String
    /// What.
    public let says: String
    /// That it is a question, and whether it was answered.
    public let question: String?
    fileprivate let at: String
}

/// What the hub says to a report.
@MainActor
@Observable
public final class AnswerModel {
    /// What it shows.
    public struct State: Sendable, Hashable {
        public var stands: String?
        public var outcome: String?
        public var whyNoAction: String?
        public var lines: [SaidLine] = []
        public var open = false
        public var saved = false
        public var fault: Fault?
    }

    /// What it shows.
    public private(set) var state = State()
    /// The reply as it is typed.
    public var reply = ""

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String
    @ObservationIgnored private var openQuestions: [String] = []

    /// The answer to a report.
    public init(_ session: Session, _ report: String) {
        (self.session, self.report) = (session, report)
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        await session.follow(session.device.reports.updates(of: report)) { read in
            switch read {
            case .success(let report): show(report)
            case .failure(let fault): state.fault = fault
            }
        }
    }

    /// Saves the reply.
    public func send() async {
        guard !reply.isEmpty else { return }
        let text = reply
        let done = await session.attempt { () async throws(TabardError) in
            try await session.device.reports.reply(report, text, to: openQuestions.first)
        }
        switch done {
        case .success:
            reply = ""
            (state.saved, state.fault) = (true, nil)
        case .failure(let fault): state.fault = fault
        }
    }

    private func show(_ report: Report) {
        let (texts, answer) = (session.texts, report.answer)
        openQuestions = report.openQuestions
        state.open = !openQuestions.isEmpty
        state.stands = answer[Followup.status].map { texts.code($0.code, of: FollowupStatus.list) }
        state.outcome = answer[Followup.outcome].map { texts.code($0.code, of: FollowupOutcome.list) }
        state.whyNoAction = answer[Followup.noActionReason]
        let theirs = answer[Followup.messages].map { message in
            line(
                message.id, message[Followup.Message.from] ?? texts["app.answer.from_hub"],
                message[Followup.Message.at], message[Followup.Message.text],
                question: message[Followup.Message.question] == true)
        }
        let mine = report[Incident.replies].map { reply in
            line(
                reply.id, texts["app.answer.from_you"], reply[Incident.Reply.at],
                reply[Incident.Reply.text], question: false)
        }
        state.lines = (theirs + mine).sorted { $0.at < $1.at }
    }

    private func line(
        _ id: String, _ who: String, _ at: Moment?, _ text: String?, question: Bool
    ) -> SaidLine {
        let key = openQuestions.contains(id) ? "app.answer.question" : "app.answer.answered"
        return SaidLine(
            who, at, text, id: id, question: question ? session.texts[key] : nil, session.texts)
    }
}

extension SaidLine {
    init(
        _ who: String, _ at: Moment?, _ text: String?, id: String, question: String?, _ texts: Texts
    ) {
        (self.id, self.question) = (id, question)
        title = [who, at.map { texts.moment($0.date) }].compactMap { $0 }.joined(separator: " · ")
        says = text ?? ""
        self.at = at?.text ?? ""
    }
}
