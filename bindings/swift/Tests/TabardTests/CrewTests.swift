import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Crew-mates", .timeLimit(.minutes(1)))
struct CrewTests {
    let region: Region
    let bobs = MateIntroduction(name: "B. Jones", role: "Technician")

    init() async throws { region = try await Region.founded() }

    /// Two phones that know of each other's region, and a report that one lets the other into.
    private func crew() async throws -> (anna: TabardDevice, bob: TabardDevice, report: String) {
        let anna = try await Phone(region, "anna").enrol()
        let bob = try await Phone(region, "bob").enrol()
        for device in [anna, bob] { #expect(try await sync(device) == .done) }
        let report = try await anna.written("YA1")
        let code = try await bob.crew.code(for: bobs)
        #expect(try await anna.crew.read(code) == bobs)
        #expect(try QRCode(code).width > 20)
        #expect(try await anna.crew.invite(code, into: report))
        return (anna, bob, report)
    }

    @Test("write one report over the region; what they state differently is kept and settled")
    func region() async throws {
        let (anna, bob, id) = try await crew()
        for device in [anna, bob] { try await sync(device) }
        #expect(try await bob.crew.join(id, as: bobs) == false, "the invitation said it already")
        #expect(try await bob.crew.join(id, as: MateIntroduction(name: "Bob", role: "Technician")))
        #expect(try await bob.reports.list().map(\.own) == [false])
        try await bob.reports.edit(id) { $0.set(Incident.callsign, "YA3") }
        try await anna.reports.edit(id) { $0.set(Incident.callsign, "YA2") }
        for device in [anna, bob, anna] { try await sync(device) }
        try await settled(anna, bob, id) { for device in [anna, bob] { try await sync(device) } }
    }

    @Test("write one report over a link, with no server")
    func link() async throws {
        let (anna, bob, id) = try await crew()
        await region.stop()
        try await linked(anna, bob)
        #expect(try await bob.reports.get(id).state == .savedOnThisPhone)
        try await bob.reports.edit(id) { $0.set(Incident.callsign, "YA3") }
        try await anna.reports.edit(id) { $0.set(Incident.callsign, "YA2") }
        try await linked(bob, anna)
        try await settled(anna, bob, id) { try await linked(anna, bob) }
    }

    private func settled(
        _ anna: TabardDevice, _ bob: TabardDevice, _ id: String, _ exchange: () async throws -> Void
    ) async throws {
        let conflict = try #require(try await anna.reports.get(id).conflicts.first)
        #expect(conflict.path == "callsign")
        let values = Set(conflict.values.map(\.value))
        #expect(values == [.text(text: "YA2"), .text(text: "YA3")])
        try await anna.reports.settle(id, conflict, as: .text(text: "YA3"))
        try await expectError("input") {
            try await anna.reports.settle(id, conflict, as: .text(text: "YA2"))
        }
        try await exchange()
        for device in [anna, bob] {
            let report = try await device.reports.get(id)
            #expect(report.conflicts.isEmpty && report[Incident.callsign] == "YA3")
            #expect(try await device.reports.history(id).count >= 4)
            try await device.shutdown()
        }
    }

    @Test("a link that is cut at any byte keeps what came, and the next one goes on")
    func cutLink() async throws {
        let (anna, bob, id) = try await crew()
        for most in stride(from: 0, through: 3_000, by: 300) {
            let (one, other) = PipeInMemory.pair(cutAfter: most)
            async let here = anna.link(.connects, over: one)
            async let there = try? bob.link(.listens, over: other)
            let outcome = try await here
            one.close()
            _ = await there
            #expect(!outcome.complete || most > 1_000)
        }
        try await linked(anna, bob)
        #expect(try await bob.reports.get(id)[Incident.callsign] == "YA1")
        for device in [anna, bob] { try await device.shutdown() }
    }

    @Test("what is no phone of the region is a fault of the link, and changes nothing")
    func stranger() async throws {
        let (anna, bob, id) = try await crew()
        let (one, other) = PipeInMemory.pair()
        try await other.send(Data(repeating: 0x55, count: 70_000))
        other.close()
        try await expectError("link") { _ = try await anna.link(.listens, over: one) }
        try await linked(anna, bob)
        #expect(try await bob.reports.get(id).state == .savedOnThisPhone)
        for device in [anna, bob] { try await device.shutdown() }
    }

    @Test("a crew-mate who leaves lists the report no more; who is no reporter takes nothing back")
    func leaves() async throws {
        let (anna, bob, id) = try await crew()
        for device in [anna, bob] { try await sync(device) }
        try await expectError("notAllowed") { try await bob.reports.withdraw(id) }
        #expect(try await bob.crew.leave(id))
        #expect(try await bob.reports.list().isEmpty)
        #expect(try await anna.reports.withdraw(id, because: "Written down twice."))
        #expect(try await anna.reports.get(id).summary.withdrawn)
        for device in [anna, bob] { try await device.shutdown() }
    }

    private func linked(_ one: TabardDevice, _ other: TabardDevice) async throws {
        let (here, there) = PipeInMemory.pair()
        async let connecting = one.link(.connects, over: here)
        async let listening = other.link(.listens, over: there)
        let outcomes = try await [connecting, listening]
        for outcome in outcomes { #expect(outcome.complete) }
    }
}
