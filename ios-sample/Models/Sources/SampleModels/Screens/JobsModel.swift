import Observation
import Tabard

/// Whether there is a warning for a job. No answer is never an all-clear.
@MainActor
@Observable
public final class JobsModel {
    /// A job that was asked about.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: String
        public let title: String
        /// What is so: waiting, over, or what the control room said.
        public let says: String
        public let markers: [String]
        public let mayAcknowledge: Bool
        public let acknowledged: Bool
    }

    /// The jobs, the newest first.
    public private(set) var rows: [Row] = []
    /// What went wrong.
    public private(set) var fault: Fault?
    public var cad = ""
    public var callsign = ""
    public var number = ""
    public var place = ""

    @ObservationIgnored private let session: Session

    /// The jobs of a session.
    public init(_ session: Session) {
        self.session = session
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        await session.follow(session.device.jobs.updates) { read in
            switch read {
            case .success(let all): rows = all.map(row)
            case .failure(let fault): self.fault = fault
            }
        }
    }

    /// Asks the control room.
    public func ask() async {
        func said(_ text: String) -> String? { text.isEmpty ? nil : text }
        let question = JobQuestion(
            cadNumber: cad, callsign: said(callsign), number: said(number), place: said(place))
        let done = await session.attempt { () async throws(TabardError) in
            try await session.device.jobs.ask(question)
        }
        switch done {
        case .success: (cad, callsign, number, place, fault) = ("", "", "", "", nil)
        case .failure(let fault): self.fault = fault
        }
    }

    /// Says that the crew has read it.
    public func acknowledge(_ row: Row) async {
        let done = await session.attempt { () async throws(TabardError) in
            try await session.device.jobs.acknowledge(row.id)
        }
        if case .failure(let fault) = done { self.fault = fault }
    }

    private func row(_ job: Job) -> Row {
        let texts = session.texts
        return Row(
            id: job.id, title: texts.fill("app.job.job", ["number": job.job.cadNumber]),
            says: says(job), markers: job.over ? [] : job.markers.map(says),
            mayAcknowledge: job.reply != nil && job.acknowledgedAt == nil && !job.over,
            acknowledged: job.acknowledgedAt != nil)
    }

    private func says(_ job: Job) -> String {
        let texts = session.texts
        if job.over { return texts["app.job.over"] }
        if let reply = job.reply { return texts.code(reply, of: EnquiryReply.list) }
        return texts[job.sent ? "app.job.waiting_sent" : "app.job.waiting_unsent"]
    }

    private func says(_ marker: JobMarker) -> String {
        let texts = session.texts
        let instruction = marker.instruction.map { texts.code($0, of: ResponseInstruction.list) }
        let near = marker.sameBuilding ? texts["app.job.same_building"] : nil
        return [instruction, marker.sentence, near].compactMap { $0 }.joined(separator: " · ")
    }
}
