/// Locks the app when nobody has touched it for a while.
@MainActor
final class IdleLock {
    /// As long as the guide for apps says.
    static let pause = Duration.seconds(60)

    private let clock: any AppClock
    private var touched: Duration
    private var watch: Task<Void, Never>?

    init(_ clock: any AppClock) {
        self.clock = clock
        touched = clock.running
    }

    /// Somebody is there.
    func touch() {
        touched = clock.running
    }

    /// Watches from now on, and says once when the pause is over.
    func start(_ over: @escaping @MainActor () -> Void) {
        stop()
        touch()
        watch = Task { [weak self, clock] in
            while let end = self.map({ $0.touched + Self.pause }), !Task.isCancelled {
                if clock.running >= end { return over() }
                try? await clock.sleep(until: end)
            }
        }
    }

    /// Watches no more.
    func stop() {
        watch?.cancel()
        watch = nil
    }
}
