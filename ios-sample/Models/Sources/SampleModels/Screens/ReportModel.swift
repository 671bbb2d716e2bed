import Observation
import Tabard

/// A report: where it stands, what is worth filling in, and where everything of it is.
@MainActor
@Observable
public final class ReportModel {
    /// What it shows.
    public struct State: Sendable, Hashable {
        public let title: String
        public let reference: String
        public let standing: Standing
        /// Sentences about the report as a whole: taken back, left, refused.
        public let notes: [String]
        /// What is worth filling in, and where it is asked.
        public let missing: [Missing]
        /// The parts, and how many of each one's questions are answered.
        public let sections: [Part]
        /// What the hub says, in a few words.
        public let answer: String
        public let questionOpen: Bool
        public let conflicts: Int
        public let typed: Bool
        public let mayWithdraw: Bool
    }

    /// Something worth filling in.
    public struct Missing: Identifiable, Sendable, Hashable {
        public let id: String
        public let asks: String
        public let section: ReportSection?
    }

    /// A part of the report.
    public struct Part: Identifiable, Sendable, Hashable {
        public let id: ReportSection
        public let name: String
        public let filled: Int
    }

    /// What it shows; none before it is read.
    public private(set) var state: State?
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String
    @ObservationIgnored private let catalogue = Catalogue(Incident.self)

    /// A report of a session.
    public init(_ session: Session, _ report: String) {
        (self.session, self.report) = (session, report)
    }

    /// Reads for as long as the screen is there, and marks what is new as looked at.
    public func run() async {
        _ = await session.attempt { () async throws(TabardError) in
            try await session.device.reports.markRead(report)
        }
        await session.follow(session.device.reports.updates(of: report)) { read in
            switch read {
            case .success(let read): Task { await show(read) }
            case .failure(let fault): self.fault = fault
            }
        }
    }

    /// Makes what was typed a part of the report.
    public func saveTyped() async {
        await act { device, report async throws(TabardError) in
            _ = try await device.reports.save(report)
        }
    }

    /// Takes the report back.
    public func withdraw(because reason: String) async {
        await act { device, report async throws(TabardError) in
            try await device.reports.withdraw(report, because: reason.isEmpty ? nil : reason)
        }
    }

    private func act(
        _ work: @MainActor (TabardDevice, String) async throws(TabardError) -> Void
    ) async {
        fault = nil
        let done = await session.attempt { () async throws(TabardError) in
            try await work(session.device, report)
        }
        if case .failure(let fault) = done { self.fault = fault }
    }

    private func show(_ read: Report) async {
        let device = session.device
        let id = report
        let missing = await session.attempt { () async throws(TabardError) in
            try await device.reports.missing(id)
        }
        let texts = session.texts
        let filled = Filled(read.typed)
        state = State(
            title: read.summary.title,
            reference: texts.reference(read.id),
            standing: Standing(read.state, read.stands, texts),
            notes: notes(read),
            missing: ((try? missing.get()) ?? []).map {
                Missing(
                    id: $0.field, asks: catalogue.question($0.field, texts),
                    section: ReportSection.asking($0.field))
            },
            sections: ReportSection.allCases.map { part in
                let count = part.fields.filter { filled.says($0.name) }.count
                return Part(id: part, name: texts[part.wordKey], filled: count)
            },
            answer: answer(read),
            questionOpen: !read.openQuestions.isEmpty,
            conflicts: read.conflicts.count,
            typed: read.summary.draft,
            mayWithdraw: read.summary.own && !read.summary.withdrawn)
    }

    private func answer(_ read: Report) -> String {
        let status = read.answer[Followup.status].map { session.texts.code($0.code, of: FollowupStatus.list) }
        return status ?? session.texts["app.report.no_answer"]
    }

    private func notes(_ read: Report) -> [String] {
        let all: [(Bool, String)] = [
            (read.summary.withdrawn, "withdrawn"), (read.left, "left"),
            (read.refused > 0, "refused"),
        ]
        return all.filter(\.0).map { session.texts["app.report.\($0.1)"] }
    }
}
