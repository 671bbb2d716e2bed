#if os(Linux) || os(macOS)
import Foundation

/// The program `tabard`, running. No thread of Swift's concurrency waits for it.
final class Program: @unchecked Sendable {
    /// One is begun at a time, so that none takes the pipes of another with it.
    private static let beginning = NSLock()

    private let process = Process()
    private let out = Pipe()
    private let ended: AsyncStream<Int32>

    init(_ arguments: [String]) throws {
        guard let path = ProcessInfo.processInfo.environment["TABARD_BIN"] else { throw NoProgram() }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = out
        process.standardError = FileHandle.nullDevice
        let (ended, ends) = AsyncStream.makeStream(of: Int32.self)
        self.ended = ended
        process.terminationHandler = {
            ends.yield($0.terminationStatus)
            ends.finish()
        }
        try Self.beginning.withLock { try hearingSignals { try process.run() } }
    }

    struct NoProgram: Error {}

    /// All that it says before it ends.
    func output() async -> String {
        await apart { String(decoding: $0.readDataToEndOfFile(), as: UTF8.self) }
    }

    /// The first line that it says.
    func firstLine() async throws -> Data {
        await apart { handle in
            var line = Data()
            while !line.contains(UInt8(ascii: "\n")) {
                let more = handle.availableData
                if more.isEmpty { break }
                line += more
            }
            return line.prefix { $0 != UInt8(ascii: "\n") }
        }
    }

    /// How it ended.
    func end() async -> Int32 {
        for await status in ended { return status }
        return -1
    }

    /// Tells it to end, and waits for it.
    func stop() async {
        process.terminate()
        _ = await end()
    }

    /// Ends it without waiting.
    func kill() {
        if process.isRunning { process.terminate() }
    }

    private func apart<T: Sendable>(_ read: @escaping @Sendable (FileHandle) -> T) async -> T {
        let handle = UncheckedHandle(out.fileHandleForReading)
        return await withCheckedContinuation { waiting in
            DispatchQueue.global().async { waiting.resume(returning: read(handle.inner)) }
        }
    }

    private struct UncheckedHandle: @unchecked Sendable {
        let inner: FileHandle
        init(_ inner: FileHandle) { self.inner = inner }
    }
}

/// Does something with no signal held back. Threads of Swift's concurrency hold them back, and a
/// process that one of them begins inherits that: it would never hear that it is to end.
private func hearingSignals<T>(_ work: () throws -> T) rethrows -> T {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try work()
}
#endif
