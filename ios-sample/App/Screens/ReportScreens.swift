import SampleModels
import SwiftUI

/// A report and the ways to everything of it.
struct ReportScreen: View {
    @State private var model: ReportModel
    @State private var withdrawing = false
    @State private var reason = ""
    @Environment(AppModel.self) private var app
    private let report: String

    init(_ session: Session, _ report: String) {
        self.report = report
        _model = State(initialValue: ReportModel(session, report))
    }

    var body: some View {
        Page(model.state?.title ?? app.texts["app.report.title"]) {
            FaultBox(fault: model.fault)
            if let state = model.state { content(state) }
        }
        .task { await model.run() }
    }

    @ViewBuilder private func content(_ state: ReportModel.State) -> some View {
        Quiet(text: state.reference)
        StandingLine(standing: state.standing)
        ForEach(state.notes, id: \.self) { Notice(text: $0) }
        if state.typed {
            Notice(text: app.texts["app.common.unsaved"])
            WideButton(label: app.texts["app.report.save_typed"], kind: .main) {
                await model.saveTyped()
            }
        }
        if state.questionOpen { Notice(text: app.texts["app.report.question_open"]) }
        heading("app.report.answer")
        WideButton(label: state.answer, sign: "bubble.left") { go(.answer(report)) }
        if state.conflicts > 0 {
            WideButton(label: app.texts["app.report.conflicts"], sign: "arrow.triangle.branch") {
                go(.conflicts(report))
            }
        }
        missing(state)
        sections(state)
        ways
        if state.mayWithdraw { withdrawal }
    }

    @ViewBuilder private func missing(_ state: ReportModel.State) -> some View {
        heading("app.report.finish")
        Quiet(
            text: app.texts[
                state.missing.isEmpty ? "app.report.all_filled" : "app.report.none_required"])
        ForEach(state.missing) { one in
            if let section = one.section {
                WideButton(label: one.asks) { go(.section(report, section)) }
            }
        }
    }

    @ViewBuilder private func sections(_ state: ReportModel.State) -> some View {
        heading("app.report.sections")
        ForEach(state.sections) { part in
            WideButton(label: part.name) { go(.section(report, part.id)) }
            Quiet(
                text: part.filled == 0
                    ? app.texts["app.report.nothing"]
                    : app.texts.fill("app.report.filled", count: part.filled))
        }
    }

    @ViewBuilder private var ways: some View {
        WideButton(label: app.texts["app.report.account"]) { go(.account(report)) }
        Quiet(text: app.texts["app.report.account_says"])
        WideButton(label: app.texts["app.report.crew"]) { go(.crew(report)) }
        WideButton(label: app.texts["app.report.files"]) { go(.files(report)) }
        WideButton(label: app.texts["app.report.history"]) { go(.history(report)) }
    }

    @ViewBuilder private var withdrawal: some View {
        if withdrawing {
            Text(app.texts["app.report.withdraw_says"])
            TypedText(asks: app.texts["app.report.withdraw_reason"], text: $reason, lines: true)
            WideButton(label: app.texts["app.report.withdraw"], kind: .danger) {
                await model.withdraw(because: reason)
            }
            WideButton(label: app.texts["app.common.cancel"]) { withdrawing = false }
        } else {
            WideButton(label: app.texts["app.report.withdraw"]) { withdrawing = true }
        }
    }

    private func heading(_ key: String) -> some View {
        Text(app.texts[key]).font(.title2.bold()).accessibilityAddTraits(.isHeader)
    }

    private func go(_ route: Route) {
        app.path.append(route)
    }
}

/// A part of a report, which saves itself.
struct SectionScreen: View {
    @State private var form: FormModel
    @Environment(AppModel.self) private var app
    private let section: ReportSection

    init(_ session: Session, _ report: String, _ section: ReportSection) {
        self.section = section
        _form = State(initialValue: session.form(section, of: report))
    }

    var body: some View {
        Page(app.texts[section.wordKey]) {
            Quiet(text: app.texts["app.section.saves_itself"])
            QuestionList(form: form)
        }
        .task { await form.run() }
        .onDisappear { Task { await form.leave() } }
    }
}

/// This person's own account, which saves itself.
struct AccountScreen: View {
    let session: Session
    let report: String
    @State private var form: FormModel?
    @Environment(AppModel.self) private var app

    var body: some View {
        Page(app.texts["app.account.title"]) {
            Quiet(text: app.texts["app.account.says"])
            Quiet(text: app.texts["app.section.saves_itself"])
            if let form { QuestionList(form: form) }
        }
        .task {
            let form = await session.account(of: report)
            self.form = form
            await form.run()
        }
        .onDisappear { Task { await form?.leave() } }
    }
}

/// What two devices state differently.
struct ConflictsScreen: View {
    @State private var model: ConflictsModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, _ report: String) {
        _model = State(initialValue: ConflictsModel(session, report))
    }

    var body: some View {
        Page(app.texts["app.conflicts.title"]) {
            FaultBox(fault: model.fault)
            Text(app.texts[model.rows.isEmpty ? "app.conflicts.none" : "app.conflicts.says"])
            if model.settled { Notice(text: app.texts["app.conflicts.settled"]) }
            ForEach(model.rows) { row in
                Text(row.asks).font(.title2.bold()).accessibilityAddTraits(.isHeader)
                ForEach(row.values) { stated in
                    Text(stated.says).font(.headline)
                    Quiet(text: stated.by)
                    WideButton(label: app.texts["app.conflicts.use"]) {
                        await model.use(row, stated)
                    }
                }
            }
        }
        .task { await model.run() }
    }
}

/// Every version of a report.
struct HistoryScreen: View {
    @State private var model: HistoryModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, _ report: String) {
        _model = State(initialValue: HistoryModel(session, report))
    }

    var body: some View {
        Page(app.texts["app.history.title"]) {
            FaultBox(fault: model.fault)
            if model.rows.isEmpty { Text(app.texts["app.history.none"]) }
            ForEach(model.rows) { row in
                Text(row.title).font(.headline).accessibilityAddTraits(.isHeader)
                ForEach(row.changes, id: \.self) { Text($0) }
            }
        }
        .task { await model.read() }
    }
}

/// What the hub says, and what it asks.
struct AnswerScreen: View {
    @State private var model: AnswerModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, _ report: String) {
        _model = State(initialValue: AnswerModel(session, report))
    }

    var body: some View {
        Page(app.texts["app.answer.title"]) {
            FaultBox(fault: model.state.fault)
            if model.state.stands == nil { Text(app.texts["app.answer.none"]) }
            said("app.answer.stands", model.state.stands)
            said("app.answer.outcome", model.state.outcome)
            said("app.answer.why_no_action", model.state.whyNoAction)
            ForEach(model.state.lines) { SaidView(line: $0) }
            TypedText(asks: app.texts["app.answer.reply"], text: $model.reply, lines: true)
            WideButton(label: app.texts["app.answer.send"], kind: .main) { await model.send() }
            if model.state.saved { Text(app.texts["app.answer.saved"]) }
        }
        .task { await model.run() }
    }

    @ViewBuilder private func said(_ key: String, _ text: String?) -> some View {
        if let text {
            VStack(alignment: .leading) {
                Quiet(text: app.texts[key])
                Text(text).font(.headline)
            }
            .accessibilityElement(children: .combine)
        }
    }
}

/// A line of a conversation.
struct SaidView: View {
    let line: SaidLine

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Quiet(text: line.title)
            if let question = line.question { Text(question).font(.subheadline.bold()) }
            Text(line.says)
        }
        .accessibilityElement(children: .combine)
    }
}
