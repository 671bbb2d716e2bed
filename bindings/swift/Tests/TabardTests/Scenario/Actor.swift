import Foundation
import Tabard
import TabardTestSupport

/// A person of the scenario with a phone.
final class Actor {
    /// A step that nobody knows how to do.
    struct Unknown: Error {
        let step: JSON
        init(_ step: JSON) { self.step = step }
    }

    /// Something else stood in the way of syncing.
    struct OtherProblem: Error {
        let code: String?
    }

    private let phone: Phone
    private(set) var device: TabardDevice
    let custody = Custody(by: "Crew", reason: nil)

    init(_ region: Region, _ name: String, code: String) async throws {
        phone = Phone(region, name)
        device = try await phone.enrol(code: code)
    }

    /// Does one step; the id of what it made, where it made something.
    func does(_ step: JSON, _ names: [String: String]) async throws -> String? {
        func record() throws -> String { try named("record", of: step, names) }
        let reports = device.reports
        switch step["do"].text {
        case "reopen":
            try await device.shutdown()
            device = try await phone.open(with: .biometric)
        case "sync":
            let problem = try await sync(device).obstacle?.code
            if problem != step["problem"].text { throw OtherProblem(code: problem) }
        case "start": return try await start(step, names)
        case "report": return try await reports.write { edit(&$0, step) }
        case "type": try await reports.type(record()) { edit(&$0, step) }
        case "save": try await reports.save(record())
        case "edit": try await reports.edit(record()) { edit(&$0, step) }
        case "join": try await device.crew.join(record(), as: introduction(step))
        case "settle":
            guard let path = step["path"].text, let value = value(step["value"]) else { throw Unknown(step) }
            try await reports.settle(record(), Conflict(path: path, values: []), as: value)
        case "attach":
            let bytes = pattern(step["bytes"].number ?? 0)
            return try await device.attachments.attach(to: record(), bytes: bytes, custody: custody) {
                edit(&$0, step)
            }
        case "fetch": try await device.attachments.fetch(record())
        case "reply": try await reports.reply(record(), step["text"].text ?? "")
        case "read": try await reports.markRead(record())
        case "withdraw": try await reports.withdraw(record(), because: step["reason"].text)
        default: throw Unknown(step)
        }
        return nil
    }

    /// The code by which this device is let into a report.
    func mateCode(_ step: JSON) async throws -> String {
        try await device.crew.code(for: introduction(step))
    }

    /// What a name stands for; one that nothing has stands for itself.
    func named(_ key: String, of step: JSON, _ names: [String: String]) throws -> String {
        guard let name = step[key].text else { throw Unknown(step) }
        return names[name] ?? name
    }

    private func start(_ step: JSON, _ names: [String: String]) async throws -> String {
        switch step["kind"].text {
        case "report": return try await device.reports.start()
        case "account": return try await device.records.startAccount(of: named("about", of: step, names))
        case "support":
            let about = step["about"].text.map { names[$0] ?? $0 }
            return try await device.support.start(after: about)
        default: throw Unknown(step)
        }
    }

    private func introduction(_ step: JSON) -> MateIntroduction {
        MateIntroduction(name: step["name"].text, role: step["role"].text)
    }

    /// The scenario's paths are of every kind of record, so they are not said by keys.
    private func edit<Kind>(_ edits: inout Edits<Kind>, _ step: JSON) {
        for (path, json) in (step["edits"].object ?? [:]).sorted(by: { $0.key < $1.key }) {
            edits.at(path, value(json))
        }
    }

    private func value(_ json: JSON) -> Value? {
        switch json {
        case .flag(let on): .flag(on: on)
        case .number(let number): .whole(number: Int64(number))
        case .text(let text): .text(text: text)
        case .null, .list, .object: nil
        }
    }
}

/// So many bytes, the same in every language.
func pattern(_ length: Int) -> Data {
    Data((0..<length).map { UInt8($0 % 251) })
}
