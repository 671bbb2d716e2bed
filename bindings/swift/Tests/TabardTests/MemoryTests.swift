import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Memory", .timeLimit(.minutes(3)))
struct MemoryTests {
    /// What is never given back makes every batch larger than the one before; what the allocator
    /// keeps, or another test takes meanwhile, makes some larger and others not.
    @Test("of ten thousand calls is given back")
    func calls() async throws {
        let device = try await Phone(Region.founded()).enrol()
        let id = try await device.written()
        var growth: [Int] = []
        for _ in 0..<10 {
            let before = resident()
            for _ in 0..<500 {
                _ = try await device.status()
                _ = try await device.reports.get(id)
            }
            growth.append(resident() - before)
        }
        // Some bytes for each call would be this much in each batch.
        let least = growth.min() ?? 0
        #expect(least < 64 * 1024, "bytes by which each batch of 1,000 calls grew: \(growth)")
        try await device.shutdown()
    }

    @Test("of devices that were opened and shut down is given back")
    func devices() async throws {
        let phone = Phone(try await Region.founded())
        try await phone.enrol().shutdown()
        weak var gone: TabardDevice?
        var growth: [Int] = []
        for _ in 0..<10 {
            let before = resident()
            for _ in 0..<10 {
                let device = try await phone.open()
                gone = device
                try await device.shutdown()
            }
            growth.append(resident() - before)
        }
        #expect(gone == nil)
        let least = growth.min() ?? 0
        #expect(least < 256 * 1024, "bytes by which each batch of 10 devices grew: \(growth)")
    }

    /// The bytes of this process that are in memory.
    private func resident() -> Int {
        let numbers = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = numbers.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }
}
