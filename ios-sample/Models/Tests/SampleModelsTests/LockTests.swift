import Foundation
import Tabard
import XCTest

@testable import SampleModels

/// Who may see what is on the phone, and what is left after it was taken away.
@MainActor
final class LockTests: XCTestCase {
    private var region: Region!
    private var phone: Phone!

    override func setUp() async throws {
        region = try Region()
        phone = try Phone(region, "a")
    }

    override func tearDown() async throws {
        await phone.close()
        region.close()
    }

    func testAWrongPINOpensNothingAndTheRightOneDoes() async throws {
        _ = try await phone.join(region, pin: "482913")
        phone.app.lock()
        let lock = try await phone.untilLocked()
        XCTAssertTrue(lock.state.asksPIN)
        for _ in 0..<5 {
            for _ in 0..<6 { lock.press(1) }
            XCTAssertEqual(lock.state.typed, 6)
            await lock.unlock()
            XCTAssertNotNil(lock.state.fault)
            XCTAssertEqual(lock.state.typed, 0)
        }
        XCTAssertGreaterThan(lock.state.wait, 0)
        await phone.close()
        XCTAssertThrowsError(try phone.session)
    }

    func testTheRightPINOpens() async throws {
        _ = try await phone.join(region, pin: "482913")
        phone.app.lock()
        let session = try await phone.unlock(pin: "482913")
        let home = HomeModel(session)
        phone.show { await home.run() }
        try await eventually { home.state.empty == session.texts["app.home.empty"] }
    }

    func testItLocksAfterSixtySecondsWithoutATouch() async throws {
        _ = try await phone.join(region)
        let clock = phone.host.hand
        try await clock.untilAwaited(by: 1)
        clock.advance(59)
        phone.app.touch()
        clock.advance(1)
        try await clock.untilAwaited(by: 1)
        XCTAssertNoThrow(try phone.session)
        clock.advance(58)
        XCTAssertNoThrow(try phone.session)
        clock.advance(1)
        _ = try await phone.untilLocked()
        _ = try await phone.unlock()
    }

    func testQuickExitShowsNothingAndLocks() async throws {
        let session = try await phone.join(region)
        phone.app.path = [.more]
        phone.app.hide()
        guard case .hidden = phone.app.phase else { return XCTFail("still shown") }
        XCTAssertEqual(phone.app.path, [])
        await phone.app.waitForClosing()
        do {
            _ = try await session.device.status()
            XCTFail("still open")
        } catch {
            XCTAssertEqual(error.code, "shut_down")
        }
        phone.app.unhide()
        _ = try await phone.unlock()
    }

    func testWhatWasTappedSurvivesTheProcess() async throws {
        let session = try await phone.join(region)
        let capture = CaptureModel(session)
        await capture.answerSafe("safe")
        await capture.toggleWhat("verbal_threat")
        try await phone.dieAndStart()
        let again = try await phone.unlock()
        let home = HomeModel(again)
        phone.show { await home.run() }
        try await eventually { home.state.begun != nil }
        let resumed = CaptureModel(again, resuming: home.state.begun)
        await resumed.resume()
        XCTAssertEqual(resumed.state.step, .who)
        XCTAssertEqual(resumed.state.what, ["verbal_threat"])
        await resumed.answerWho("unknown")
        await resumed.save()
        XCTAssertNotNil(resumed.state.saved)
        try await eventually { home.state.begun == nil }
    }

    func testARemovedPhoneIsWipedAndCanJoinAgain() async throws {
        let session = try await phone.join(region)
        let device = try await session.device.status().device
        try region.hub("device", "revoke", arguments: [device, "--wipe"])
        await session.sendNow()
        try await eventually { if case .gone = self.phone.app.phase { true } else { false } }
        guard case .gone(let title, let says) = phone.app.phase else { return }
        XCTAssertEqual(title, session.texts["app.fault.wiped"])
        XCTAssertFalse(says.isEmpty)
        await phone.app.joinAgain()
        guard case .enrol(let enrol) = phone.app.phase else { return XCTFail("no way to join") }
        enrol.code = try region.code("crew", "again")
        await enrol.join()
        XCTAssertNil(enrol.fault)
        XCTAssertNoThrow(try phone.session)
    }

    func testTheKeysAreDestroyedAtOnce() async throws {
        let session = try await phone.join(region)
        let settings = SettingsModel(phone.app, session)
        await settings.destroy()
        XCTAssertNoThrow(try phone.session)
        settings.sure = true
        await settings.destroy()
        XCTAssertNil(settings.fault)
        guard case .gone = phone.app.phase else { return XCTFail("still open") }
    }

    func testALostKeyOpensByTheOtherWay() async throws {
        _ = try await phone.join(region)
        phone.app.lock()
        let lock = try await phone.untilLocked()
        phone.host.secrets.lose(.biometric)
        await lock.unlock()
        XCTAssertEqual(lock.state.fault?.kind, .keyLost)
        await lock.unlockOtherWay()
        XCTAssertNoThrow(try phone.session)
    }

    func testAnotherPersonTakesThePhoneOver() async throws {
        _ = try await phone.join(region)
        let people = PeopleModel(phone.app)
        people.initials = "RB"
        await people.add()
        XCTAssertNil(people.fault)
        XCTAssertEqual(people.rows.map(\.id), ["1", "RB"])
        people.change(to: people.rows[1])
        try await eventually { if case .enrol = self.phone.app.phase { true } else { false } }
    }

    func testTheAppSpeaksWelsh() async throws {
        _ = try await phone.join(region)
        phone.app.speak("cy")
        let session = try await phone.unlock()
        XCTAssertEqual(session.texts.language, "cy")
        let capture = CaptureModel(session)
        await capture.answerSafe("safe")
        await capture.save()
        let welsh = try Texts("cy")
        XCTAssertEqual(capture.state.saved?.standing.says, welsh["states.saved_on_this_phone"])
        XCTAssertNotEqual(welsh["states.saved_on_this_phone"], try Texts("en")["states.saved_on_this_phone"])
    }
}
