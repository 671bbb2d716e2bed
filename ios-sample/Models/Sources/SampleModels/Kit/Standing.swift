import Tabard

/// Where a record stands: a sign and words, never a colour alone.
public struct Standing: Sendable, Hashable {
    /// The sign.
    public let mark: Mark
    /// The sign's name, for a list.
    public let short: String
    /// The sentence of the library.
    public let says: String

    /// Signs that differ in their shape.
    public enum Mark: String, Sendable, Hashable {
        /// On this phone alone.
        case notSent = "not_sent"
        /// At a control room's server.
        case atEdge = "at_edge"
        /// Held by the region.
        case held
        /// The hub answered.
        case answered
    }

    init(_ state: ReportState, _ stands: String, _ texts: Texts) {
        mark = switch state {
        case .savedOnThisPhone: .notSent
        case .heldByEdge: .atEdge
        case .heldByRegion: .held
        case .answered: .answered
        }
        (short, says) = (texts["app.state.\(mark.rawValue)"], stands)
    }
}
