import Foundation
import Tabard

/// What a phone sees, as JSON.
extension Actor {
    func sees(_ step: JSON, _ names: [String: String]) async throws -> JSON {
        func record() throws -> String { try named("record", of: step, names) }
        switch step["what"].text {
        case "attachment": return seen(try await device.attachments.get(record()))
        case "bytes":
            let bytes = try await device.attachments.view(record(), custody: custody)
            return .object([
                "length": .number(bytes.count),
                "as_attached": .flag(bytes == pattern(bytes.count)),
            ])
        case "history": return .list(try await device.reports.history(record()).map(seen))
        case "json": return try JSON.read(try await device.records.json(record()))
        case "list":
            let page = try await device.reports.list(ReportQuery(words: step["words"].text, most: 100))
            return .list(page.reports.map { ["record": .text($0.id), "title": .text($0.title)] })
        case "report": return seen(try await device.reports.get(record()))
        case "status": return seen(try await device.status())
        default: throw Unknown(step)
        }
    }

    private func seen(_ report: Report) -> JSON {
        let state = switch report.state {
        case .savedOnThisPhone: "saved_on_this_phone"
        case .heldByEdge: "held_by_edge"
        case .heldByRegion: "held_by_region"
        case .answered(let status): status
        }
        let line = report.summary
        return [
            "id": .text(report.id), "title": .text(line.title), "state": .text(state),
            "stands": .text(report.stands), "unsent": .number(line.unsent),
            "unread": .flag(line.unread), "own": .flag(line.own),
            "withdrawn": .flag(line.withdrawn), "by": .of(line.by), "draft": draft(of: report),
            "conflicts": .list(report.conflicts.map(seen)),
            "open_questions": .number(report.openQuestions.count),
            "writers": .number(report.writers.count),
        ]
    }

    /// What was typed: where the fields as they are on the screen are not those that were saved.
    private func draft(of report: Report) -> JSON {
        let paths = Set(report.typed.paths + report.fields.paths)
        let typed = paths.filter { report.typed.value(at: $0) != report.fields.value(at: $0) }
        let values = typed.map { ($0, said(report.typed.value(at: $0))) }
        return .object(Dictionary(uniqueKeysWithValues: values))
    }

    /// In no order, since which of the values shows is chance.
    private func seen(_ conflict: Conflict) -> JSON {
        let values = conflict.values.sorted { said($0.value).written < said($1.value).written }
        return [
            "path": .text(conflict.path),
            "values": .list(values.map { ["value": said($0.value), "by": .of($0.by)] }),
        ]
    }

    private func seen(_ attachment: AttachmentDetails) -> JSON {
        let bytes = switch attachment.bytes {
        case .notHere: "not_here"
        case .sending: "sending"
        case .fetching: "fetching"
        case .held: "held"
        }
        // The custody log is shown beside them.
        let paths = attachment.fields.paths.filter { !$0.hasPrefix("custody/") }
        let fields = paths.map { ($0, said(attachment.fields.value(at: $0))) }
        return [
            "id": .text(attachment.id), "record": .of(attachment.report), "bytes": .text(bytes),
            "own": .flag(attachment.own), "by": .of(attachment.by),
            "fields": .object(Dictionary(uniqueKeysWithValues: fields)),
            "custody": .list(
                attachment.custody.sorted { $0.action < $1.action }
                    .map { ["action": .text($0.action), "by": .of($0.by)] }),
        ]
    }

    private func seen(_ version: Version) -> JSON {
        let changes = version.changes.filter { !$0.path.hasPrefix("edits/") }
        return [
            "by": .of(version.by), "at": .of(version.at),
            "changes": .list(changes.sorted { $0.path < $1.path }.map(seen)),
        ]
    }

    private func seen(_ change: Change) -> JSON {
        [
            "path": .text(change.path), "before": said(change.before), "after": said(change.after),
            "settled": .flag(change.settled),
        ]
    }

    private func seen(_ status: DeviceStatus) -> JSON {
        [
            "device": .text(status.device), "region": .text(status.region),
            "roles": .list(status.roles.map(JSON.text)),
            "waiting": .number(Int(status.waiting)), "refused": .number(Int(status.refused)),
            "drafts": .number(Int(status.drafts)),
            "sending": .number(Int(status.transfers.sending)),
            "may_be_read": .flag(!status.lease.ended),
        ]
    }

    private func said(_ value: Value?) -> JSON {
        switch value {
        case .flag(let on): .flag(on)
        case .whole(let number): .number(Int(number))
        case .text(let text): .text(text)
        case nil: .null
        }
    }
}

extension JSON: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral fields: (String, JSON)...) {
        self = .object(Dictionary(uniqueKeysWithValues: fields))
    }
}
