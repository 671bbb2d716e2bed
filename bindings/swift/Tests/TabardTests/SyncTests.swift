import Foundation
import TabardTestSupport
import Testing

@testable import Tabard

@Suite("Syncing", .timeLimit(.minutes(1)))
struct SyncTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("a driver that stays sends what is saved, and ends with the device")
    func stays() async throws {
        let device = try await Phone(region).enrol()
        let staying = Task { try await SyncDriver(device).run() }
        for n in 1...3 {
            let id = try await device.written("YA\(n)")
            for try await report in device.reports.updates(of: id) where report.state == .heldByRegion { break }
        }
        try await device.shutdown()
        #expect(try await staying.value == .stopped)
    }

    @Test("a driver that stays tries again after the pause, and rests after that")
    func pauses() async throws {
        let device = try await Phone(region).enrol()
        let lossy = ScriptedTransport { number, _ in number == 1 ? .isLost : .goes }
        let staying = Task { try await SyncDriver(device, transport: lossy).run() }
        let id = try await device.written()
        for try await report in device.reports.updates(of: id) where report.state == .heldByRegion { break }
        let second = try await device.written()
        for try await report in device.reports.updates(of: second) where report.state == .heldByRegion { break }
        staying.cancel()
        #expect(try await staying.value == .stopped)
        #expect(device.syncState == .idle)
        try await device.shutdown()
    }

    @Test("a rest waits for what is written, however the rest before it ended")
    func rests() async throws {
        let changes = Changes()
        await Rest(changes).end(at: .now)
        let rest = Rest(changes)
        let written = Locked(false)
        let writing = Task {
            for _ in 0..<100 { await Task.yield() }
            written.with { $0 = true }
            changes.tell(.written)
        }
        await rest.end(at: nil)
        #expect(written.with { $0 })
        await writing.value
    }

    @Test("what is written during a round is heard after it")
    func heard() async throws {
        let changes = Changes()
        let rest = Rest(changes)
        changes.tell(.written)
        await rest.end(at: nil)
    }

    @Test("what stands in the way stays while nothing is sent")
    func obstacle() async throws {
        let device = try await Phone(region).enrol()
        let lossy = ScriptedTransport(.isLost)
        let driver = SyncDriver(device, transport: lossy)
        #expect(try await driver.runOnce().obstacle?.code == "no_answer")
        _ = try await device.written()
        #expect(try await driver.round(atOnce: false).obstacle?.code == "no_answer")
        #expect(lossy.requests == 1)
        #expect(device.syncState.obstacle?.code == "no_answer")
        try await device.shutdown()
    }

    @Test("an answer from something else is an obstacle with a sentence, and loses nothing")
    func signIn() async throws {
        let device = try await Phone(region).enrol()
        let id = try await device.written()
        let page = HTTPAnswer(status: 200, body: Data("<html>Please sign in \(canary)</html>".utf8))
        let obstacle = try await sync(device, ScriptedTransport(.answeredBy(page))).obstacle
        #expect(obstacle.map { $0.hint.contains(" ") && !$0.hint.contains(canary) } == true)
        #expect(try await device.reports.get(id).state == .savedOnThisPhone)
        #expect(try await sync(device) == .done)
        #expect(try await device.reports.get(id).state == .heldByRegion)
        try await device.shutdown()
    }

    @Test("a lost answer is asked for again, and the hub has the report once")
    func lostAnswer() async throws {
        let device = try await Phone(region).enrol()
        let id = try await device.written()
        let lossy = ScriptedTransport { number, _ in number == 1 ? .answerIsLost : .goes }
        #expect(try await sync(device, lossy).obstacle?.code == "no_answer")
        #expect(try await sync(device, lossy) == .done)
        #expect(try await device.reports.get(id).state == .heldByRegion)
        let listed = try JSON.read(try await region.hub("hub", "list"))
        #expect(listed.written.components(separatedBy: "\"\(id)\"").count == 2)
        try await device.shutdown()
    }
}
