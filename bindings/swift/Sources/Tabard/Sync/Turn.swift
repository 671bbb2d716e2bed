import Foundation

/// One task at a time; the others wait in the order in which they came.
final class Turn: Sendable {
    private struct Inner {
        var taken = false
        var next = 0
        var waiting: [(Int, CheckedContinuation<Bool, Never>)] = []
    }

    private let inner = Locked(Inner())

    /// Waits for the turn. False where the task was cancelled before it came.
    func take() async -> Bool {
        let number = inner.with { inner in
            inner.next += 1
            return inner.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                let at = inner.with { inner -> Bool? in
                    // Read here, so that who is cancelled before it waits does not wait.
                    if Task.isCancelled { return false }
                    if !inner.taken {
                        inner.taken = true
                        return true
                    }
                    inner.waiting.append((number, waiting))
                    return nil
                }
                if let at { waiting.resume(returning: at) }
            }
        } onCancel: {
            let gone = inner.with { inner in
                let place = inner.waiting.firstIndex { $0.0 == number }
                return place.map { inner.waiting.remove(at: $0).1 }
            }
            gone?.resume(returning: false)
        }
    }

    /// Hands the turn on.
    func give() {
        let next = inner.with { inner -> CheckedContinuation<Bool, Never>? in
            if inner.waiting.isEmpty {
                inner.taken = false
                return nil
            }
            return inner.waiting.removeFirst().1
        }
        next?.resume(returning: true)
    }
}
