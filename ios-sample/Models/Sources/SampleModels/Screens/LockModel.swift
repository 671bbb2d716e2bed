import Observation
import Tabard

/// The lock: a PIN, a finger or a face, the phone's own code.
@MainActor
@Observable
public final class LockModel {
    /// What it shows.
    public struct State: Sendable, Hashable {
        /// Whether a PIN is asked for.
        public var asksPIN = false
        /// How many digits were typed; never which.
        public var typed = 0
        /// Seconds until a PIN is judged again.
        public var wait = 0
        /// Whether something is being opened.
        public var opening = false
        /// What went wrong.
        public var fault: Fault?
    }

    /// What it shows.
    public private(set) var state = State()

    @ObservationIgnored private weak var app: AppModel?
    @ObservationIgnored private let person: PersonOnPhone
    @ObservationIgnored private var pin = ""
    @ObservationIgnored private var pause: Task<Void, Never>?

    init(_ app: AppModel, _ person: PersonOnPhone) {
        (self.app, self.person) = (app, person)
    }

    /// Looks at how the device is locked.
    public func look() async {
        guard let app else { return }
        let settings = app.people.settings(of: person)
        guard let status = try? await TabardDevice.unlockStatus(of: settings) else { return }
        state.asksPIN = status.pin
        wait(.milliseconds(Int64(clamping: status.waitMs)))
    }

    /// A digit of the PIN.
    public func press(_ digit: Int) {
        pin += String(digit)
        state.typed = pin.count
    }

    /// Takes the last digit back.
    public func deleteDigit() {
        pin = String(pin.dropLast())
        state.typed = pin.count
    }

    /// Opens by a finger or a face where the phone can, or by its own code.
    public func unlock() async {
        let slots = app?.host.slots ?? []
        await unlock(with: slots.contains(.biometric) ? .biometric : .credential)
    }

    /// Opens by the phone's own code, after a finger was added.
    public func unlockOtherWay() async {
        await unlock(with: .credential)
    }

    /// Joins again: what waits to be sent stays.
    public func joinAgain() async {
        await app?.joinAgain()
    }

    private func unlock(with slot: Slot) async {
        guard let app, !state.opening else { return }
        (state.opening, state.fault) = (true, nil)
        do throws(TabardError) {
            try await app.open(person, with: slot, pin: state.asksPIN ? pin : nil)
        } catch {
            failed(error, app.texts)
        }
        forget()
        state.opening = false
    }

    private func failed(_ error: TabardError, _ texts: Texts) {
        let fault = Fault(error, texts)
        state.fault = fault.kind == .cancelled ? nil : fault
        if case .locked(_, let pause) = error { wait(pause) }
    }

    private func forget() {
        pin = ""
        state.typed = 0
    }

    /// Counts the seconds down.
    private func wait(_ length: Duration) {
        pause?.cancel()
        guard let clock = app?.host.clock else { return }
        let end = clock.running + length
        state.wait = seconds(end - clock.running)
        guard state.wait > 0 else { return }
        pause = Task { [weak self] in
            while let left = self.map({ _ in end - clock.running }), !Task.isCancelled {
                self?.state.wait = seconds(left)
                if left <= .zero { return }
                try? await clock.sleep(until: clock.running + min(left, .seconds(1)))
            }
        }
    }
}

/// Whole seconds, rounded up.
private func seconds(_ length: Duration) -> Int {
    let (whole, rest) = length.components
    return max(0, Int(whole) + (rest > 0 ? 1 : 0))
}
