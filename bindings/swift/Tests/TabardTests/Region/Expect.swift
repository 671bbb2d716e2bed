import Tabard
import Testing

/// Stands in what is given wrongly; no error may repeat it.
let canary = "Ysbyty-Canary-07700900123"

/// Expects a typed error of a case, with a sentence that repeats nothing of what was given.
@discardableResult
func expectError(
    _ kind: String, at place: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Void
) async throws -> TabardError {
    let error = try await caught(at: place, work)
    #expect(error.kind == kind, sourceLocation: place)
    return error
}

/// Expects a typed error of whatever case.
@discardableResult
func caught(
    at place: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
) async throws -> TabardError {
    var thrown: (any Error)?
    do { try await work() } catch { thrown = error }
    let error = try #require(thrown as? TabardError, sourceLocation: place)
    #expect(error.hint.contains(" ") && error.hint != error.code, sourceLocation: place)
    #expect(error.localizedDescription == error.hint, sourceLocation: place)
    #expect(!"\(error) \(error.hint)".contains(canary), sourceLocation: place)
    return error
}

extension TabardError {
    /// The name of its case.
    var kind: String { Mirror(reflecting: self).children.first?.label ?? "" }
}
