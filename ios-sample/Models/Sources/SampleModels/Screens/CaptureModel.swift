import Foundation
import Observation
import Tabard

/// The quick report: one question a screen, every tap kept at once, no network needed.
@MainActor
@Observable
public final class CaptureModel {
    /// Where it is.
    public enum Step: Sendable, Hashable {
        case safe, help, what, who, factors, saved
    }

    /// How the voice note goes.
    public enum Voice: Sendable, Hashable {
        /// Nothing was said yet.
        case none
        /// It is recorded, since so many seconds.
        case recording(seconds: Int)
        /// It is sealed.
        case kept
    }

    /// What it shows.
    public struct State: Sendable, Hashable {
        public var step = Step.safe
        public var safe: String?
        public var what: Set<String> = []
        public var allKinds = false
        public var who: String?
        public var factors: Set<String> = []
        public var voice = Voice.none
        public var saved: Saved?
        public var fault: Fault?
    }

    /// What it says once the report is durable.
    public struct Saved: Sendable, Hashable {
        public let report: String
        public let reference: String
        public let standing: Standing
    }

    /// What it shows.
    public private(set) var state = State()

    @ObservationIgnored private let session: Session
    @ObservationIgnored private var report: String?
    @ObservationIgnored private var person = freshItemID()
    @ObservationIgnored private var factors: [String: String] = [:]
    @ObservationIgnored private var recorder: (any Recorder)?
    @ObservationIgnored private var countdown: Task<Void, Never>?

    /// A new report, or one that was begun and not saved.
    public init(_ session: Session, resuming report: String? = nil) {
        (self.session, self.report) = (session, report)
    }

    /// Reads what was tapped before the app was ended.
    public func resume() async {
        guard let report, state.step == .safe else { return }
        let read = await session.attempt { () async throws(TabardError) in
            try await session.device.reports.get(report)
        }
        switch read {
        case .success(let report): restore(report.typed)
        case .failure(let fault): state.fault = fault
        }
    }

    private func restore(_ typed: Fields<Incident>) {
        state.safe = typed[Incident.safeNow]?.code
        state.what = Set(typed[Incident.types].map(\.code))
        if typed[Incident.weaponInvolved] == true { state.what.insert(CaptureTiles.weapon) }
        if let first = typed[Incident.people].first {
            (person, state.who) = (first.id, first[Incident.Person.role]?.code)
        }
        for item in typed[Incident.factors] {
            if let code = item[Incident.Factor.factor]?.code { factors[code] = item.id }
        }
        state.factors = Set(factors.keys)
        state.step = nextUnanswered
    }

    private var nextUnanswered: Step {
        if state.safe == nil { return .safe }
        if state.what.isEmpty { return .what }
        return state.who == nil ? .who : .factors
    }

    /// How the reporter is. Who needs help is shown how to call for it, first.
    public func answerSafe(_ code: String) async {
        let help = SafeNow(code) == .needHelpNow
        if await keep({ $0.set(Incident.safeNow, SafeNow(code)) }) {
            state.safe = code
            state.step = help ? .help : .what
        }
    }

    /// From the page about help.
    public func safeNow() async {
        await answerSafe(SafeNow.safe.code)
    }

    /// What happened: a tile on or off.
    public func toggleWhat(_ tile: String) async {
        let on = !state.what.contains(tile)
        let kept = await keep { edits in
            if tile == CaptureTiles.weapon {
                edits.set(Incident.weaponInvolved, on ? true : nil)
            } else if on {
                edits.add(Incident.types, IncidentType(tile))
            } else {
                edits.remove(Incident.types, IncidentType(tile))
            }
        }
        if kept { state.what.formSymmetricDifference([tile]) }
    }

    /// All kinds of incident.
    public func showAllKinds() {
        state.allKinds = true
    }

    /// Who did it.
    public func answerWho(_ code: String) async {
        let person = person
        let kept = await keep {
            $0.item(Incident.people, person) { $0.set(Incident.Person.role, PersonRole(code)) }
        }
        if kept { (state.who, state.step) = (code, .factors) }
    }

    /// What is behind it: a tile on or off.
    public func toggleFactor(_ code: String) async {
        let id = factors[code] ?? freshItemID()
        let on = !state.factors.contains(code)
        let kept = await keep { edits in
            if on {
                edits.item(Incident.factors, id) {
                    $0.set(Incident.Factor.factor, ContributoryFactor(code))
                }
            } else {
                edits.removeItem(Incident.factors, id)
            }
        }
        guard kept else { return }
        factors[code] = on ? id : nil
        state.factors.formSymmetricDifference([code])
    }

