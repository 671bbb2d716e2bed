import TabardFFI

extension TabardDevice {
    /// Requests for support, and lines to call.
    public var support: SupportRequests { SupportRequests(device: self) }
}

/// A line that somebody answers.
public typealias Helpline = TabardFFI.Helpline

/// Requests for support, which wellbeing alone reads.
public struct SupportRequests: Sendable {
    let device: TabardDevice
    private var calls: Calls { device.calls }

    /// The requests, the newest first, now and after each change.
    public var updates: Updates<[Record<Wellbeing>]> { device.records.updates(Wellbeing.self) }

    /// The requests, the newest first.
    public func list() async throws(TabardError) -> [Record<Wellbeing>] {
        try await device.records.list(Wellbeing.self)
    }

    /// Starts a request, after an incident or after none. Gives its id.
    public func start(after incident: String? = nil) async throws(TabardError) -> String {
        try await calls.write { try $0.startSupport(incident: incident) }
    }

    /// Says something in a request.
    @discardableResult
    public func say(_ text: String, in request: String) async throws(TabardError) -> Bool {
        try await device.reports.reply(request, text)
    }

    /// Lines that any ambulance worker in the United Kingdom may call. A trust's app adds its own.
    public func helplines() async throws(TabardError) -> [Helpline] {
        try await calls.read { $0.helplines() }
    }
}
