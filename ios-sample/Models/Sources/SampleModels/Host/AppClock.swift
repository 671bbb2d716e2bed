import Foundation

/// The clocks of a phone. They are an argument, so that a test need not wait.
public protocol AppClock: Sendable {
    /// The time of day.
    var date: Date { get }
    /// A clock that nobody sets, from a beginning of its own.
    var running: Duration { get }
    /// Waits until that clock shows so much, or throws when the task is cancelled.
    func sleep(until running: Duration) async throws
}

/// The phone's own clocks.
public struct SystemClock: AppClock {
    private let clock = ContinuousClock()
    private let beginning = ContinuousClock.now

    /// The clocks from now on.
    public init() {}

    public var date: Date { Date() }
    public var running: Duration { clock.now - beginning }

    public func sleep(until running: Duration) async throws {
        try await clock.sleep(until: beginning + running)
    }
}
