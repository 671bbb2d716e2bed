import Foundation

/// Tells whoever listens that something changed. Who is slow is told once.
final class Changes: Sendable {
    /// What brought a change.
    enum Cause: Sendable {
        /// Somebody wrote: there may be something to send.
        case written
        /// An exchange, with the region or with a crew-mate.
        case exchanged
    }

    private struct Listener {
        let causes: Set<Cause>
        let told: AsyncStream<Void>.Continuation
    }

    private struct Listeners {
        var next = 0
        var all: [Int: Listener] = [:]
        var finished = false
    }

    private let listeners = Locked(Listeners())

    /// A signal for each change from now on; it ends when the device is shut down.
    func signals(of causes: Set<Cause> = [.written, .exchanged]) -> AsyncStream<Void> {
        let (stream, told) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number: Int? = listeners.with { listeners in
            if listeners.finished { return nil }
            listeners.next += 1
            listeners.all[listeners.next] = Listener(causes: causes, told: told)
            return listeners.next
        }
        guard let number else {
            told.finish()
            return stream
        }
        told.onTermination = { [weak self] _ in
            _ = self?.listeners.with { $0.all.removeValue(forKey: number) }
        }
        return stream
    }

    func tell(_ cause: Cause) {
        let all = listeners.with { Array($0.all.values) }
        for listener in all where listener.causes.contains(cause) {
            listener.told.yield()
        }
    }

    /// Nothing changes any more.
    func finish() {
        let all = listeners.with { listeners in
            listeners.finished = true
            defer { listeners.all = [:] }
            return Array(listeners.all.values)
        }
        for listener in all {
            listener.told.finish()
        }
    }

    var isFinished: Bool { listeners.with { $0.finished } }
}
