import Foundation

/// What a driver waits for between two rounds. It hears what is written from when it is made, so it is
/// made before the round that it follows; and it serves once, since a stream that a cancelled task
/// listened to has ended.
struct Rest: Sendable {
    private let written: AsyncStream<Void>

    init(_ changes: Changes) {
        written = changes.signals(of: [.written])
    }

    /// Waits for what comes first: something that was written, the end of a pause, or of the device.
    func end(at time: Date?) async {
        await withTaskGroup(of: Void.self) { [written] first in
            first.addTask {
                for await _ in written { return }
            }
            if let time {
                // A pause that is over already must not make a loop without rest.
                let seconds = max(time.timeIntervalSinceNow, 0.1)
                first.addTask { try? await Task.sleep(for: .seconds(seconds)) }
            }
            await first.next()
            first.cancelAll()
        }
    }
}
