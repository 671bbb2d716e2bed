import TabardFFI

/// What is read of a device now, and again whenever it changed. It skips what is the same as before,
/// and ends when the device is shut down. Each loop over it reads for itself.
///
///     for try await reports in device.reports.updates { … }
public struct Updates<Element: Sendable & Equatable>: AsyncSequence, Sendable {
    private let calls: Calls
    private let read: @Sendable (Device) throws -> Element

    init(_ calls: Calls, _ read: @escaping @Sendable (Device) throws -> Element) {
        (self.calls, self.read) = (calls, read)
    }

    /// A loop over it.
    public func makeAsyncIterator() -> Iterator {
        Iterator(calls, read)
    }

    /// A loop over what is read.
    public struct Iterator: AsyncIteratorProtocol {
        private let calls: Calls
        private let read: @Sendable (Device) throws -> Element
        private var signals: AsyncStream<Void>.Iterator
        private var last: Element?

        fileprivate init(_ calls: Calls, _ read: @escaping @Sendable (Device) throws -> Element) {
            (self.calls, self.read) = (calls, read)
            signals = calls.changes.signals().makeAsyncIterator()
        }

        /// What is read next; none once the device is shut down or the task is cancelled.
        public mutating func next() async throws(TabardError) -> Element? {
            if last == nil {
                if Task.isCancelled { return nil }
                last = try await calls.read(read)
                return last
            }
            while await signals.next() != nil {
                let read = try await calls.read(read)
                if read != last {
                    last = read
                    return read
                }
            }
            return nil
        }
    }
}
