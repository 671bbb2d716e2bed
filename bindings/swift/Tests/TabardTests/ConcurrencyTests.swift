import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Tasks at once and tasks that end", .timeLimit(.minutes(2)))
struct ConcurrencyTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("many tasks write, read, watch and sync at once, and nothing is lost")
    func atOnce() async throws {
        let device = try await Phone(region).enrol()
        let watching = Task {
            for try await reports in device.reports.updates where reports.count == 32 { return true }
            return false
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for n in 0..<32 {
                group.addTask {
                    let id = try await device.written("YA\(n)")
                    #expect(try await device.reports.get(id)[Incident.callsign] == "YA\(n)")
                }
            }
            for _ in 0..<4 { group.addTask { try await sync(device) } }
            try await group.waitForAll()
        }
        #expect(try await watching.value)
        #expect(try await sync(device) == .done)
        let reports = try await device.reports.list()
        #expect(Set(reports.compactMap { $0[Incident.callsign] }).count == 32)
        for report in reports { #expect(report.state == .heldByRegion) }
        #expect(try await device.status().waiting == 0)
        try await device.shutdown()
    }

    @Test("threads that wait for a call and tasks that do not get on together")
    func threads() async throws {
        let devices = try await (0..<4).asyncMap { try await Phone(region, "p\($0)").enrol() }
        let all = DispatchGroup()
        for device in devices {
            DispatchQueue.global().async(group: all) { try? device.shutdownNow() }
        }
        await withCheckedContinuation { done in all.notify(queue: .global()) { done.resume() } }
        for device in devices {
            try await expectError("shutDown") { _ = try await device.reports.list() }
        }
    }

    @Test("edits may read what belongs to the actor that makes them")
    @MainActor
    func onAnActor() async throws {
        let device = try await Phone(region).enrol()
        let screen = Screen()
        let id = try await device.reports.write { $0.set(Incident.callsign, screen.callsign) }
        try await device.reports.edit(id) { edits in
            screen.edited += 1
            edits.set(Incident.narrative, screen.narrative)
        }
        let report = try await device.reports.get(id)
        #expect(report[Incident.callsign] == "YA1" && report[Incident.narrative] == "The door.")
        #expect(screen.edited == 1)
        try await device.shutdown()
    }

    @Test("a call whose task was cancelled is done, and says what it came to")
    func call() async throws {
        let device = try await Phone(region).enrol()
        let (begin, begins) = AsyncStream.makeStream(of: Void.self)
        let writing = Task {
            for await _ in begin {}
            return try await device.written()
        }
        writing.cancel()
        begins.finish()
        let id = try await writing.value
        #expect(try await device.reports.list().map(\.id) == [id])
        try await device.shutdown()
    }

    @Test("a sync that is cancelled in flight loses nothing, and the next one goes on",
        arguments: [true, false])
    func inFlight(arrives: Bool) async throws {
        let device = try await Phone(region).enrol()
        let id = try await device.written()
        let silent = ScriptedTransport(arrives ? .arrivesAndHangs : .hangs)
        let syncing = Task { try await sync(device, silent) }
        for await state in device.syncStates { if case .syncing = state { break } }
        while silent.requests == 0 { await Task.yield() }
        // A host that never answers keeps nobody else waiting.
        #expect(try await device.reports.get(id).state == .savedOnThisPhone)
        syncing.cancel()
        #expect(try await syncing.value == .stopped)
        #expect(device.syncState == .idle)
        #expect(try await sync(device) == .done)
        #expect(try await device.reports.get(id).state == .heldByRegion)
        try await device.shutdown()
    }

    @Test("a driver that waits for its turn is cancelled while it waits")
    func turn() async throws {
        let device = try await Phone(region).enrol()
        let silent = ScriptedTransport(.hangs)
        let first = Task { try await sync(device, silent) }
        while silent.requests == 0 { await Task.yield() }
        let second = Task { try await sync(device) }
        second.cancel()
        #expect(try await second.value == .stopped)
        first.cancel()
        #expect(try await first.value == .stopped)
        #expect(try await sync(device) == .done)
        try await device.shutdown()
    }

    @Test("the device shuts down while a host is silent, and the sync ends with it")
    func shutDown() async throws {
        let device = try await Phone(region).enrol()
        let silent = ScriptedTransport(.hangs)
        let staying = Task { try await SyncDriver(device, transport: silent).run() }
        while silent.requests == 0 { await Task.yield() }
        try await device.shutdown()
        staying.cancel()
        #expect(try await staying.value == .stopped)
    }

    @Test("watching ends with its task, and with the device")
    func watching() async throws {
        let device = try await Phone(region).enrol()
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        let watch: @Sendable () async throws -> Int = {
            var seen = 0
            for try await _ in device.statusUpdates {
                seen += 1
                begins.yield()
            }
            return seen
        }
        let (one, other) = (Task { try await watch() }, Task { try await watch() })
        var both = begun.makeAsyncIterator()
        for _ in 0..<2 { await both.next() }
        one.cancel()
        #expect(try await one.value == 1)
        try await device.shutdown()
        #expect(try await other.value == 1)
    }
}

extension Sequence {
    func asyncMap<T>(_ make: (Element) async throws -> T) async rethrows -> [T] {
        var made: [T] = []
        for one in self { made.append(try await make(one)) }
        return made
    }
}

/// What a screen holds, which only the main actor may read.
@MainActor
private final class Screen {
    let callsign = "YA1"
    let narrative = "The door."
    var edited = 0
}
