import Foundation

/// Something that listens and does with each connection what a test says: no server of a region.
final class RawServer: Sendable {
    enum Answer: Sendable {
        /// These bytes, whatever was asked, and the end.
        case bytes(Data)
        /// Nothing, for as long as it lives.
        case nothing
        /// Zeros without end.
        case endless
    }

    private let socket: Int32
    /// Where it listens.
    let url: String

    init(_ answer: Answer) throws {
        let (listening, port) = try Self.listen()
        (socket, url) = (listening, "http://127.0.0.1:\(port)/")
        Thread.detachNewThread {
            while case let connection = accept(listening, nil, nil), connection >= 0 {
                Thread.detachNewThread { Self.serve(connection, answer) }
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private struct NoSocket: Error {}

    private static func listen() throws -> (Int32, UInt16) {
        let listening = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listening, address, size) == 0 && Glibc.listen(listening, 8) == 0
                    && getsockname(listening, address, &size) == 0
            }
        }
        guard bound else { throw NoSocket() }
        return (listening, UInt16(bigEndian: address.sin_port))
    }

    private static func serve(_ connection: Int32, _ answer: Answer) {
        defer { close(connection) }
        var heard = [UInt8](repeating: 0, count: 65536)
        guard recv(connection, &heard, heard.count, 0) > 0 else { return }
        switch answer {
        case .bytes(let bytes):
            sent(bytes, on: connection)
            shutdown(connection, Int32(SHUT_WR))
            while recv(connection, &heard, heard.count, 0) > 0 {}
        case .nothing:
            while recv(connection, &heard, heard.count, 0) > 0 {}
        case .endless:
            sent(Data("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n".utf8), on: connection)
            while sent(Data(count: 1 << 16), on: connection) {}
        }
    }

    @discardableResult
    private static func sent(_ bytes: Data, on connection: Int32) -> Bool {
        bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count
    }
}
