import Foundation
import Observation
import Tabard

/// A page of questions about a record. Every answer is kept as it is given; leaving the page saves.
@MainActor
@Observable
public final class FormModel {
    /// Its questions and answers.
    public private(set) var blocks: [FormBlock] = []
    /// What went wrong with the page as a whole.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let source: any FormSource
    @ObservationIgnored private let fields: [any Key]
    @ObservationIgnored private var filled = Filled.nothing
    @ObservationIgnored private var faults: [String: String] = [:]

    init(_ session: Session, _ source: any FormSource, _ fields: [any Key]) {
        (self.session, self.source, self.fields) = (session, source, fields)
    }

    /// Reads the record for as long as the page is there.
    public func run() async {
        await source.follow { read in
            switch read {
            case .success(let filled):
                self.filled = filled
                show()
            case .failure(let fault): self.fault = fault
            }
        }
    }

    /// One of the choices; none for "not said".
    public func choose(_ path: String, _ choice: String?) async {
        await keep(path, choice.map { .text(text: $0) })
    }

    /// A choice of a set, on or off.
    public func toggle(_ path: String, _ code: String) async {
        let on = filled.ticked(path).contains(code)
        await keep("\(path)/\(code)", on ? nil : .flag(on: true), of: path)
    }

    /// Yes, no, or not said.
    public func answer(_ path: String, _ on: Bool?) async {
        await keep(path, on.map { .flag(on: $0) })
    }

    /// A text as it is typed. What cannot be read as its field asks is said beside it, and not kept.
    public func type(_ path: String, _ text: String) async {
        guard !text.isEmpty else { return await keep(path, nil) }
        guard let answer = question(path)?.answer, let value = value(text, for: answer) else {
            return refuse(path, session.texts[hint(path)])
        }
        await keep(path, value)
    }

    /// This moment.
    public func now(_ path: String) async {
        await keep(path, .text(text: Moment(session.host.clock.date).text))
    }

    /// One more item of a list: it is there once something of it is said.
    public func add(_ list: String) {
        added[list, default: []].append(freshItemID())
        show()
    }

    /// Takes an item out of a list.
    public func remove(_ list: String, _ item: String) async {
        added[list]?.removeAll { $0 == item }
        if filled.items(list).contains(item) { await keep("\(list)/\(item)", nil) } else { show() }
    }

    /// Saves, when the page is left.
    @discardableResult
    public func leave() async -> Bool {
        switch await session.attempt({ () async throws(TabardError) in try await source.save() }) {
        case .success(let saved): return saved
        case .failure(let fault):
            self.fault = fault
            return false
        }
    }

    /// Items that say nothing yet, by their list.
    @ObservationIgnored private var added: [String: [String]] = [:]

    private func keep(_ path: String, _ value: Value?, of question: String? = nil) async {
        do throws(TabardError) {
            try await source.type([(path, value)])
            faults[question ?? path] = nil
            show()
        } catch .input(let reason) {
            refuse(question ?? path, session.texts.fill("app.section.bad_value", ["hint": reason.hint]))
        } catch {
            fault = Fault(error, session.texts)
        }
    }

    private func refuse(_ path: String, _ why: String) {
        faults[path] = why
        show()
    }

    private func show() {
        let layout = FormLayout(texts: session.texts, faults: faults)
        blocks = layout.blocks(fields, filled.with(added))
    }

    private func question(_ path: String) -> Question? {
        let all = blocks.flatMap { block in
            switch block {
            case .question(let question): [question]
            case .items(let items): items.items.flatMap(\.questions)
            }
        }
        return all.first { $0.id == path }
    }

    private func value(_ text: String, for answer: Answer) -> Value? {
        switch answer {
        case .time: TypedMoment.read(text).map { .text(text: $0.text) }
        case .date: Day(text).map { .text(text: $0.text) }
        case .whole: Int64(text).map { .whole(number: $0) }
        default: .text(text: text)
        }
    }

    /// What a field that could not be read wants.
    private func hint(_ path: String) -> String {
        switch question(path)?.answer {
        case .date: "app.section.date_hint"
        case .whole: "shapes.whole_number"
        default: "app.section.time_hint"
        }
    }
}
