import Foundation
import TabardFFI

/// Moves what there is to move between a device and its region: asks the library what to send, sends
/// it by the transport, hands back what came.
///
/// Its task may be cancelled at any time, between requests and during one: a request that was not
/// answered is asked for again, and what was sent twice is known by the server. Several drivers of
/// one device take turns.
public final class SyncDriver: Sendable {
    private let device: TabardDevice
    private let transport: any HTTPTransport

    /// A driver of a device.
    public init(_ device: TabardDevice, transport: any HTTPTransport = URLSessionTransport()) {
        (self.device, self.transport) = (device, transport)
    }

    /// Exchanges until there is nothing more to do now, whatever pause a failure left. For a
    /// background task; an app in the foreground rather stays in ``run()``.
    ///
    /// It throws where the device itself failed, not where the network did.
    @discardableResult
    public func runOnce() async throws(TabardError) -> SyncOutcome {
        try await round(atOnce: true)
    }

    /// Stays: exchanges now, after each save, and after the pauses that failures ask for, until the
    /// task is cancelled, the device is shut down, or it was wiped.
    @discardableResult
    public func run() async throws(TabardError) -> SyncOutcome {
        var first = true
        while true {
            let rest = Rest(device.calls.changes)
            let outcome = try await round(atOnce: first)
            if outcome.isTheEnd { return outcome }
            await rest.end(at: outcome.pauseEnd)
            if Task.isCancelled || device.calls.changes.isFinished { return .stopped }
            first = false
        }
    }

    func round(atOnce: Bool) async throws(TabardError) -> SyncOutcome {
        guard await device.syncTurn.take() else { return .stopped }
        let before = device.syncing.now
        defer { device.syncTurn.give() }
        do {
            let outcome = try await exchange(atOnce: atOnce)
            device.syncing.set(outcome.state ?? before)
            return outcome
        } catch .wiped(let reason, let unsent) {
            let outcome = SyncOutcome.wiped(hint: reason.hint, unsent: unsent)
            device.syncing.set(.wiped(hint: reason.hint, unsent: unsent))
            device.finish()
            return outcome
        } catch .shutDown(_) {
            device.syncing.set(before)
            return .stopped
        } catch {
            device.syncing.set(before)
            throw error
        }
    }

    private func exchange(atOnce: Bool) async throws(TabardError) -> SyncOutcome {
        try await device.calls.read {
            try $0.tick(running: PhoneClock.now())
            if atOnce { try $0.syncNow() }
        }
        var sum = SyncSum()
        // What stood in the way stands there until an exchange says otherwise.
        var obstacle = device.syncing.now.obstacle
        while !Task.isCancelled {
            switch try await device.calls.read({ try $0.nextStep() }) {
            case .send(let token, let request):
                device.syncing.set(.syncing(sum))
                guard let progress = try await sent(token, request) else { return .stopped }
                obstacle = progress.problem
                sum.add(progress)
                device.calls.changes.tell(.exchanged)
            case .wait(let untilMs):
                return .retry(at: Date(ms: untilMs), obstacle)
            case .idle:
                return obstacle.map(SyncOutcome.stuck) ?? .done
            }
        }
        return .stopped
    }

    /// What an exchange came to; none where the task was cancelled before it came to anything.
    private func sent(
        _ token: UInt64, _ request: HTTPRequest
    ) async throws(TabardError) -> TabardFFI.Progress? {
        guard let answer = try? await transport.send(request) else {
            if Task.isCancelled { return nil }
            return try await device.calls.read { try $0.unanswered(token: token) }
        }
        return try await device.calls.read {
            try $0.answered(token: token, status: answer.status, body: answer.body)
        }
    }
}

extension TabardDevice {
    /// Says what the network costs from now on.
    public func setNetwork(_ cost: NetworkCost) async throws(TabardError) {
        try await calls.write { try $0.setNetwork(cost: cost) }
    }

    /// Syncs with a server at another address from now on: that of a control room, or the region's.
    public func setServer(_ url: URL) async throws(TabardError) {
        try await calls.write { try $0.setServer(url: url.absoluteString) }
    }

    /// Tells the device what the phone's clocks say. A driver does it before it syncs; an app does
    /// it when it comes to the front.
    public func tick() async throws(TabardError) {
        try await calls.read { try $0.tick(running: PhoneClock.now()) }
    }

    /// Nothing changes any more: whoever listens hears the end.
    func finish() {
        calls.changes.finish()
        syncing.finish()
    }
}

extension SyncOutcome {
    /// How syncing stands after it; none for as before.
    fileprivate var state: SyncState? {
        switch self {
        case .done: .idle
        case .retry(let at, let obstacle): .waiting(until: at, obstacle)
        case .stuck(let obstacle): .stuck(obstacle)
        case .wiped(let hint, let unsent): .wiped(hint: hint, unsent: unsent)
        case .stopped: nil
        }
    }

    /// Where a pause ends; none where there is none.
    fileprivate var pauseEnd: Date? {
        if case .retry(let at, _) = self { at } else { nil }
    }

    fileprivate var isTheEnd: Bool {
        switch self {
        case .wiped, .stopped: true
        case .done, .retry, .stuck: false
        }
    }
}
