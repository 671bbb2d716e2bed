import Foundation
import TabardFFI

/// The thread of a device's calls, which block. Swift's own threads must not: there are only as many
/// of them as the phone has cores.
final class CallQueue: Sendable {
    private let queue = DispatchQueue(label: "org.tabard.device", qos: .userInitiated)
    private let id = UUID()
    let language: String

    /// The queues whose key store is being asked, in this task and in those that it began.
    @TaskLocal static var asking: Set<UUID> = []

    init(_ language: String) {
        self.language = language
    }

    /// Does something on the queue and waits for it without holding a thread.
    func run<T: Sendable>(
        _ work: @escaping @Sendable () throws -> T
    ) async throws(TabardError) -> T {
        try refuseFromWithin()
        let done: Result<T, TabardError> = await withCheckedContinuation { waiting in
            queue.async { waiting.resume(returning: self.said(work)) }
        }
        return try done.get()
    }

    /// Does something on the queue; the calling thread waits.
    func runNow<T: Sendable>(_ work: @Sendable () throws -> T) throws(TabardError) -> T {
        try refuseFromWithin()
        return try queue.sync { said(work) }.get()
    }

    /// Asks the host's key store; a call of the device that it makes meanwhile is refused.
    func ask<T>(_ work: () throws -> T) rethrows -> T {
        try Self.$asking.withValue(Self.asking.union([id])) { try work() }
    }

    /// A call that waits for the call in which it is made would wait for ever.
    private func refuseFromWithin() throws(TabardError) {
        if Self.asking.contains(id) {
            throw .wrongThread(.said("called_from_within", in: language))
        }
    }

    private func said<T>(_ work: () throws -> T) -> Result<T, TabardError> {
        do {
            return .success(try work())
        } catch {
            return .failure(TabardError(error, in: language))
        }
    }
}
