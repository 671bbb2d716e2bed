import Foundation
import Tabard

/// A network that does what a test says, before or in place of a real one.
public final class ScriptedTransport: HTTPTransport, @unchecked Sendable {
    /// What becomes of a request.
    public enum Turn: Sendable {
        /// It goes, and its answer comes.
        case goes
        /// It goes nowhere.
        case isLost
        /// It arrives, and its answer is lost.
        case answerIsLost
        /// It arrives, and nothing comes for as long as the task waits.
        case arrivesAndHangs
        /// It goes nowhere, and nothing comes for as long as the task waits.
        case hangs
        /// Something else answers, such as a station's network that wants a sign-in.
        case answeredBy(HTTPAnswer)
        /// The host's own code fails.
        case throwing(any Error)
    }

    private let lock = NSLock()
    private let road: any HTTPTransport
    private let script: @Sendable (Int, HTTPRequest) -> Turn
    private var out = (requests: 0, bytes: 0)

    /// A network whose script is asked for each request, by its number from 1.
    public init(
        over road: any HTTPTransport = URLSessionTransport(),
        _ script: @escaping @Sendable (Int, HTTPRequest) -> Turn
    ) {
        (self.road, self.script) = (road, script)
    }

    /// A network on which every request fares alike.
    public convenience init(
        _ turn: Turn, over road: any HTTPTransport = URLSessionTransport()
    ) {
        self.init(over: road) { _, _ in turn }
    }

    /// A network that is cut after so many requests.
    public static func cut(after requests: Int) -> ScriptedTransport {
        ScriptedTransport { number, _ in number <= requests ? .goes : .isLost }
    }

    /// How many requests were sent so far.
    public var requests: Int { lock.withLock { out.requests } }

    /// How many bytes they held.
    public var bytes: Int { lock.withLock { out.bytes } }

    /// Sends a request as the script says.
    public func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        switch script(count(request), request) {
        case .goes: return try await road.send(request)
        case .isLost: throw URLError(.networkConnectionLost)
        case .answerIsLost:
            _ = try await road.send(request)
            throw URLError(.timedOut)
        case .arrivesAndHangs:
            _ = try await road.send(request)
            return try await hang()
        case .hangs: return try await hang()
        case .answeredBy(let answer): return answer
        case .throwing(let error): throw error
        }
    }

    private func count(_ request: HTTPRequest) -> Int {
        lock.withLock {
            out.requests += 1
            out.bytes += request.body.count
            return out.requests
        }
    }

    /// Nothing comes before the task is cancelled.
    private func hang() async throws -> HTTPAnswer {
        let (nothing, held) = AsyncStream.makeStream(of: Never.self)
        for await _ in nothing {}
        withExtendedLifetime(held) {}
        throw CancellationError()
    }
}
