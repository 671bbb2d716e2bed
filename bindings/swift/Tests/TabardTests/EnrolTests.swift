import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Enrolling", .timeLimit(.minutes(1)))
struct EnrolTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("by a code, in any case and spacing")
    func code() async throws {
        let code = try await region.code()
        let typed = code.prefix(9).lowercased() + " " + code.dropFirst(9)
        let device = try await Phone(region).enrol(code: String(typed))
        let status = try await device.status()
        #expect(status.roles == ["crew"])
        #expect(status.waiting == 0 && !status.lease.ended)
        try await device.shutdown()
    }

    @Test("begun again after its answer was lost, the same keys answer")
    func lostAnswer() async throws {
        let (phone, code) = (Phone(region), try await region.code())
        let lost = ScriptedTransport(.answerIsLost)
        let error = try await expectError("refused") {
            _ = try await phone.enrol(code: code, transport: lost)
        }
        #expect(error.code == "no_answer")
        try await expectError("notEnrolled") { _ = try await phone.open() }
        let device = try await phone.enrol(code: code)
        #expect(try await device.status().roles == ["crew"])
        try await device.shutdown()
    }

    @Test("cut short by the task's end, it is begun again")
    func cancelled() async throws {
        let (phone, code) = (Phone(region), try await region.code())
        let silent = ScriptedTransport(.arrivesAndHangs)
        let enrolling = Task { try await phone.enrol(code: code, transport: silent) }
        while silent.requests == 0 { await Task.yield() }
        enrolling.cancel()
        try await expectError("refused") { _ = try await enrolling.value }
        try await phone.enrol(code: code).shutdown()
    }

    @Test("a code works once, and what is none is said to be none")
    func codes() async throws {
        let code = try await region.code()
        try await Phone(region, "one").enrol(code: code).shutdown()
        let used = try await caught { _ = try await Phone(region, "two").enrol(code: code) }
        #expect(used.code == "code_used")
        for bad in ["", canary, "TABARD1XYZ"] {
            try await expectError("input") { _ = try await Phone(region, "three").enrol(code: bad) }
        }
    }

    @Test("a region that is not there is a refusal, and the code stays good")
    func away() async throws {
        let (phone, code) = (Phone(region), try await region.code())
        await region.stop()
        try await expectError("refused") { _ = try await phone.enrol(code: code) }
        try await region.start()
        try await phone.enrol(code: code).shutdown()
    }

    @Test("a PIN that is too short is a fault of what was given")
    func shortPIN() async throws {
        try await expectError("input") { _ = try await Phone(region).enrol(pin: "12") }
    }
}
