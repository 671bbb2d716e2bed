import Tabard

/// How sending goes, in words.
public struct SyncLine: Sendable, Hashable {
    /// Changes that wait on this phone.
    public let waiting: Int
    /// What is so.
    public let says: String
    /// What comes next, or what stands in the way.
    public let next: String?

    init(waiting: Int, _ state: SyncState, _ texts: Texts) {
        self.waiting = waiting
        says = waiting == 0
            ? texts["app.state.all_held"] : texts.fill("app.state.waiting", count: waiting)
        next = Self.next(waiting, state, texts)
    }

    private static func next(_ waiting: Int, _ state: SyncState, _ texts: Texts) -> String? {
        switch state {
        case .syncing: texts["app.state.sending"]
        case .waiting(_, let obstacle?), .stuck(let obstacle):
            texts.fill("app.state.stopped", ["hint": obstacle.hint])
        case .wiped(let hint, _): texts.fill("app.state.stopped", ["hint": hint])
        case .idle, .waiting(_, nil): waiting == 0 ? nil : texts["app.state.not_yet"]
        }
    }
}
