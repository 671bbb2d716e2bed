import Foundation
import TabardFFI

/// Any pipe of bytes between two phones: Multipeer Connectivity, Bluetooth, a socket.
public protocol BytePipe: Sendable {
    /// Sends bytes, in this order.
    func send(_ bytes: Data) async throws
    /// What came, in pieces of any size; none once the other side has closed it.
    func receive() async throws -> Data?
}

/// Which end of a pipe this is: that which opened it and speaks first, or that which was found.
public typealias LinkSide = TabardFFI.LinkSide
/// What a link came to.
public typealias LinkOutcome = TabardFFI.LinkOutcome

extension TabardDevice {
    /// Exchanges with a crew-mate's phone over a pipe, with no server, until both sides have all
    /// that they may have of each other, the pipe breaks or the task is cancelled. What came before
    /// that is kept: the outcome says whether it is complete.
    public func link(
        _ side: LinkSide, over pipe: any BytePipe
    ) async throws(TabardError) -> LinkOutcome {
        let link = try await calls.read { try $0.link(side: side) }
        var outcome = try await calls.read { _ in try link.outcome() }
        while await sent(of: link, over: pipe), !outcome.over {
            guard let heard = try? await pipe.receive() else { break }
            outcome = try await calls.read { _ in try link.heard(bytes: heard) }
            calls.changes.tell(.exchanged)
        }
        return outcome
    }

    /// Sends what waits. Gives whether the pipe still holds.
    private func sent(of link: CrewLink, over pipe: any BytePipe) async -> Bool {
        do {
            let bytes = try await calls.read { _ in try link.takeOutgoing() }
            if !bytes.isEmpty { try await pipe.send(bytes) }
            return !Task.isCancelled
        } catch {
            return false
        }
    }
}
