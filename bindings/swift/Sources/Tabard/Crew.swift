import TabardFFI

extension TabardDevice {
    /// Crew-mates, who write a report together.
    public var crew: Crew { Crew(device: self) }
}

/// How the holder of a device wants to be called in a report.
public typealias MateIntroduction = TabardFFI.MateIntroduction

/// Crew-mates, who write a report together.
public struct Crew: Sendable {
    let device: TabardDevice
    private var calls: Calls { device.calls }

    /// The text, for a ``QRCode``, by which a crew-mate lets this device into a report. It is no
    /// secret.
    public func code(for who: MateIntroduction) async throws(TabardError) -> String {
        try await calls.read { try $0.mateCode(who: who) }
    }

    /// What a crew-mate's code says, to be shown before they are let in.
    public func read(_ code: String) async throws(TabardError) -> MateIntroduction {
        try await calls.read { try $0.readMateCode(code: code) }
    }

    /// Lets a crew-mate's device read and write a report. Gives whether that was new; a device that was
    /// let in before is sent the report's key again.
    @discardableResult
    public func invite(_ code: String, into report: String) async throws(TabardError) -> Bool {
        let invitation = Invitation(record: report, code: code)
        return try await calls.write { try $0.invite(invitation: invitation) }
    }

    /// Writes down who holds this device in a report that it was let into. Who had left is back.
    @discardableResult
    public func join(
        _ report: String, as who: MateIntroduction
    ) async throws(TabardError) -> Bool {
        let joining = Joining(record: report, who: who)
        return try await calls.write { try $0.join(joining: joining) }
    }

    /// Leaves a report: the others see it, and it is listed here no more.
    @discardableResult
    public func leave(_ report: String) async throws(TabardError) -> Bool {
        try await calls.write { try $0.leave(record: report) }
    }
}
