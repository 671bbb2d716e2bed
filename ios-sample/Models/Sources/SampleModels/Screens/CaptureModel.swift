import Observation
import Tabard

/// The quick report. Every tap is kept by the library at once, so that nothing is lost with the app.
@MainActor
@Observable
public final class CaptureModel {
    /// Where it is.
    public enum Step: Sendable, Hashable { case safe, help, what, who, factors, saved }

    /// How the voice note goes.
    public enum Voice: Sendable, Hashable { case none, recording, kept }

    /// What it shows.
    public struct State: Sendable, Hashable {
        /// Where it is.
        public var step = Step.safe
        /// What was said and is kept.
        public var said = Filled.nothing
        /// Whether every kind of incident is offered.
        public var allKinds = false
        /// How the voice note goes.
        public var voice = Voice.none
        /// Where the report stands once it is saved.
        public var standing: Standing?
        /// Its short name.
        public var reference: String?
        /// What went wrong.
        public var fault: Fault?
    }

    /// What it shows.
    public private(set) var state = State()
    /// The report, once it was begun.
    public private(set) var report: String?

    @ObservationIgnored private let session: Session
    @ObservationIgnored private var starting: Task<Result<String, Fault>, Never>?
    @ObservationIgnored private var recorder: (any Recorder)?
    @ObservationIgnored private var limit: Task<Void, Never>?

    /// A quick report; one that was begun, where there is one.
    public init(_ session: Session, resuming report: String? = nil) {
        (self.session, self.report) = (session, report)
    }

    /// Reads what was said before the app went away.
    public func resume() async {
        guard report != nil else { return }
        await read()
        if state.said.says(Incident.safeNow.name) { state.step = .what }
    }

    /// Whether somebody is safe comes first. Who needs help is told how to get it.
    public func say(_ safe: SafeNow) async {
        let done = await type { $0.set(Incident.safeNow, safe) }
        if safe == .needHelpNow { state.step = .help } else if done { state.step = .what }
    }

    /// Help was called, or is not needed any more.
    public func goOn() { state.step = .what }

    /// Ticks a tile of what happened, or takes the tick away.
    public func tick(_ tile: WhatTile) async {
        let on = isTicked(tile)
        await type { edits in
            switch tile {
            case .kind(let kind) where on: edits.remove(Incident.types, kind)
            case .kind(let kind): edits.add(Incident.types, kind)
            case .weapon: edits.set(Incident.weaponInvolved, on ? nil : true)
            }
        }
    }

    /// Whether a tile is ticked.
    public func isTicked(_ tile: WhatTile) -> Bool {
        switch tile {
        case .kind(let kind): state.said.ticked(Incident.types.name).contains(kind.code)
        case .weapon: state.said.value(at: Incident.weaponInvolved.name) == .flag(on: true)
        }
    }

    /// Offers every kind of incident.
    public func showAllKinds() { state.allKinds = true }

    /// On to who did it.
    public func next() { state.step = state.step == .what ? .who : .factors }

    /// One step back.
    public func back() {
        state.step = switch state.step {
        case .factors: .who
        case .who: .what
        default: .safe
        }
    }

    /// Who did it; a second tap on another tile says so instead.
    public func say(_ who: PersonRole) async {
        let item = state.said.items(Incident.people.name).first ?? freshItemID()
        let done = await type {
            $0.item(Incident.people, item) { $0.set(Incident.Person.role, who) }
        }
        if done { state.step = .factors }
    }

    /// Ticks a factor, or takes the tick away.
    public func tick(_ factor: ContributoryFactor) async {
        let there = item(of: factor)
        await type { edits in
            if let there {
                edits.removeItem(Incident.factors, there)
            } else {
                edits.item(Incident.factors) { $0.set(Incident.Factor.factor, factor) }
            }
        }
    }

    /// Whether a factor is ticked.
    public func isTicked(_ factor: ContributoryFactor) -> Bool { item(of: factor) != nil }

    private func item(of factor: ContributoryFactor) -> String? {
        let name = Incident.factors.name
        return state.said.items(name).first {
            state.said.value(at: "\(name)/\($0)/\(Incident.Factor.factor.name)")
                == .text(text: factor.code)
        }
    }

    /// Saves the report: from here on it is durable and goes by itself.
    public func save() async {
        if recorder != nil { await stopVoice() }
        guard let report = await begun() else { return }
        let saved = await session.attempt { device throws(TabardError) in
            try await device.reports.save(report)
            return try await device.reports.get(report)
        }
        take(saved) { report in
            state.standing = Standing(report.state, report.stands, session.texts)
            state.reference = session.texts.reference(report.id)
            state.step = .saved
        }
    }
}

// MARK: - The voice note

extension CaptureModel {
    /// As long as a voice note of the quick report may be.
    static let voiceLimit = Duration.seconds(20)

    /// Begins to record.
    public func startVoice() async {
        guard recorder == nil, let begun = await session.host.record() else { return }
        (recorder, state.voice) = (begun, .recording)
        let clock = session.host.clock
        let end = clock.running + Self.voiceLimit
        limit = Task { [weak self] in
            try? await clock.sleep(until: end)
            if !Task.isCancelled { await self?.stopVoice() }
        }
    }

    /// Ends it; it is sealed into the report at once.
    public func stopVoice() async {
        guard let recorder else { return }
        self.recorder = nil
        state.voice = .none
        guard let file = await recorder.stop(), let report = await begun() else { return }
        let kept = await Sealing(session).seal(file, into: report, as: .voiceNote)
        take(kept) { _ in state.voice = .kept }
        limit?.cancel()
    }
}

// MARK: - What is kept

extension CaptureModel {
    @discardableResult
    private func type(_ edit: @Sendable (inout Edits<Incident>) -> Void) async -> Bool {
        guard let report = await begun() else { return false }
        let typed = await session.attempt { device throws(TabardError) in
            try await device.reports.type(report, edit)
        }
        guard take(typed, { _ in }) else { return false }
        await read()
        return true
    }

    /// One report, even when two taps come at once.
    private func begun() async -> String? {
        if let report { return report }
        let task = starting ?? Task { [session] in
            await session.attempt { device throws(TabardError) in
                try await device.reports.start()
            }
        }
        starting = task
        take(await task.value) { report = $0 }
        starting = nil
        return report
    }

    private func read() async {
        guard let report else { return }
        let read = await session.attempt { device throws(TabardError) in
            try await device.reports.get(report)
        }
        take(read) { state.said = Filled($0.typed) }
    }

    @discardableResult
    private func take<T>(_ result: Result<T, Fault>, _ use: (T) -> Void) -> Bool {
        switch result {
        case .success(let value):
            state.fault = nil
            use(value)
            return true
        case .failure(let fault):
            state.fault = fault
            return false
        }
    }
}
