import Foundation
import Tabard
import TabardTestSupport
import Testing

/// The repository, in which this file is.
let repository = (0..<6).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
}

@Suite("The scenario of every language")
struct ScenarioTests {
    /// `tests/foreign/README.md` says what a step is; the driver in Rust writes what it ends in.
    @Test("ends as it does in every language", .timeLimit(.minutes(3)))
    func scenario() async throws {
        let folder = repository.appendingPathComponent("tests/foreign")
        func read(_ name: String) throws -> String {
            try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        }
        let scenario = try read("scenario.json")
        let play = try Play()
        let steps = try #require(try JSON.read(scenario).list)
        #expect(!steps.isEmpty)
        for (number, step) in steps.enumerated() {
            do {
                try await play.step(step)
            } catch {
                Issue.record(error, "step \(number), \(step.written)")
                return
            }
        }
        let ended = try await play.ended(scenario)
        let expected = try #require(try JSON.read(read("expected.json")).object)
        #expect(ended.keys.sorted() == expected.keys.sorted())
        for (name, seen) in ended {
            #expect(seen.written == Canonical.ordered(expected[name] ?? .null).written, "\(name)")
        }
        await play.over()
    }
}

/// The stage: a region, people with phones, and what names stand for.
private final class Play {
    struct NotFailed: Error {
        let code: String
    }

    private let region: Region
    private var actors: [String: Actor] = [:]
    private var names: [String: String] = [:]
    private var looks: [String: JSON] = [:]

    init() throws {
        region = try Region.unfounded()
    }

    func step(_ step: JSON) async throws {
        let fails = step["fails"].text
        do {
            let made = try await done(step)
            if let fails { throw NotFailed(code: fails) }
            if let name = step["as"].text, let made { names[name] = made }
        } catch let error as TabardError where error.code == fails {
            return
        }
    }

    /// What every look saw, made canonical, by its name.
    func ended(_ scenario: String) async throws -> [String: JSON] {
        var canonical = Canonical(scenario: scenario)
        for (name, id) in names { canonical.names[id] = name }
        for (name, actor) in actors {
            canonical.names[try await actor.device.status().device] = name
        }
        return looks.mapValues(canonical.of)
    }

    func over() async {
        for actor in actors.values { try? await actor.device.shutdown() }
        await region.stop()
    }

    private func done(_ step: JSON) async throws -> String? {
        switch (step["who"].text, step["do"].text) {
        case ("server", "start"): try await region.start()
        case ("server", "stop"): await region.stop()
        case ("hub", "run"):
            let arguments = step["arguments"].list ?? []
            let said = try await region.tabard(arguments.compactMap { $0.text.map(filled) })
            return try step["take"].text.flatMap { try JSON.read(said)[$0].text }
        case (let who?, "enrol"):
            actors[who] = try await Actor(region, who, code: filled(step["code"].text ?? ""))
        case (_, "invite"):
            let actor = try actor(step["who"], step)
            let code = try await self.actor(step["mate"], step).mateCode(step)
            try await actor.device.crew.invite(code, into: actor.named("record", of: step, names))
        case (_, "look"):
            let seen = try await actor(step["who"], step).sees(step, names)
            if let name = step["as"].text { looks[name] = seen }
        default: return try await actor(step["who"], step).does(step, names)
        }
        return nil
    }

    private func actor(_ who: JSON, _ step: JSON) throws -> Actor {
        guard let actor = who.text.flatMap({ actors[$0] }) else { throw Actor.Unknown(step) }
        return actor
    }

    /// A text with what the names in braces stand for.
    private func filled(_ text: String) -> String {
        let folders = ["folder": region.folder.path, "region": region.folder.path + "/region"]
        return names.merging(folders) { $1 }.reduce(text) { text, name in
            text.split(separator: "{\(name.key)}", omittingEmptySubsequences: false)
                .joined(separator: name.value)
        }
    }
}
