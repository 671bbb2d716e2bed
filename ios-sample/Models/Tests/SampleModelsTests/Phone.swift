import Foundation
import Observation
import Tabard
import XCTest

@testable import SampleModels

/// A phone with the app on it, as a person meets it.
@MainActor
final class Phone {
    let host: FakeHost
    private(set) var app: AppModel
    private var screens: [Task<Void, Never>] = []

    init(_ region: Region, _ name: String) throws {
        host = FakeHost(region.folder.appendingPathComponent(name, isDirectory: true))
        app = try AppModel(host)
    }

    /// Joins, and gives the open session.
    func join(_ region: Region, pin: String = "") async throws -> Session {
        await app.start()
        guard case .enrol(let enrol) = app.phase else { throw Unexpected() }
        host.scanned = try region.code("crew", "phone")
        await enrol.scan()
        enrol.pin = pin
        await enrol.join()
        XCTAssertNil(enrol.fault)
        return try session
    }

    var session: Session {
        get throws {
            guard case .open(let session) = app.phase else { throw Unexpected() }
            return session
        }
    }

    var lock: LockModel {
        get throws {
            guard case .locked(let lock) = app.phase else { throw Unexpected() }
            return lock
        }
    }

    /// The screen is there until the phone is closed.
    func show(_ run: @escaping @MainActor () async -> Void) {
        screens.append(Task { await run() })
    }

    /// Waits for the lock after something that locks.
    func untilLocked() async throws -> LockModel {
        try await eventually { (try? self.lock) != nil }
        let lock = try lock
        await lock.look()
        return lock
    }

    func unlock(pin: String = "") async throws -> Session {
        let lock = try await untilLocked()
        for digit in pin { lock.press(digit.wholeNumberValue ?? 0) }
        await lock.unlock()
        XCTAssertNil(lock.state.fault)
        return try session
    }

    /// The process ends with all that it held in memory; the app starts anew.
    func dieAndStart() async throws {
        for screen in screens { screen.cancel() }
        screens = []
        let device = try session.device
        try session.stop()
        // What a dead process lets go of by itself: its files.
        try await device.shutdown()
        app = try AppModel(host)
        await app.start()
    }

    func close() async {
        for screen in screens { screen.cancel() }
        if case .open(let session) = app.phase {
            session.stop()
            try? await session.device.shutdown()
        }
        await app.waitForClosing()
    }

    private struct Unexpected: Error {}
}

/// Waits until something is so: told by the models, not by the clock. It fails after a minute.
@MainActor
func eventually(
    _ what: String = #function, line: UInt = #line, file: StaticString = #filePath,
    _ so: @escaping @MainActor () -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        let (changed, told) = AsyncStream.makeStream(of: Void.self)
        let now = withObservationTracking(so) { told.yield() }
        if now { return }
        await withTaskGroup(of: Void.self) { first in
            first.addTask { for await _ in changed { return } }
            first.addTask { try? await Task.sleep(until: end) }
            await first.next()
            first.cancelAll()
        }
    }
    XCTFail("never: \(what)", file: file, line: line)
    throw NeverSo()
}

private struct NeverSo: Error {}
