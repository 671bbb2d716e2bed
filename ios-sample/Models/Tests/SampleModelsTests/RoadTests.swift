import Foundation
import Tabard
import TabardTestSupport
import XCTest

@testable import SampleModels

/// A report from the first tap to the hub's answer, with the real library and a real server.
@MainActor
final class RoadTests: XCTestCase {
    private var region: Region!
    private var phones: [Phone] = []

    override func setUp() async throws { region = try await Region.founded() }

    override func tearDown() async throws {
        for phone in phones { await phone.close() }
        region = nil
    }

    private func phone(_ name: String) throws -> Phone {
        let phone = try Phone(region, name)
        phones.append(phone)
        return phone
    }

    /// The quick report in eight taps, the one that begins it counted. Gives its id.
    private func capture(_ session: Session) async throws -> CaptureModel {
        let capture = CaptureModel(session)  // 1: New report
        await capture.answerSafe("hurt")  // 2
        await capture.toggleWhat("physical_contact")  // 3
        await capture.toggleWhat("weapon")  // 4
        capture.next()  // 5
        await capture.answerWho("patient")  // 6
        await capture.toggleFactor("alcohol")  // 7
        await capture.save()  // 8
        XCTAssertEqual(capture.state.step, .saved)
        XCTAssertNil(capture.state.fault)
        return capture
    }

    private func captured(_ session: Session) async throws -> String {
        let capture = try await capture(session)
        return try XCTUnwrap(capture.state.saved).report
    }

    func testAReportInEightTapsOfflineIsHeldAnsweredAndReplied() async throws {
        let phone = try phone("a")
        let session = try await phone.join(region)
        await region.stop()
        let capture = try await capture(session)
        let saved = try XCTUnwrap(capture.state.saved)
        XCTAssertEqual(saved.standing.says, session.texts["states.saved_on_this_phone"])
        XCTAssertEqual(saved.standing.mark, .notSent)
        let read = try await session.device.reports.get(saved.report)
        XCTAssertEqual(read[Incident.safeNow], .hurt)
        XCTAssertEqual(read[Incident.types], [.physicalContact])
        XCTAssertEqual(read[Incident.weaponInvolved], true)
        XCTAssertEqual(read[Incident.people].first?[Incident.Person.role], .patient)
        XCTAssertEqual(read[Incident.factors].first?[Incident.Factor.factor], .alcohol)

        let home = HomeModel(session)
        phone.show { await home.run() }
        try await eventually { home.state.rows.first?.standing.mark == .notSent }
        try await region.start()
        await session.sendNow()
        try await eventually { home.state.rows.first?.standing.mark == .held }
        XCTAssertEqual(session.sync.says, session.texts["app.state.all_held"])

        try await region.hub(
            "hub", "answer", saved.report, "--status", "being_looked_at",
            "--note", "Was the door open?", "--question", "--role", "VPR lead")
        await session.sendNow()
        try await eventually { home.state.rows.first?.standing.mark == .answered }
        XCTAssertEqual(home.state.rows.first?.notes, [session.texts["app.home.unread"]])

        let answer = AnswerModel(session, saved.report)
        phone.show { await answer.run() }
        try await eventually { answer.state.open }
        XCTAssertEqual(answer.state.stands, session.texts["codes.followup_status.being_looked_at"])
        XCTAssertEqual(answer.state.lines.map(\.says), ["Was the door open?"])
        answer.reply = "It was ajar."
        await answer.send()
        try await eventually { !answer.state.open && answer.state.lines.count == 2 }
        XCTAssertTrue(answer.state.saved)

        let report = ReportModel(session, saved.report)
        phone.show { await report.run() }
        try await eventually { report.state != nil }
        let state = try XCTUnwrap(report.state)
        XCTAssertTrue(state.missing.contains { $0.section == .where })
        XCTAssertEqual(state.sections.first { $0.id == .people }?.filled, 1)
        let unknown = state.missing.filter { $0.asks == $0.id }
        XCTAssertEqual(unknown, [])
        try await eventually { home.state.rows.first?.notes == [] }
    }

    func testACrewMateWritesTooAndAConflictIsSettled() async throws {
        let (a, b) = (try phone("a"), try phone("b"))
        let (mine, theirs) = (try await a.join(region), try await b.join(region))
        // A phone that joined is known to the others with their next sync.
        await mine.sendNow()
        let report = try await captured(mine)
        let mate = CrewModel(theirs, report)
        (mate.name, mate.role) = ("Sam", "Technician")
        await mate.showMine()
        XCTAssertNotNil(mate.state.mine)

        let crew = CrewModel(mine, report)
        a.host.scanned = mate.state.mineAsText
        await crew.scan()
        XCTAssertEqual(crew.state.letIn, mine.texts.fill("app.crew.let_in", ["name": "Sam"]))
        await crew.letIn()
        XCTAssertNil(crew.state.fault)
        XCTAssertEqual(crew.state.said, mine.texts["app.crew.added"])
        await mine.sendNow()
        await theirs.sendNow()
        await mate.join()
        XCTAssertNil(mate.state.fault)

        for (session, callsign) in [(mine, "YA214"), (theirs, "YA215")] {
            let form = session.form(.where, of: report)
            let shown = Task { await form.run() }
            try await eventually { !form.blocks.isEmpty }
            await form.type("callsign", callsign)
            let saved = await form.leave()
            XCTAssertTrue(saved)
            shown.cancel()
        }
        await mine.sendNow()
        await theirs.sendNow()
        await mine.sendNow()
        let conflicts = ConflictsModel(mine, report)
        a.show { await conflicts.run() }
        try await eventually { conflicts.rows.first?.values.count == 2 }
        let row = try XCTUnwrap(conflicts.rows.first)
        XCTAssertEqual(Set(row.values.map(\.says)), ["YA214", "YA215"])
        let stated = try XCTUnwrap(row.values.first { $0.says == "YA215" })
        await conflicts.use(row, stated)
        try await eventually { conflicts.rows.isEmpty }
        XCTAssertTrue(conflicts.settled)

        let history = HistoryModel(mine, report)
        await history.read()
        let lines = history.rows.flatMap(\.changes)
        XCTAssertTrue(lines.contains { $0.contains("YA215") })
        await mate.leave()
        XCTAssertTrue(mate.state.left)
    }

