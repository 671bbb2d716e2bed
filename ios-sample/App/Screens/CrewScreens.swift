import SampleModels
import SwiftUI

/// Crew-mates on a report.
struct CrewScreen: View {
    @State private var model: CrewModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, _ report: String) {
        _model = State(initialValue: CrewModel(session, report))
    }

    @State private var typed = ""

    var body: some View {
        Page(app.texts["app.crew.title"]) {
            Text(app.texts["app.crew.says"])
            FaultBox(fault: model.state.fault)
            if let said = model.state.said { Notice(text: said) }
            Text(app.texts.fill("app.crew.writers", count: model.state.writers))
            WideButton(label: app.texts["app.crew.scan"], sign: "qrcode.viewfinder") {
                await model.scan()
            }
            TypedText(asks: app.texts["app.crew.type"], text: $typed)
                .onSubmit { Task { await model.read(typed) } }
            if let letIn = model.state.letIn {
                WideButton(label: letIn, kind: .main) { await model.letIn() }
            }
            mine
            if model.state.left {
                Text(app.texts["app.report.left"])
            } else {
                Quiet(text: app.texts["app.crew.leave_says"])
                WideButton(label: app.texts["app.crew.leave"]) { await model.leave() }
            }
        }
        .task { await model.run() }
    }

    @ViewBuilder private var mine: some View {
        TypedText(asks: app.texts["app.crew.my_name"], text: $model.name)
        TypedText(asks: app.texts["app.crew.my_role"], text: $model.role)
        WideButton(label: app.texts["app.crew.join"]) { await model.join() }
        WideButton(label: app.texts["app.crew.mine"], sign: "qrcode") { await model.showMine() }
        if let code = model.state.mine {
            CodeImage(code: code, says: app.texts["app.crew.qr"])
            if let text = model.state.mineAsText { Text(text).textSelection(.enabled) }
        }
    }
}

/// Photographs and voice notes of a report.
struct FilesScreen: View {
    @State private var model: FilesModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, _ report: String) {
        _model = State(initialValue: FilesModel(session, report))
    }

    var body: some View {
        Page(app.texts["app.files.title"]) {
            Quiet(text: app.texts["app.files.says"])
            FaultBox(fault: model.fault)
            if let said = model.said { Notice(text: said) }
            WideButton(label: app.texts["app.files.photo"], sign: "camera") {
                await model.photograph()
            }
            WideButton(
                label: app.texts[model.recording ? "app.files.stop" : "app.files.voice"], sign: "mic"
            ) { await model.voice() }
            looking
            if model.rows.isEmpty { Text(app.texts["app.files.none"]) }
            ForEach(model.rows) { FileCard(model: model, row: $0) }
        }
        .task { await model.run() }
        .onDisappear { model.close() }
    }

    @ViewBuilder private var looking: some View {
        if let looking = model.looking {
            if looking.picture, let picture = UIImage(data: looking.bytes) {
                Image(uiImage: picture)
                    .resizable()
                    .scaledToFit()
                    .accessibilityLabel(looking.says)
            } else {
                WideButton(label: looking.says, sign: "play") { model.play() }
            }
            WideButton(label: app.texts["app.common.close"]) { model.close() }
        }
    }
}

private struct FileCard: View {
    let model: FilesModel
    let row: FilesModel.Row
    @Environment(AppModel.self) private var app

    var body: some View {
        Text(row.title).font(.headline).accessibilityAddTraits(.isHeader)
        Quiet(text: row.standing)
        if row.here {
            WideButton(label: app.texts["app.files.look"]) { await model.look(row) }
            Quiet(text: app.texts["app.files.logged"])
        } else {
            WideButton(label: app.texts["app.files.fetch"]) { await model.fetch(row) }
        }
        if row.held {
            WideButton(label: app.texts["app.files.let_go"]) { await model.letGo(row) }
        }
        DisclosureGroup(app.texts["app.files.custody"]) {
            ForEach(row.custody, id: \.self) { Quiet(text: $0) }
        }
    }
}
