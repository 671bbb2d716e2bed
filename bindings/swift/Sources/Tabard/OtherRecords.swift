import Foundation
import TabardFFI

extension TabardDevice {
    /// Records of other kinds than incidents: accounts, requests for support.
    public var records: Records { Records(device: self) }
}

/// Records of other kinds than incidents. Their kind is said by its type, such as `Account.self`.
public struct Records: Sendable {
    let device: TabardDevice
    private var calls: Calls { device.calls }

    /// The records of a kind, now and after each change.
    public func updates<K: RecordKind>(_ kind: K.Type) -> Updates<[Record<K>]> {
        calls.updates { try $0.records(kind: K.kind).map(Record.init) }
    }

    /// The records of a kind, the newest first.
    public func list<K: RecordKind>(_ kind: K.Type) async throws(TabardError) -> [Record<K>] {
        try await calls.read { try $0.records(kind: K.kind).map(Record.init) }
    }

    /// The records of a kind about an incident, in the order in which they came.
    public func list<K: RecordKind>(
        _ kind: K.Type, about incident: String
    ) async throws(TabardError) -> [Record<K>] {
        let about = About(incident: incident, kind: K.kind)
        return try await calls.read { try $0.recordsAbout(about: about).map(Record.init) }
    }

    /// A record, which has to be of this kind.
    public func get<K: RecordKind>(
        _ kind: K.Type, _ record: String
    ) async throws(TabardError) -> Record<K> {
        let view = try await calls.read { try $0.record(record: record) }
        if view.kind != K.kind { throw .input(.said("bad_id", in: calls.queue.language)) }
        return Record(view)
    }

    /// Starts this person's own account of an incident, or finds the one begun before. Triage reads
    /// it, and no crew-mate. Gives its id.
    public func startAccount(of incident: String) async throws(TabardError) -> String {
        try await calls.write { try $0.startAccount(incident: incident) }
    }

    /// Keeps fields as they are typed, encrypted, and part of the record with the next save.
    public func type<K: RecordKind>(
        _ kind: K.Type,
        _ record: String,
        isolation: isolated (any Actor)? = #isolation,
        _ edit: (inout Edits<K>) -> Void
    ) async throws(TabardError) {
        let writing = Writing(record: record, edits: Edits.made(edit))
        try await calls.write { try $0.typeInto(writing: writing) }
    }

    /// Seals what was typed and puts it into the outbox, durably. Gives whether there was anything.
    @discardableResult
    public func save(_ record: String) async throws(TabardError) -> Bool {
        try await calls.write { try $0.save(record: record) }
    }

    /// Changes a record and saves it. Gives whether anything changed.
    @discardableResult
    public func edit<K: RecordKind>(
        _ kind: K.Type,
        _ record: String,
        isolation: isolated (any Actor)? = #isolation,
        _ edit: (inout Edits<K>) -> Void
    ) async throws(TabardError) -> Bool {
        let writing = Writing(record: record, edits: Edits.made(edit))
        return try await calls.write { try $0.edit(writing: writing) }
    }

    /// Forgets what was typed since the record was last saved.
    public func discardDraft(_ record: String) async throws(TabardError) {
        try await calls.write { try $0.discardDraft(record: record) }
    }

    /// Everything that was typed on this device and is not saved yet, after a crash too.
    public func drafts() async throws(TabardError) -> [Draft] {
        try await calls.read { try $0.drafts().map { Draft(record: $0.record, kind: $0.kind) } }
    }

    /// A record as JSON, in the words of `docs/report.schema.json`.
    public func json(_ record: String) async throws(TabardError) -> String {
        try await calls.read { try $0.recordJson(record: record) }
    }
}

/// A record of another kind than an incident: an account, a request for support.
public struct Record<Kind: RecordKind>: Readable, Identifiable, Sendable, Hashable {
    /// The record.
    public let id: String
    /// The incident it is about, where there is one.
    public let about: String?
    /// Where it stands.
    public let state: ReportState
    /// The same as a sentence.
    public let stands: String
    /// Entries of this device in it that the region does not hold yet.
    public let unsent: Int
    /// Whether something was typed that is not saved yet.
    public let draft: Bool
    /// Whether this device started it.
    public let own: Bool
    /// The device that started it, where it may be named.
    public let by: String?
    /// When it came to this device.
    public let startedAt: Date
    /// When it last changed here.
    public let changedAt: Date
    /// What was saved.
    public let fields: Fields<Kind>
    /// Its fields as they are on the screen: what was saved, and over it what was typed since.
    public let typed: Fields<Kind>
    /// What the hub answered to an incident; empty while there is nothing, and for other kinds.
    public let answer: Fields<Followup>
    /// Fields that devices state differently.
    public let conflicts: [Conflict]

    init(_ theirs: RecordView) {
        (id, about, stands) = (theirs.id, theirs.about, theirs.stands)
        (state, unsent) = (ReportState(theirs.state), Int(clamping: theirs.unsent))
        (draft, own, by) = (!theirs.draft.isEmpty, theirs.own, theirs.by)
        (startedAt, changedAt) = (Date(ms: theirs.startedAtMs), Date(ms: theirs.changedAtMs))
        fields = Fields(theirs.fields)
        typed = fields.with(theirs.draft)
        (answer, conflicts) = (Fields(theirs.answer), theirs.conflicts)
    }
}

/// That something was typed into a record and is not saved yet; the record's `typed` says what.
public struct Draft: Sendable, Hashable {
    /// The record.
    public let record: String
    /// Its kind, such as `incident`.
    public let kind: String
}
