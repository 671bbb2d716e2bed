import SampleModels
import SwiftUI

/// Support: private, and with no report if need be.
struct SupportScreen: View {
    @State private var model: SupportModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, after report: String?) {
        _model = State(initialValue: SupportModel(session, after: report))
    }

    var body: some View {
        Page(app.texts["app.support.title"]) {
            Text(app.texts["app.support.says"])
            FaultBox(fault: model.fault)
            Quiet(text: app.texts["app.support.offline"])
            heading("app.support.lines")
            ForEach(model.lines) { line in
                Text(line.id)
                Quiet(text: line.hours)
                WideButton(
                    label: app.texts.fill("app.common.call", ["number": line.number]), sign: "phone"
                ) { model.call(line) }
            }
            heading("app.support.ask")
            QuestionList(form: model.form)
                .id(ObjectIdentifier(model.form))
                .task(id: ObjectIdentifier(model.form)) { await model.form.run() }
            WideButton(label: app.texts["app.support.send"], kind: .main) { await model.send() }
            heading("app.support.asked")
            if model.rows.isEmpty { Text(app.texts["app.support.none"]) }
            ForEach(model.rows) { RequestCard(model: model, row: $0) }
        }
        .task { await model.run() }
    }

    private func heading(_ key: String) -> some View {
        Text(app.texts[key]).font(.title2.bold()).accessibilityAddTraits(.isHeader)
    }
}

private struct RequestCard: View {
    let model: SupportModel
    let row: SupportModel.Row
    @State private var text = ""
    @Environment(AppModel.self) private var app

    var body: some View {
        Text(row.title).font(.headline)
        StandingLine(standing: row.standing)
        ForEach(row.lines) { SaidView(line: $0) }
        TypedText(asks: app.texts["app.support.say"], text: $text, lines: true)
        WideButton(label: app.texts["app.common.save"]) {
            await model.say(text, in: row)
            text = ""
        }
    }
}

/// Warnings for a job.
struct JobsScreen: View {
    @State private var model: JobsModel
    @Environment(AppModel.self) private var app

    init(_ session: Session) {
        _model = State(initialValue: JobsModel(session))
    }

    var body: some View {
        Page(app.texts["app.job.title"]) {
            Notice(text: app.texts["app.job.says"])
            Quiet(text: app.texts["app.job.priority"])
            FaultBox(fault: model.fault)
            TypedText(asks: app.texts["app.job.cad"], text: $model.cad)
            TypedText(asks: app.texts["app.job.callsign"], text: $model.callsign)
            TypedText(asks: app.texts["app.job.number"], text: $model.number)
            TypedText(asks: app.texts["app.job.place"], text: $model.place)
            WideButton(label: app.texts["app.job.ask"], kind: .main) { await model.ask() }
            if model.rows.isEmpty { Text(app.texts["app.job.none"]) }
            ForEach(model.rows) { row in
                Text(row.title).font(.title2.bold()).accessibilityAddTraits(.isHeader)
                Text(row.says)
                ForEach(row.markers, id: \.self) { Notice(text: $0, danger: true) }
                if row.acknowledged { Quiet(text: app.texts["app.job.acked"]) }
                if row.mayAcknowledge {
                    WideButton(label: app.texts["app.job.ack"]) { await model.acknowledge(row) }
                }
            }
        }
        .task { await model.run() }
    }
}

/// What is due.
struct DueScreen: View {
    @State private var model: DueModel
    @Environment(AppModel.self) private var app

    init(_ session: Session) {
        _model = State(initialValue: DueModel(session))
    }

    var body: some View {
        Page(app.texts["app.due.title"]) {
            Quiet(text: app.texts["app.due.says"])
            FaultBox(fault: model.fault)
            if model.rows.isEmpty { Text(app.texts["app.due.none"]) }
            ForEach(model.rows) { row in
                Text(row.says).font(.headline)
                Quiet(text: row.when)
                ForEach(row.notes, id: \.self) { Quiet(text: $0) }
                WideButton(label: app.texts["app.due.open"]) { app.path.append(.report(row.report)) }
            }
        }
        .task { await model.run() }
    }
}
