import Foundation
import Tabard
import TabardTestSupport
import Testing

@Suite("Storage that fails", .timeLimit(.minutes(2)))
struct StorageTests {
    let region: Region

    init() async throws { region = try await Region.founded() }

    @Test("a damaged file is said, nothing is changed, and whole again it opens")
    func damaged() async throws {
        let phone = Phone(region)
        let device = try await phone.enrol()
        let id = try await device.written()
        try await device.shutdown()
        for name in ["vault.db", "unlock.cbor"] {
            let file = phone.settings.folder.appendingPathComponent(name)
            let whole = try Data(contentsOf: file)
            let bent = Data(repeating: 7, count: min(4096, whole.count)) + whole.dropFirst(4096)
            for other in [bent, whole.prefix(whole.count / 3), Data("not a file of ours".utf8)] {
                try other.write(to: file)
                try await expectError("damaged") { _ = try await phone.open() }
                #expect(try Data(contentsOf: file) == other, "\(name)")
            }
            try whole.write(to: file)
        }
        let again = try await phone.open()
        #expect(try await again.reports.list().map(\.id) == [id])
        try await again.shutdown()
    }

    /// A small disk in memory is filled to several levels. Mounting one takes root; elsewhere this is
    /// skipped, and says so.
    @Test("a full disk is said, loses nothing that was saved, and is over once there is room",
        .enabled(if: SmallDisk.isAllowed, "mounting a small disk takes root"))
    func full() async throws {
        let disk = try #require(SmallDisk(region.folder.appendingPathComponent("disk"), kib: 8 * 1024))
        defer { disk.unmount() }
        let phone = Phone(region, "disk/phone")
        let device = try await phone.enrol()
        var saved = [try await device.written("YA0")]
        var refused = 0
        for free in [0, 4, 16, 32, 64, 160] {
            disk.fill(leaving: free)
            for n in 0..<40 {
                do {
                    saved.append(try await device.written("YA\(n)"))
                } catch {
                    #expect(error.kind == "noSpace" && error.hint.contains(" "), "\(error)")
                    refused += 1
                    break
                }
            }
            disk.free()
            saved.append(try await device.written("YA9"))
            let seen = Set(try await device.reports.list().map(\.id))
            #expect(seen.isSuperset(of: saved), "with \(free) KiB free")
        }
        #expect(refused > 2)
        try await device.shutdown()
        let again = try await phone.open()
        let there = Set(try await again.reports.list().map(\.id))
        #expect(there.isSuperset(of: saved))
        #expect(try await sync(again) == .done)
        try await again.shutdown()
    }
}

/// A small disk in memory that can be filled.
private struct SmallDisk {
    private let folder: URL
    private var ballast: URL { folder.appendingPathComponent("ballast") }

    static let isAllowed: Bool = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        guard let disk = SmallDisk(folder, kib: 64) else { return false }
        disk.unmount()
        return true
    }()

    init?(_ folder: URL, kib: Int) {
        self.folder = folder
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let options = ["-t", "tmpfs", "-o", "size=\(kib)k,mode=0700", "tabard-tests", folder.path]
        if Self.run("mount", options) != 0 { return nil }
    }

    func unmount() { _ = Self.run("umount", ["-l", folder.path]) }

    /// Fills it with a file until so many KiB are free, or nearly.
    func fill(leaving kib: Int) {
        free()
        _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: ballast.path) else { return }
        let part = Data(repeating: 0xAA, count: 4096)
        var filled = 0
        while (try? file.write(contentsOf: part)) != nil { filled += part.count }
        try? file.truncate(atOffset: UInt64(max(0, filled - kib * 1024)))
        try? file.close()
    }

    func free() { try? FileManager.default.removeItem(at: ballast) }

    private static func run(_ program: String, _ arguments: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
