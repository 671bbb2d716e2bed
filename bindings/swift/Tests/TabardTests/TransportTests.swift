import Foundation
import Tabard
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite("The transport over URLSession", .timeLimit(.minutes(1)))
struct TransportTests {
    private func request(_ url: String) -> HTTPRequest {
        HTTPRequest(method: "POST", url: url, headers: [], body: Data("x".utf8))
    }

    private func answer(_ text: String) -> RawServer.Answer {
        .bytes(Data(text.replacingOccurrences(of: "\n", with: "\r\n").utf8))
    }

    @Test("gives whatever status and body there is")
    func whole() async throws {
        let server = try RawServer(answer("HTTP/1.1 418 No\nContent-Length: 3\nConnection: close\n\nabc"))
        let came = try await URLSessionTransport().send(request(server.url))
        #expect(came == HTTPAnswer(status: 418, body: Data("abc".utf8)))
    }

    @Test("follows no redirect")
    func redirect() async throws {
        let other = try RawServer(answer("HTTP/1.1 200 OK\nContent-Length: 3\nConnection: close\n\nabc"))
        let server = try RawServer(
            answer("HTTP/1.1 307 Moved\nLocation: \(other.url)\nContent-Length: 0\nConnection: close\n\n"))
        #expect(try await URLSessionTransport().send(request(server.url)).status == 307)
    }

    @Test("does not wait for ever for a silent server")
    func silent() async throws {
        let server = try RawServer(.nothing)
        await #expect(throws: URLError.self) {
            try await URLSessionTransport(timeout: 1).send(request(server.url))
        }
    }

    @Test("reads no answer without end")
    func endless() async throws {
        let server = try RawServer(.endless)
        await #expect(throws: (any Error).self) { try await URLSessionTransport().send(request(server.url)) }
    }

    @Test("ends with its task, at whatever moment that is cancelled")
    func cancelled() async throws {
        let server = try RawServer(.nothing)
        let transport = URLSessionTransport()
        for pause in 0..<100 {
            let sending = Task { try await transport.send(request(server.url)) }
            for _ in 0..<pause { await Task.yield() }
            sending.cancel()
            await #expect(throws: (any Error).self) { try await sending.value }
        }
    }

    @Test("throws where its task is cancelled, where nobody listens, and for what is no address")
    func broken() async throws {
        let server = try RawServer(.nothing)
        let sending = Task { try await URLSessionTransport().send(request(server.url)) }
        sending.cancel()
        await #expect(throws: (any Error).self) { try await sending.value }
        for url in ["http://127.0.0.1:1/", "", "http://[", "nothing"] {
            await #expect(throws: (any Error).self) { try await URLSessionTransport().send(request(url)) }
        }
    }

    @Test("lets go of a configuration that is the caller's")
    func configuration() {
        let own = URLSessionConfiguration.ephemeral
        let before = own.timeoutIntervalForRequest
        _ = URLSessionTransport(timeout: before + 7, configuration: own)
        #expect(own.timeoutIntervalForRequest == before)
    }
}
