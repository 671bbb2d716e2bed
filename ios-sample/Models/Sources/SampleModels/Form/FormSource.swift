import Tabard

/// A record that a form is about: how it is read, typed into and saved.
@MainActor
protocol FormSource {
    /// Reads it now and after each change.
    func follow(_ take: @MainActor (Filled) -> Void, fault: @MainActor (Fault) -> Void) async
    /// Keeps what was typed.
    func type(_ edits: [(path: String, value: Value?)]) async throws(TabardError)
    /// Makes it part of the record. Gives whether there was anything.
    func save() async throws(TabardError) -> Bool
}

/// A report.
struct ReportSource: FormSource {
    let session: Session
    let report: String

    func follow(_ take: @MainActor (Filled) -> Void, fault: @MainActor (Fault) -> Void) async {
        await session.follow(
            session.device.reports.updates(of: report), { take(Filled($0.typed)) }, fault: fault)
    }

    func type(_ edits: [(path: String, value: Value?)]) async throws(TabardError) {
        try await session.device.reports.type(report) { record in
            for edit in edits { record.at(edit.path, edit.value) }
        }
    }

    func save() async throws(TabardError) -> Bool {
        try await session.device.reports.save(report)
    }
}

/// A record of another kind, which begins to exist with the first answer.
@MainActor
final class RecordSource<K: RecordKind>: FormSource {
    private let session: Session
    private let start: @MainActor () async throws(TabardError) -> String
    private(set) var record: String?

    init(
        _ session: Session, _ kind: K.Type, record: String? = nil,
        start: @escaping @MainActor () async throws(TabardError) -> String
    ) {
        (self.session, self.record, self.start) = (session, record, start)
    }

    /// Goes on with a record that was begun before.
    func resume(_ record: String) {
        self.record = record
    }

    func follow(_ take: @MainActor (Filled) -> Void, fault: @MainActor (Fault) -> Void) async {
        await session.follow(session.device.records.updates(K.self)) { all in
            let mine = all.first { $0.id == record }
            take(mine.map { Filled($0.typed) } ?? .nothing)
        } fault: {
            fault($0)
        }
    }

    func type(_ edits: [(path: String, value: Value?)]) async throws(TabardError) {
        let record = try await begun()
        try await session.device.records.type(K.self, record) { record in
            for edit in edits { record.at(edit.path, edit.value) }
        }
    }

    func save() async throws(TabardError) -> Bool {
        guard let record else { return false }
        return try await session.device.records.save(record)
    }

    private func begun() async throws(TabardError) -> String {
        if let record { return record }
        let begun = try await start()
        record = begun
        return begun
    }
}
