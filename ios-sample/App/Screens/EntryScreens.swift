import SampleModels
import SwiftUI

/// Joining a service.
struct EnrolScreen: View {
    @Bindable var model: EnrolModel
    @Environment(AppModel.self) private var app

    var body: some View {
        Page(app.texts["app.enrol.title"]) {
            Text(app.texts["app.enrol.says"])
            FaultBox(fault: model.fault)
            WideButton(label: app.texts["app.enrol.scan"], sign: "qrcode.viewfinder") {
                await model.scan()
            }
            TypedText(asks: app.texts["app.enrol.code"], text: $model.code)
                .textInputAutocapitalization(.characters)
                .autocorrectionDisabled()
            TypedText(asks: app.texts["app.enrol.pin"], text: $model.pin, secret: true)
            Quiet(text: app.texts["app.enrol.pin_says"])
            Quiet(text: app.texts["app.enrol.network"])
            WideButton(label: app.texts["app.enrol.join"], kind: .main) { await model.join() }
                .disabled(model.joining)
        }
    }
}

/// The lock: digits as large as a thumb.
struct LockScreen: View {
    let model: LockModel
    @Environment(AppModel.self) private var app

    var body: some View {
        Page(app.texts["app.lock.title"]) {
            FaultBox(fault: model.state.fault)
            if model.state.fault?.kind == .keyLost {
                WideButton(label: app.texts["app.fault.other_way"]) { await model.unlockOtherWay() }
                WideButton(label: app.texts["app.fault.join_again"]) { await model.joinAgain() }
            }
            if model.state.wait > 0 {
                Notice(
                    text: app.texts.fill("app.lock.wait", ["seconds": String(model.state.wait)]))
            }
            if model.state.asksPIN { PINPad(model: model) }
            WideButton(
                label: app.texts[model.state.asksPIN ? "app.lock.open" : "app.lock.finger"],
                kind: .main
            ) { await model.unlock() }
                .disabled(model.state.opening)
        }
        .task { await model.look() }
    }
}

private struct PINPad: View {
    let model: LockModel
    @Environment(AppModel.self) private var app

    var body: some View {
        Text(app.texts["app.lock.pin"]).font(.headline)
        Text(app.texts.fill("app.lock.typed", count: model.state.typed))
        ForEach([[1, 2, 3], [4, 5, 6], [7, 8, 9]], id: \.self) { row in
            HStack(spacing: Touch.gap) {
                ForEach(row, id: \.self) { digit($0) }
            }
        }
        HStack(spacing: Touch.gap) {
            digit(0)
            WideButton(label: "⌫") { model.deleteDigit() }
                .accessibilityLabel(app.texts["app.lock.digit_back"])
        }
    }

    private func digit(_ digit: Int) -> some View {
        WideButton(label: String(digit)) { model.press(digit) }
    }
}

/// What is left where nothing opens any more.
struct GoneScreen: View {
    let title: String
    let says: String
    @Environment(AppModel.self) private var app

    var body: some View {
        Page(title) {
            Text(says)
            WideButton(label: app.texts["app.fault.join_again"]) { await app.joinAgain() }
        }
    }
}

/// An empty page of notes. Who knows holds its title for a moment.
struct NotesScreen: View {
    @Environment(AppModel.self) private var app

    var body: some View {
        VStack(alignment: .leading, spacing: Touch.gap) {
            Text(app.texts["app.exit.notes"])
                .font(.largeTitle.bold())
                .onLongPressGesture(minimumDuration: 1) { app.unhide() }
                .accessibilityAction(named: Text(app.texts["app.lock.open"])) { app.unhide() }
            Text(app.texts["app.exit.nothing"])
            Spacer()
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding()
    }
}
