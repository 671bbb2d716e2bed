import SampleModels
import SwiftUI
import Tabard

/// The quick report: one question a screen.
struct CaptureScreen: View {
    @State private var model: CaptureModel
    @Environment(AppModel.self) private var app

    init(_ session: Session, resuming report: String?) {
        _model = State(initialValue: CaptureModel(session, resuming: report))
    }

    var body: some View {
        Group {
            switch model.state.step {
            case .safe: safe
            case .help: help
            case .what: what
            case .who: who
            case .factors: factors
            case .saved: if let saved = model.state.saved { SavedPage(model: model, saved: saved) }
            }
        }
        .navigationBarBackButtonHidden()
        .toolbar {
            ToolbarItem(placement: .topBarLeading) {
                Button(app.texts["app.common.back"]) {
                    if !model.back() { app.path = [] }
                }
                .frame(minWidth: Touch.side, minHeight: Touch.side)
            }
        }
        .task { await model.resume() }
    }

    private var safe: some View {
        Page(app.texts["app.safe.title"]) {
            FaultBox(fault: model.state.fault)
            ForEach(CaptureTiles.safe, id: \.self) { code in
                Tile(label: app.texts["app.safe.\(code)"], chosen: model.state.safe == code) {
                    await model.answerSafe(code)
                }
            }
            Quiet(text: app.texts["app.common.typed_kept"])
        }
    }

    private var help: some View {
        Page(app.texts["app.help.title"]) {
            Notice(text: app.texts["app.help.radio"], danger: true)
            Notice(text: app.texts["app.help.nine"], danger: true)
            Notice(text: app.texts["app.help.no_alarm"])
            Text(app.texts["app.help.leave"])
            WideButton(label: app.texts["app.help.go_on"]) { await model.safeNow() }
        }
    }

    private var what: some View {
        Page(app.texts["app.what.title"]) {
            FaultBox(fault: model.state.fault)
            Quiet(text: app.texts["app.what.says"])
            ForEach(CaptureTiles.what, id: \.self) { tile in
                Tile(label: app.texts["app.what.\(tile)"], chosen: model.state.what.contains(tile)) {
                    await model.toggleWhat(tile)
                }
            }
            if model.state.allKinds {
                ForEach(CaptureTiles.otherKinds, id: \.self) { kind in
                    Tile(
                        label: app.texts.code(kind, of: IncidentType.list),
                        chosen: model.state.what.contains(kind)
                    ) { await model.toggleWhat(kind) }
                }
            } else {
                WideButton(label: app.texts["app.what.more"]) { model.showAllKinds() }
            }
            next(skips: model.state.what.isEmpty)
        }
    }

    private var who: some View {
        Page(app.texts["app.who.title"]) {
            FaultBox(fault: model.state.fault)
            ForEach(CaptureTiles.who, id: \.self) { code in
                Tile(label: app.texts["app.who.\(code)"], chosen: model.state.who == code) {
                    await model.answerWho(code)
                }
            }
            next(skips: true)
        }
    }

    private var factors: some View {
        Page(app.texts["app.factors.title"]) {
            FaultBox(fault: model.state.fault)
            Quiet(text: app.texts["app.factors.says"])
            WideButton(label: voice, sign: "mic") { await model.voice() }
                .disabled(model.state.voice == .kept)
            ForEach(CaptureTiles.factors, id: \.self) { code in
                Tile(
                    label: app.texts.code(code, of: ContributoryFactor.list),
                    chosen: model.state.factors.contains(code)
                ) { await model.toggleFactor(code) }
            }
            WideButton(label: app.texts["app.factors.save"], sign: "checkmark", kind: .main) {
                await model.save()
            }
        }
    }

    private var voice: String {
        switch model.state.voice {
        case .none: app.texts["app.factors.voice"]
        case .recording(let seconds):
            app.texts.fill("app.factors.stop", ["seconds": String(seconds)])
        case .kept: app.texts["app.factors.kept"]
        }
    }

    private func next(skips: Bool) -> some View {
        WideButton(
            label: app.texts[skips ? "app.common.skip" : "app.common.next"],
            sign: "arrow.forward", kind: skips ? .second : .main
        ) { model.next() }
    }
}

private struct SavedPage: View {
    let model: CaptureModel
    let saved: CaptureModel.Saved
    @Environment(AppModel.self) private var app

    var body: some View {
        Page(app.texts["app.saved.title"]) {
            Image(systemName: "checkmark.circle.fill")
                .font(.system(size: 96))
                .accessibilityHidden(true)
            Text(saved.reference).font(.title)
            StandingLine(standing: saved.standing)
            if saved.standing.mark == .notSent { Text(app.texts["app.saved.not_sent"]) }
            Quiet(text: app.texts["app.saved.later"])
            WideButton(label: app.texts["app.common.done"], sign: "checkmark", kind: .main) {
                app.path = []
            }
            WideButton(label: app.texts["app.saved.open"]) { app.path = [.report(saved.report)] }
            WideButton(label: app.texts["app.saved.support"], sign: "heart") {
                app.path = [.support(saved.report)]
            }
        }
        .task { await model.followSaved() }
    }
}
