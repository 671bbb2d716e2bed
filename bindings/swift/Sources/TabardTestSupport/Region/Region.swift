#if os(Linux) || os(macOS)
import Foundation

/// A region served by the real program, in a process and a folder of its own; both end with it.
public final class Region: @unchecked Sendable {
    /// Where everything of it lies; tests put their phones here too.
    public let folder: URL
    private let dir: String
    private let lock = NSLock()
    private var server: Program?
    private var listen = "127.0.0.1:0"

    private init(_ folder: URL) {
        self.folder = folder
        dir = folder.appendingPathComponent("region").path
    }

    deinit {
        server?.kill()
        try? FileManager.default.removeItem(at: folder)
    }

    /// An empty folder in which there is no region yet.
    public static func unfounded() throws -> Region {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("tabard-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return Region(folder)
    }

    /// A region that is served.
    public static func founded() async throws -> Region {
        let region = try unfounded()
        try await region.tabard("region", "init", "--dir", region.dir, "--name", "Test Ambulance Service")
        try await region.start()
        return region
    }

    /// Where it listens.
    public var address: URL? { URL(string: "http://" + lock.withLock { listen }) }

    /// Serves it: at a port that the system chooses, and at the same one ever after.
    public func start() async throws {
        let program = try Program(["serve", "--dir", dir, "--listen", lock.withLock { listen }])
        let line = try await program.firstLine()
        let said = try JSONDecoder().decode(Listening.self, from: line)
        lock.withLock { (server, listen) = (program, said.listening) }
    }

    /// Takes the network away.
    public func stop() async {
        let running = lock.withLock {
            defer { server = nil }
            return server
        }
        await running?.stop()
    }

    /// A one-time code for a device.
    public func code(_ name: String = "app", role: String = "crew") async throws -> String {
        let made = try await tabard("enrol-code", "--dir", dir, "--role", role, "--name", name)
        return try JSONDecoder().decode(EnrolCode.self, from: Data(made.utf8)).code
    }

    /// What the hub does by the command line.
    @discardableResult
    public func hub(_ arguments: String...) async throws -> String {
        try await tabard(Array(arguments.prefix(2) + ["--dir", dir] + arguments.dropFirst(2)))
    }

    /// What the wellbeing team does, whose device is one of the command line.
    public func wellbeing(_ arguments: String...) async throws {
        let vault = folder.appendingPathComponent("wellbeing").path
        try await tabard(Array(arguments.prefix(2) + ["--vault", vault] + arguments.dropFirst(2)))
    }

    /// Runs the program, which has to do what it is told; gives the JSON that it says.
    @discardableResult
    public func tabard(_ arguments: String...) async throws -> String {
        try await tabard(arguments)
    }

    /// The same, of arguments in a list.
    @discardableResult
    public func tabard(_ arguments: [String]) async throws -> String {
        let program = try Program(["--json"] + arguments)
        let said = await program.output()
        guard await program.end() == 0 else { throw Failed(arguments: arguments, said: said) }
        return said
    }

    /// The program did not do what it was told.
    public struct Failed: Error {
        let arguments: [String]
        let said: String
    }

    private struct Listening: Decodable { let listening: String }
    private struct EnrolCode: Decodable { let code: String }
}
#endif