    /// On without an answer, or with those that were ticked.
    public func next() {
        state.step = switch state.step {
        case .safe, .help: .what
        case .what: .who
        default: .factors
        }
    }

    /// One screen back; false where the quick report begins.
    public func back() -> Bool {
        switch state.step {
        case .safe, .saved: return false
        case .help, .what: state.step = .safe
        case .who: state.step = .what
        case .factors: state.step = .who
        }
        return true
    }

    /// Makes it a report: durable on this phone when the next screen shows.
    public func save() async {
        if case .recording = state.voice { await stopVoice() }
        let device = session.device
        let saved = await session.attempt { () async throws(TabardError) -> Report in
            let report = try await begun()
            _ = try await device.reports.save(report)
            return try await device.reports.get(report)
        }
        switch saved {
        case .success(let report): show(report)
        case .failure(let fault): state.fault = fault
        }
    }

    private func show(_ report: Report) {
        state.fault = nil
        state.saved = Saved(
            report: report.id,
            reference: session.texts.reference(report.id),
            standing: Standing(report.state, report.stands, session.texts))
        state.step = .saved
    }

    /// Reads again where the report stands while the last screen shows.
    public func followSaved() async {
        guard let saved = state.saved else { return }
        await session.follow(session.device.reports.updates(of: saved.report)) { read in
            if case .success(let report) = read { show(report) }
        }
    }

    private func begun() async throws(TabardError) -> String {
        if let report { return report }
        let begun = try await session.device.reports.start()
        report = begun
        return begun
    }

    private func keep(_ edit: @escaping @Sendable (inout Edits<Incident>) -> Void) async -> Bool {
        let kept = await session.attempt { () async throws(TabardError) in
            try await session.device.reports.type(try await begun(), edit)
        }
        if case .failure(let fault) = kept {
            state.fault = fault
            return false
        }
        state.fault = nil
        return true
    }
}

// MARK: - The voice note

extension CaptureModel {
    /// As long as a voice note of the quick report may be.
    static let longest = 20

    /// Begins a voice note, or ends it.
    public func voice() async {
        switch state.voice {
        case .none: await startVoice()
        case .recording: await stopVoice()
        case .kept: break
        }
    }

    private func startVoice() async {
        guard let recorder = await session.host.record() else { return }
        self.recorder = recorder
        state.voice = .recording(seconds: 0)
        let clock = session.host.clock
        let beginning = clock.running
        countdown = Task { [weak self] in
            for second in 1...Self.longest {
                try? await clock.sleep(until: beginning + .seconds(second))
                guard !Task.isCancelled, let self else { return }
                state.voice = .recording(seconds: second)
            }
            self?.countdown = nil
            await self?.stopVoice()
        }
    }

    private func stopVoice() async {
        countdown?.cancel()
        countdown = nil
        guard let recorder else { return }
        self.recorder = nil
        guard let file = await recorder.stop() else {
            state.voice = .none
            return
        }
        let sealed = await session.attempt { () async throws(TabardError) in
            try await session.seal(file, .voiceNote, into: try await begun())
        }
        switch sealed {
        case .success: state.voice = .kept
        case .failure(let fault): (state.voice, state.fault) = (.none, fault)
        }
    }
}

/// The tiles of the quick report, in the order of the screen. Which there are is a matter of room.
public enum CaptureTiles {
    /// The tile that is no kind of incident.
    public static let weapon = "weapon"
    public static let safe: [String] = SafeNow.all.map(\.code)
    public static let what: [String] =
        [
            IncidentType.verbalAbuse, .verbalThreat, .physicalContact, .spittingBodyFluid,
            .sexualAssault, .hateIncident,
        ].map(\.code) + [weapon]
        + [IncidentType.vehicleOrPropertyDamage, .animalThreat].map(\.code)
    /// Behind "Something else".
    public static let otherKinds = IncidentType.all.map(\.code).filter { !what.contains($0) }
    public static let who = [
        PersonRole.patient, .relativeFriend, .bystanderPublic, .unknown,
    ].map(\.code)
    public static let factors = [
        ContributoryFactor.alcohol, .drugs, .mentalHealthCrisis, .dementia, .delirium, .postIctal,
        .hypoglycaemia, .headInjury, .hateRace, .hateReligion, .hateSexuality, .hateDisability,
        .hateTransgender, .misogyny,
    ].map(\.code)
}
