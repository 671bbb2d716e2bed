import TabardFFI

/// Calls of an open device, and who is told of what they change.
final class Calls: Sendable {
    let queue: CallQueue
    let changes = Changes()
    private let device: Device

    init(_ device: Device, _ queue: CallQueue) {
        (self.device, self.queue) = (device, queue)
    }

    /// Does something that changes no record.
    func read<T: Sendable>(
        _ work: @escaping @Sendable (Device) throws -> T
    ) async throws(TabardError) -> T {
        try await queue.run { [device] in try work(device) }
    }

    /// Does something that may change a record, whether or not it succeeds.
    func write<T: Sendable>(
        _ work: @escaping @Sendable (Device) throws -> T
    ) async throws(TabardError) -> T {
        defer { changes.tell(.written) }
        return try await read(work)
    }

    /// Does something while the calling thread waits.
    func now<T: Sendable>(_ work: @Sendable (Device) throws -> T) throws(TabardError) -> T {
        try queue.runNow { try work(device) }
    }

    /// What is read now, and again after each change.
    func updates<T: Sendable & Equatable>(
        _ read: @escaping @Sendable (Device) throws -> T
    ) -> Updates<T> {
        Updates(self, read)
    }
}
