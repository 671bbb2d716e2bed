import Foundation
import TabardFFI
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends by a `URLSession` that keeps nothing: no cookies, no cache, no credentials. It follows no
/// redirect and reads no more than 16 MiB of an answer.
public final class URLSessionTransport: HTTPTransport {
    private let session: URLSession
    private let answers = AnswersUnderWay()

    /// A transport that waits so long for a silent server, and ten times as long for an answer as a
    /// whole. The configuration is for what a trust's network asks for, such as a proxy.
    public init(
        timeout: TimeInterval = 30, configuration: URLSessionConfiguration = .ephemeral
    ) {
        // A copy, since the caller's own may be used for something else.
        let configuration = (configuration.copy() as? URLSessionConfiguration) ?? .ephemeral
        configuration.timeoutIntervalForRequest = timeout
        configuration.timeoutIntervalForResource = timeout * 10
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(configuration: configuration, delegate: answers, delegateQueue: nil)
    }

    deinit {
        // The session holds its delegate until then.
        session.invalidateAndCancel()
    }

    /// Sends a request and waits for its answer.
    public func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        guard let url = URL(string: request.url) else { throw URLError(.badURL) }
        var sent = URLRequest(url: url)
        sent.httpMethod = request.method
        sent.httpBody = request.body
        for header in request.headers {
            sent.setValue(header.value, forHTTPHeaderField: header.name)
        }
        let task = session.dataTask(with: sent)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting in
                answers.wait(for: task, waiting)
                if Task.isCancelled { answers.giveUp(task) } else { task.resume() }
            }
        } onCancel: {
            task.cancel()
            // Foundation on Linux does not always say that a task that was just begun has ended.
            answers.giveUp(task)
        }
    }
}

/// The answers that are being read.
private final class AnswersUnderWay: NSObject, URLSessionDataDelegate, Sendable {
    private typealias Waiting = CheckedContinuation<HTTPAnswer, any Error>

    private struct Answer {
        let waiting: Waiting
        var body = Data()
    }

    /// The most bytes of an answer; a region's server sends less.
    private static let largest = 16 * 1024 * 1024

    // As each system declares it: what differs from that in Swift 6 is another method, which nobody
    // calls, and redirects would be followed.
    #if canImport(Darwin)
    typealias Redirected = @Sendable (URLRequest?) -> Void
    #else
    typealias Redirected = (URLRequest?) -> Void
    #endif

    private let all = Locked([Int: Answer]())

    func wait(
        for task: URLSessionTask, _ waiting: CheckedContinuation<HTTPAnswer, any Error>
    ) {
        all.with { $0[task.taskIdentifier] = Answer(waiting: waiting) }
    }

    /// Nobody waits for it any more.
    func giveUp(_ task: URLSessionTask) {
        let ended = all.with { $0.removeValue(forKey: task.taskIdentifier) }
        ended?.waiting.resume(throwing: URLError(.cancelled))
    }

    func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let size = all.with { all in
            all[dataTask.taskIdentifier]?.body.append(data)
            return all[dataTask.taskIdentifier]?.body.count ?? 0
        }
        if size > Self.largest { dataTask.cancel() }
    }

    func urlSession(
        _: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let ended = all.with { $0.removeValue(forKey: task.taskIdentifier) }
        guard let ended else { return }
        if let error {
            ended.waiting.resume(throwing: error)
        } else if let response = task.response as? HTTPURLResponse {
            let status = UInt16(clamping: response.statusCode)
            ended.waiting.resume(returning: HTTPAnswer(status: status, body: ended.body))
        } else {
            ended.waiting.resume(throwing: URLError(.badServerResponse))
        }
    }

    func urlSession(
        _: URLSession, task _: URLSessionTask,
        willPerformHTTPRedirection _: HTTPURLResponse, newRequest _: URLRequest,
        completionHandler: @escaping Redirected
    ) {
        completionHandler(nil)
    }
}