    func testACaptureIsSealedAndItsFileIsGone() async throws {
        let phone = try phone("a")
        let session = try await phone.join(region)
        let report = try await captured(session)
        let files = FilesModel(session, report)
        phone.show { await files.run() }
        let photo = Data((0..<5000).map { UInt8($0 % 251) })
        phone.host.photo = photo
        await files.photograph()
        XCTAssertNil(files.fault)
        try await eventually { files.rows.count == 1 }
        XCTAssertFalse(FileManager.default.fileExists(atPath: phone.host.files[0].path))
        await session.sendNow()
        try await eventually { files.rows.first?.held == true }
        let row = try XCTUnwrap(files.rows.first)
        await files.look(row)
        XCTAssertEqual(files.looking?.bytes, photo)
        XCTAssertEqual(files.looking?.picture, true)
        files.close()
        XCTAssertNil(files.looking)
        let viewed = session.texts["codes.custody_action.viewed"]
        try await eventually { files.rows.first?.custody.contains { $0.contains(viewed) } == true }
        await files.letGo(row)
        try await eventually { files.rows.first?.here == false }
        XCTAssertEqual(files.rows.first?.standing, session.texts["states.bytes_held_elsewhere"])
        phone.host.photo = nil
        await files.photograph()
        XCTAssertEqual(files.said, session.texts["app.files.no_camera"])
    }

    func testAVoiceNoteOfTheQuickReportEndsByItself() async throws {
        let phone = try phone("a")
        let session = try await phone.join(region)
        phone.host.sound = Data("a voice".utf8)
        let capture = CaptureModel(session)
        await capture.answerSafe("safe")
        await capture.voice()
        for second in 1...20 {
            try await eventually { capture.state.voice == .recording(seconds: second - 1) }
            // By the idle lock and by the voice note.
            try await phone.host.hand.untilAwaited(by: 2)
            phone.host.hand.advance(1)
        }
        try await eventually { capture.state.voice == .kept }
        await capture.save()
        let all = try await session.device.attachments.list()
        XCTAssertEqual(all.map { $0[Attachment.media] }, [.voiceNote])
        XCTAssertFalse(FileManager.default.fileExists(atPath: phone.host.files[0].path))
    }

    func testSupportIsAskedForAndAnswered() async throws {
        let code = try await region.code("Wellbeing", role: "wellbeing")
        try await region.wellbeing("device", "enrol", "--code", code)
        // Its key is told to others with its first sync.
        try await region.wellbeing("device", "sync")
        let phone = try phone("a")
        let session = try await phone.join(region)
        let support = SupportModel(session, after: nil)
        phone.show { await support.run() }
        try await eventually { !support.lines.isEmpty }
        support.call(support.lines[0])
        XCTAssertEqual(phone.host.called, [support.lines[0].number])
        await support.form.toggle("support", "trim_72h")
        await support.form.choose("contact_when", "after_shift")
        await support.send()
        XCTAssertNil(support.fault)
        XCTAssertNil(support.form.fault)
        try await eventually { support.rows.count == 1 }
        XCTAssertEqual(support.rows[0].standing.says, session.texts["states.support_saved"])
        await session.sendNow()
        try await region.wellbeing("device", "sync")
        try await region.wellbeing(
            "wellbeing", "answer", support.rows[0].id, "--set", "status=in_contact",
            "--note", "I ring you on Tuesday.")
        try await region.wellbeing("device", "sync")
        await session.sendNow()
        try await eventually { support.rows.first?.standing.mark == .answered }
        XCTAssertEqual(support.rows[0].lines.map(\.says), ["I ring you on Tuesday."])
    }

    func testAnAccountBeginsWithItsFirstAnswer() async throws {
        let phone = try phone("a")
        let session = try await phone.join(region)
        let report = try await captured(session)
        let form = await session.account(of: report)
        phone.show { await form.run() }
        try await eventually { !form.blocks.isEmpty }
        let none = try await session.device.records.list(Account.self)
        XCTAssertEqual(none.count, 0)
        await form.type("what_happened", "I knocked, and he opened at once.")
        let saved = await form.leave()
        XCTAssertTrue(saved)
        let again = await session.account(of: report)
        phone.show { await again.run() }
        try await eventually {
            again.blocks.contains { block in
                guard case .question(let question) = block else { return false }
                return question.answer == .text("I knocked, and he opened at once.", lines: true)
            }
        }
    }

    func testAJobIsAskedAboutAndNoAnswerIsNoAllClear() async throws {
        let phone = try phone("a")
        let session = try await phone.join(region)
        let jobs = JobsModel(session)
        phone.show { await jobs.run() }
        await jobs.ask()
        XCTAssertNotNil(jobs.fault)
        await region.stop()
        jobs.cad = "4711"
        await jobs.ask()
        XCTAssertNil(jobs.fault)
        try await eventually { jobs.rows.count == 1 }
        XCTAssertEqual(jobs.rows[0].says, session.texts["app.job.waiting_unsent"])
    }
}
