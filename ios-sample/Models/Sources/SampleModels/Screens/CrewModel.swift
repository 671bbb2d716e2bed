import Observation
import Tabard

/// Crew-mates on a report.
@MainActor
@Observable
public final class CrewModel {
    /// What it shows.
    public struct State: Sendable, Hashable {
        /// How many phones write the report.
        public var writers = 0
        /// This phone's code, for a crew-mate to scan.
        public var mine: QRCode?
        /// The same as text, to be sent or typed.
        public var mineAsText: String?
        /// The button that lets whoever was read in.
        public var letIn: String?
        /// What came of it.
        public var said: String?
        /// Whether this person left.
        public var left = false
        /// What went wrong.
        public var fault: Fault?
    }

    /// What it shows.
    public private(set) var state = State()
    /// How the person wants to be called.
    public var name = ""
    /// Their role.
    public var role = ""

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let report: String
    @ObservationIgnored private var code: String?

    /// The crew of a report.
    public init(_ session: Session, _ report: String) {
        (self.session, self.report) = (session, report)
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        await session.follow(session.device.reports.updates(of: report)) { read in
            switch read {
            case .success(let report):
                (state.writers, state.left) = (report.writers.count, report.left)
            case .failure(let fault): state.fault = fault
            }
        }
    }

    private var me: MateIntroduction {
        MateIntroduction(name: name.isEmpty ? nil : name, role: role.isEmpty ? nil : role)
    }

    /// Shows this phone's code.
    public func showMine() async {
        await act { () async throws(TabardError) in
            let text = try await session.device.crew.code(for: me)
            state.mine = try QRCode(text, language: session.texts.language)
            state.mineAsText = text
        }
    }

    /// Reads a crew-mate's code by the camera.
    public func scan() async {
        if let scanned = await session.host.scanCode() { await read(scanned) }
    }

    /// Reads a crew-mate's code, and asks whether to let them in.
    public func read(_ code: String) async {
        (self.code, state.letIn, state.said) = (nil, nil, nil)
        await act { () async throws(TabardError) in
            let mate = try await session.device.crew.read(code)
            self.code = code
            let name = mate.name ?? session.texts["app.crew.unnamed"]
            state.letIn = session.texts.fill("app.crew.let_in", ["name": name])
        }
    }

    /// Lets whoever was read in.
    public func letIn() async {
        guard let code else { return }
        await act { () async throws(TabardError) in
            let new = try await session.device.crew.invite(code, into: report)
            (self.code, state.letIn) = (nil, nil)
            state.said = session.texts[new ? "app.crew.added" : "app.crew.already"]
        }
    }

    /// Puts this person's name on the report.
    public func join() async {
        await act { () async throws(TabardError) in
            try await session.device.crew.join(report, as: me)
        }
    }

    /// Leaves the report.
    public func leave() async {
        await act { () async throws(TabardError) in
            try await session.device.crew.leave(report)
            state.left = true
        }
    }

    private func act(_ work: @MainActor () async throws(TabardError) -> Void) async {
        state.fault = nil
        if case .failure(let fault) = await session.attempt(work) { state.fault = fault }
    }
}
