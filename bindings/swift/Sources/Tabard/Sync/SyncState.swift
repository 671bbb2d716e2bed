import Foundation
import TabardFFI

/// Why something is not held by the region: a code for programs, and what a person can do.
public typealias Obstacle = TabardFFI.Obstacle
/// What the network costs: large attachments wait for an unmetered one.
public typealias NetworkCost = TabardFFI.NetworkCost

/// How syncing stands.
public enum SyncState: Sendable, Hashable {
    /// Nothing is under way, and nothing stands in the way.
    case idle
    /// An exchange is under way.
    case syncing(SyncSum)
    /// The next exchange is not before this time. What stood in the way; none where nothing did.
    case waiting(until: Date, Obstacle?)
    /// A person has to do something: the obstacle's hint says what.
    case stuck(Obstacle)
    /// The region ordered this device to be wiped, and it is. The sentence to show, and changes that
    /// the region does not hold; they are kept, sealed.
    case wiped(hint: String, unsent: Int)

    /// What stands in the way; none where nothing does.
    var obstacle: Obstacle? {
        switch self {
        case .waiting(_, let obstacle): obstacle
        case .stuck(let obstacle): obstacle
        case .idle, .syncing, .wiped: nil
        }
    }
}

/// What came to pass since a round began.
public struct SyncSum: Sendable, Hashable {
    /// Entries that the region now holds and did not before.
    public var newlyHeld = 0
    /// Entries that came.
    public var received = 0
    /// Chunks of attachments that went or came.
    public var chunks = 0

    mutating func add(_ progress: TabardFFI.Progress) {
        newlyHeld += Int(clamping: progress.newlyHeld)
        received += Int(clamping: progress.received)
        chunks += Int(clamping: progress.chunks)
    }
}

/// What a round of syncing came to.
public enum SyncOutcome: Sendable, Hashable {
    /// Everything that could go has gone.
    case done
    /// There is more to do, and not before this time. What stood in the way; none where nothing did.
    case retry(at: Date, Obstacle?)
    /// A person has to do something first.
    case stuck(Obstacle)
    /// The device was wiped, as the region ordered. Changes that the region does not hold are kept,
    /// sealed.
    case wiped(hint: String, unsent: Int)
    /// The task was cancelled, or the device shut down. What was under way is asked for again.
    case stopped
}

extension TabardDevice {
    /// How syncing stands, now and whenever that changes; who is slow sees the newest. It ends when
    /// the device is shut down.
    public var syncStates: AsyncStream<SyncState> { syncing.stream() }

    /// How syncing stands now.
    public var syncState: SyncState { syncing.now }
}

/// How syncing stands, and who is told of it.
final class SyncStates: Sendable {
    private struct Inner {
        var now = SyncState.idle
        var next = 0
        var told: [Int: AsyncStream<SyncState>.Continuation] = [:]
        var finished = false
    }

    private let inner = Locked(Inner())

    var now: SyncState { inner.with { $0.now } }

    func set(_ state: SyncState) {
        inner.with { inner in
            guard inner.now != state else { return }
            inner.now = state
            // Under the lock, so that nobody hears two states in the wrong order.
            for told in inner.told.values { told.yield(state) }
        }
    }

    func stream() -> AsyncStream<SyncState> {
        let (stream, told) = AsyncStream.makeStream(
            of: SyncState.self, bufferingPolicy: .bufferingNewest(1))
        let number = inner.with { inner in
            inner.next += 1
            told.yield(inner.now)
            if !inner.finished { inner.told[inner.next] = told }
            return inner.finished ? nil : inner.next
        }
        guard let number else {
            told.finish()
            return stream
        }
        told.onTermination = { [weak self] _ in
            _ = self?.inner.with { $0.told.removeValue(forKey: number) }
        }
        return stream
    }

    func finish() {
        let all = inner.with { inner in
            inner.finished = true
            defer { inner.told = [:] }
            return Array(inner.told.values)
        }
        for told in all { told.finish() }
    }
}
