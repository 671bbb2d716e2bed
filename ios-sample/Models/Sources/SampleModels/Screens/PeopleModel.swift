import Observation
import Tabard

/// Who uses this phone.
@MainActor
@Observable
public final class PeopleModel {
    /// Somebody.
    public struct Row: Identifiable, Sendable, Hashable {
        public let id: String
        public let waits: String
        public let here: Bool
    }

    /// Everybody.
    public private(set) var rows: [Row] = []
    /// The initials of another person, as they are typed.
    public var initials = ""
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private weak var app: AppModel?

    /// The people of a phone.
    public init(_ app: AppModel) {
        self.app = app
    }

    /// Reads who there is.
    public func read() async {
        await act { app async throws(TabardError) in
            rows = try await app.people.all().map { person in
                let waiting = Int(clamping: person.unsent)
                return Row(
                    id: person.label,
                    waits: waiting == 0
                        ? app.texts["app.people.all_sent"]
                        : app.texts.fill("app.people.unsent", count: waiting),
                    here: person.label == app.host.preferences.person)
            }
        }
    }

    /// Makes a folder for another person.
    public func add() async {
        await act { app async throws(TabardError) in
            _ = try await app.people.add(initials)
            initials = ""
        }
        if fault == nil { await read() }
    }

    /// Hands the phone over.
    public func change(to row: Row) {
        app?.change(to: row.id)
    }

    /// Removes somebody, once the region holds all of theirs.
    public func remove(_ row: Row) async {
        await act { app async throws(TabardError) in
            try await app.people.remove(row.id)
        }
        if fault == nil { await read() }
    }

    private func act(_ work: @MainActor (AppModel) async throws(TabardError) -> Void) async {
        guard let app else { return }
        fault = nil
        do throws(TabardError) {
            try await work(app)
        } catch {
            fault = Fault(error, app.texts)
        }
    }
}
