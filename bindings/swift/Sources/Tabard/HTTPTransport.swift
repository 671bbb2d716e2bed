import Foundation
import TabardFFI

/// What is sent as it is, without following a redirect.
public typealias HTTPRequest = TabardFFI.HttpRequest

/// An answer, whole, of whatever status.
public struct HTTPAnswer: Sendable, Hashable {
    /// The status.
    public let status: UInt16
    /// The body.
    public let body: Data

    /// An answer.
    public init(status: UInt16, body: Data) {
        (self.status, self.body) = (status, body)
    }
}

/// The app's own network stack. The library opens no socket.
public protocol HTTPTransport: Sendable {
    /// Sends a request and waits for its answer. It throws where none came, for whatever reason: no
    /// signal, a timeout, a broken connection. Cancelled, it lets go of the connection and throws.
    func send(_ request: HTTPRequest) async throws -> HTTPAnswer
}
