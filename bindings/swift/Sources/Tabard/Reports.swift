import Foundation
import TabardFFI

extension TabardDevice {
    /// Incidents: the reports of this person and of crew-mates.
    public var reports: Reports { Reports(device: self) }
}

/// Incidents: the reports of this person and of crew-mates.
public struct Reports: Sendable {
    let device: TabardDevice
    private var calls: Calls { device.calls }

    /// The reports on this device but for those it left, the newest first, now and after each
    /// change.
    public var updates: Updates<[ReportSummary]> {
        calls.updates { try $0.reports().map(ReportSummary.init) }
    }

    /// A report, now and after each change.
    public func updates(of report: String) -> Updates<Report> {
        calls.updates { Report(try $0.report(record: report)) }
    }

    /// All that is due and not done, now and after each change.
    public var dueUpdates: Updates<[Due]> {
        calls.updates { try $0.allDue() }
    }

    /// The reports on this device but for those it left, the newest first.
    public func list() async throws(TabardError) -> [ReportSummary] {
        try await calls.read { try $0.reports().map(ReportSummary.init) }
    }

    /// A page of the reports that pass a filter.
    public func list(_ query: ReportQuery) async throws(TabardError) -> ReportPage {
        try await calls.read { ReportPage(try $0.list(request: query.theirs)) }
    }

    /// A report with the hub's answer and what is being typed.
    public func get(_ report: String) async throws(TabardError) -> Report {
        try await calls.read { Report(try $0.report(record: report)) }
    }

    /// Starts a report. It exists at once, with a key of its own, and is sent once something in it
    /// is saved. Gives its id.
    public func start() async throws(TabardError) -> String {
        try await calls.write { try $0.startReport() }
    }

    /// Writes a whole report at once and saves it. Gives its id.
    public func write(
        isolation: isolated (any Actor)? = #isolation,
        _ edit: (inout Edits<Incident>) -> Void
    ) async throws(TabardError) -> String {
        let edits = Edits.made(edit)
        return try await calls.write { try $0.reportAtOnce(edits: edits) }
    }

    /// Keeps fields as they are typed, encrypted, and part of the report with the next save.
    public func type(
        _ report: String,
        isolation: isolated (any Actor)? = #isolation,
        _ edit: (inout Edits<Incident>) -> Void
    ) async throws(TabardError) {
        let writing = Writing(record: report, edits: Edits.made(edit))
        try await calls.write { try $0.typeInto(writing: writing) }
    }

    /// Seals what was typed and puts it into the outbox, durably. Gives whether there was anything.
    @discardableResult
    public func save(_ report: String) async throws(TabardError) -> Bool {
        try await calls.write { try $0.save(record: report) }
    }

    /// Changes a report and saves it. Gives whether anything changed.
    @discardableResult
    public func edit(
        _ report: String,
        isolation: isolated (any Actor)? = #isolation,
        _ edit: (inout Edits<Incident>) -> Void
    ) async throws(TabardError) -> Bool {
        let writing = Writing(record: report, edits: Edits.made(edit))
        return try await calls.write { try $0.edit(writing: writing) }
    }

    /// Forgets what was typed since the report was last saved.
    public func discardDraft(_ report: String) async throws(TabardError) {
        try await calls.write { try $0.discardDraft(record: report) }
    }

    /// Says something to the hub: an answer to the message of that id, or to its only open question,
    /// or to none.
    @discardableResult
    public func reply(
        _ report: String, _ text: String, to message: String? = nil
    ) async throws(TabardError) -> Bool {
        let reply = Reply(record: report, text: text, to: message)
        return try await calls.write { try $0.reply(reply: reply) }
    }

    /// Takes a report back. What it said stays in its history. Gives whether that was new.
    @discardableResult
    public func withdraw(
        _ report: String, because reason: String? = nil
    ) async throws(TabardError) -> Bool {
        let withdrawal = Withdrawal(record: report, reason: reason)
        return try await calls.write { try $0.withdraw(withdrawal: withdrawal) }
    }

    /// Says which of the values of a conflict shows from now on.
    public func settle(
        _ report: String, _ conflict: Conflict, as value: Value
    ) async throws(TabardError) {
        let settling = Settling(record: report, path: conflict.path, value: value)
        try await calls.write { try $0.settle(settling: settling) }
    }

    /// Marks a report as looked at.
    public func markRead(_ report: String) async throws(TabardError) {
        try await calls.write { try $0.markRead(record: report) }
    }

    /// Every version of a report, the first one first.
    public func history(_ report: String) async throws(TabardError) -> [Version] {
        try await calls.read { try $0.history(record: report) }
    }

    /// What is still worth filling in. What was typed counts as filled in.
    public func missing(_ report: String) async throws(TabardError) -> [MissingField] {
        try await calls.read { try $0.missing(record: report) }
    }

    /// All that a report makes due, done or not, what is due first at the beginning.
    public func due(_ report: String) async throws(TabardError) -> [Due] {
        try await calls.read { try $0.due(record: report) }
    }

    /// All that is due and not done, of every report and request.
    public func allDue() async throws(TabardError) -> [Due] {
        try await calls.read { try $0.allDue() }
    }

    /// A report as JSON, in the words of `docs/report.schema.json`.
    public func json(_ report: String) async throws(TabardError) -> String {
        try await calls.read { try $0.recordJson(record: report) }
    }
}

/// Something to be asked, looked after or reported.
public typealias Due = TabardFFI.Due
/// A field that is worth filling in; nothing requires it.
public typealias MissingField = TabardFFI.MissingField
/// What a device saved at once.
public typealias Version = TabardFFI.Version
/// What a version made of one field.
public typealias Change = TabardFFI.Change

extension Due {
    /// When its time comes, or where its day ends; none for at once.
    public var date: Date? { atMs.map(Date.init(ms:)) }
}
