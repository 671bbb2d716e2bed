import Foundation

/// A region served by the real program, in a process and a folder of its own.
final class Region {
    let folder: URL
    private(set) var address = ""
    private var server: Process?

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("tabard-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try tabard("region", "init", "--dir", region, "--name", "Test Ambulance Service")
        try start()
    }

    private var region: String { folder.appendingPathComponent("region").path }

    /// Serves it, at the address it had before, or at a port that the system chooses.
    func start() throws {
        let (process, out) = program(["serve", "--dir", region, "--listen", listen])
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = try JSONDecoder().decode(Listening.self, from: firstLine(of: out))
        address = line.listening
        server = process
    }

    private var listen: String { address.isEmpty ? "127.0.0.1:0" : address }

    /// Takes the network away.
    func stop() {
        server?.terminate()
        server?.waitUntilExit()
        server = nil
    }

    func close() {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A one-time code for a device.
    func code(_ role: String = "crew", _ name: String) throws -> String {
        struct Made: Decodable { let code: String }
        let made = try tabard(
            "--json", "enrol-code", "--dir", region, "--role", role, "--name", name)
        return try JSONDecoder().decode(Made.self, from: made).code
    }

    /// What the hub does by the command line.
    func hub(_ what: String..., arguments: [String]) throws {
        try run(what + ["--dir", region] + arguments)
    }

    /// The wellbeing team, a device of the command line.
    func wellbeing(_ what: [String], _ arguments: [String] = []) throws {
        let vault = folder.appendingPathComponent("wellbeing").path
        try run(what + ["--vault", vault] + arguments)
    }

    @discardableResult
    private func tabard(_ arguments: String...) throws -> Data { try run(arguments) }

    @discardableResult
    private func run(_ arguments: [String]) throws -> Data {
        let (process, out) = program(arguments)
        try process.run()
        let said = try out.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
        return said
    }

    private func program(_ arguments: [String]) -> (Process, Pipe) {
        let (process, out) = (Process(), Pipe())
        let path = ProcessInfo.processInfo.environment["TABARD_BIN"] ?? "tabard"
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = out
        return (process, out)
    }

    private func firstLine(of pipe: Pipe) throws -> Data {
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
            byte != Data("\n".utf8)
        {
            line += byte
        }
        return line
    }

    private struct Listening: Decodable { let listening: String }
    private struct Failed: Error { let arguments: [String] }
}
