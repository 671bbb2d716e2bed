import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("The road of a report")
struct RoadTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("from saved on this phone over held to answered")
    func road() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        await region.stop()
        let id = try await device.reports.start()
        try await device.reports.type(id) { $0.add(Incident.types, .verbalAbuse) }
        try await device.reports.type(id) { $0.set(Incident.callsign, "YA214") }
        #expect(try await device.reports.save(id))
        #expect(try await sync(device).obstacle?.code == "no_answer")
        guard case .waiting(_, let obstacle) = device.syncState else {
            Issue.record("not waiting: \(device.syncState)")
            return
        }
        #expect(obstacle?.code == "no_answer")
        #expect(try await device.reports.list().map(\.state) == [.savedOnThisPhone])

        try await region.start()
        #expect(try await sync(device) == .done)
        #expect(try await device.reports.list().map(\.state) == [.heldByRegion])
        try await region.hub("hub", "answer", id, "--status", "being_looked_at", "--note", "Thanks.")
        #expect(try await sync(device) == .done)
        let report = try await device.reports.get(id)
        #expect(report[Incident.callsign] == "YA214")
        #expect(report[Incident.types] == [.verbalAbuse])
        #expect(report.state == .answered(status: "being_looked_at"))
        #expect(report.summary.unread)
        try await device.shutdown()

        let again = try await phone.open()
        #expect(try await again.reports.list().map(\.id) == [id])
        try await again.shutdown()
    }

    @Test("the hub's question is read and answered, and the report is closed")
    func question() async throws {
        let device = try await Phone(region).enrol()
        let id = try await device.written()
        try await sync(device)
        try await region.hub(
            "hub", "answer", id, "--status", "being_looked_at", "--note", "Which door?", "--question")
        try await sync(device)
        let asked = try await device.reports.get(id)
        let question = try #require(asked.answer[Followup.messages].first)
        #expect(question[Followup.Message.text] == "Which door?")
        #expect(asked.openQuestions == [question.id])
        #expect(asked.answer[Followup.status] == .beingLookedAt)

        #expect(try await device.reports.reply(id, "The red one."))
        #expect(try await device.reports.get(id).openQuestions.isEmpty)
        try await device.reports.markRead(id)
        #expect(try await device.reports.get(id).summary.unread == false)
        #expect(try await sync(device) == .done)
        #expect(try await region.hub("hub", "show", id).contains("The red one."))
        try await region.hub(
            "hub", "answer", id, "--status", "closed", "--outcome", "with_the_police", "--note", "Thanks.")
        try await sync(device)
        #expect(try await device.reports.get(id).state == .answered(status: "closed"))
        try await device.shutdown()
    }

    @Test("a list that is watched says each step")
    func watched() async throws {
        let device = try await Phone(region).enrol()
        let id = try await device.reports.start()
        var states = [ReportState]()
        for try await report in device.reports.updates(of: id) {
            if states.last != report.state { states.append(report.state) }
            switch report.state {
            case .savedOnThisPhone where !report.typed.isEmpty: try await sync(device)
            case .savedOnThisPhone: try await device.reports.edit(id) { $0.set(Incident.callsign, "YA1") }
            case .heldByRegion: try await device.shutdown()
            default: Issue.record("\(report.state)")
            }
        }
        #expect(states == [.savedOnThisPhone, .heldByRegion])
    }
}
