import Foundation
import Tabard

/// One end of a pipe between two phones that are both in the test.
public final class PipeInMemory: BytePipe, Sendable {
    /// The pipe is cut.
    public struct Cut: Error {}

    private let outgoing: AsyncStream<Data>.Continuation
    private let incoming: AsyncStream<Data>
    private let room: Room

    private init(_ outgoing: AsyncStream<Data>.Continuation, _ incoming: AsyncStream<Data>, _ most: Int) {
        (self.outgoing, self.incoming, room) = (outgoing, incoming, Room(most))
    }

    /// Both ends of a pipe, of which each is cut after it took so many bytes.
    public static func pair(cutAfter most: Int = .max) -> (PipeInMemory, PipeInMemory) {
        let (there, toThere) = AsyncStream.makeStream(of: Data.self)
        let (back, toBack) = AsyncStream.makeStream(of: Data.self)
        return (PipeInMemory(toThere, back, most), PipeInMemory(toBack, there, most))
    }

    /// Sends bytes to the other end.
    public func send(_ bytes: Data) async throws {
        let taken = room.take(bytes.count)
        outgoing.yield(bytes.prefix(taken))
        if taken < bytes.count {
            close()
            throw Cut()
        }
    }

    /// What came from the other end; none once that is closed, or the task is cancelled.
    public func receive() async throws -> Data? {
        for await bytes in incoming { return bytes }
        return nil
    }

    /// Closes this end: the other one hears it.
    public func close() {
        outgoing.finish()
    }

    /// How many bytes may still go.
    private final class Room: @unchecked Sendable {
        private let lock = NSLock()
        private var left: Int

        init(_ left: Int) { self.left = left }

        func take(_ wanted: Int) -> Int {
            lock.withLock {
                let taken = min(wanted, left)
                left -= taken
                return taken
            }
        }
    }
}
