import SampleModels
import SwiftUI
import Tabard

/// Everything else.
struct MoreScreen: View {
    @Environment(AppModel.self) private var app

    var body: some View {
        Page(app.texts["app.more.title"]) {
            way("app.more.due", .due)
            way("app.more.settings", .settings)
            way("app.more.about", .about)
            way("app.more.people", .people)
            WideButton(label: app.texts["app.more.lock"], sign: "lock") { app.lock() }
        }
    }

    private func way(_ key: String, _ route: Route) -> some View {
        WideButton(label: app.texts[key]) { app.path.append(route) }
    }
}

/// Language, colours, and the ways to PIN, server and keys.
struct SettingsScreen: View {
    @State private var model: SettingsModel
    @Environment(AppModel.self) private var app

    init(_ app: AppModel, _ session: Session) {
        _model = State(initialValue: SettingsModel(app, session))
    }

    var body: some View {
        Page(app.texts["app.settings.title"]) {
            FaultBox(fault: model.fault)
            Text(app.texts["app.settings.language"]).font(.headline)
            ForEach(tabardLanguages(), id: \.self) { tag in
                Tile(label: name(of: tag), chosen: tag == app.texts.language) {
                    if tag != app.texts.language { app.speak(tag) }
                }
            }
            Text(app.texts["app.settings.colours"]).font(.headline)
            ForEach(Look.allCases, id: \.self) { look in
                Tile(label: app.texts[look.wordKey], chosen: look == app.look) { app.choose(look) }
            }
            WideButton(label: app.texts["app.settings.pin"]) { app.path.append(.changePIN) }
            TypedText(asks: app.texts["app.settings.server"], text: $model.server)
                .keyboardType(.URL)
            Quiet(text: app.texts["app.settings.server_says"])
            WideButton(label: app.texts["app.common.save"]) { await model.keepServer() }
            if let said = model.said { Notice(text: said) }
            Text(app.texts["app.settings.danger"]).font(.headline)
            WideButton(label: app.texts["app.settings.destroy"]) { app.path.append(.destroy) }
        }
        .task { await model.read() }
    }

    /// A language calls itself as the system knows it, in itself.
    private func name(of tag: String) -> String {
        Locale(identifier: tag).localizedString(forLanguageCode: tag) ?? tag
    }
}

/// Another PIN.
struct PINScreen: View {
    @State private var model: SettingsModel
    @Environment(AppModel.self) private var app

    init(_ app: AppModel, _ session: Session) {
        _model = State(initialValue: SettingsModel(app, session))
    }

    var body: some View {
        Page(app.texts["app.pin.title"]) {
            FaultBox(fault: model.fault)
            TypedText(asks: app.texts["app.pin.old"], text: $model.old, secret: true)
            TypedText(asks: app.texts["app.pin.new"], text: $model.new, secret: true)
            TypedText(asks: app.texts["app.pin.again"], text: $model.again, secret: true)
            WideButton(label: app.texts["app.common.save"], kind: .main) { await model.changePIN() }
            if let said = model.said { Notice(text: said) }
        }
    }
}

/// The end of the keys.
struct DestroyScreen: View {
    @State private var model: SettingsModel
    @Environment(AppModel.self) private var app

    init(_ app: AppModel, _ session: Session) {
        _model = State(initialValue: SettingsModel(app, session))
    }

    var body: some View {
        Page(app.texts["app.destroy.title"]) {
            Notice(text: app.texts["app.destroy.says"], danger: true)
            if let loses = model.loses { Text(loses) }
            FaultBox(fault: model.fault)
            Tile(label: app.texts["app.destroy.sure"], chosen: model.sure) { model.sure.toggle() }
            WideButton(label: app.texts["app.destroy.do"], kind: .danger) { await model.destroy() }
                .disabled(!model.sure)
        }
        .task { await model.read() }
    }
}

/// Who uses this phone.
struct PeopleScreen: View {
    @State private var model: PeopleModel
    @Environment(AppModel.self) private var app

    init(_ app: AppModel) {
        _model = State(initialValue: PeopleModel(app))
    }

    var body: some View {
        Page(app.texts["app.people.title"]) {
            Text(app.texts["app.people.says"])
            FaultBox(fault: model.fault)
            ForEach(model.rows) { row in
                Text(row.id).font(.headline)
                Quiet(text: row.waits)
                if row.here {
                    Quiet(text: app.texts["app.people.here"])
                } else {
                    WideButton(label: app.texts.fill("app.people.switch", ["label": row.id])) {
                        model.change(to: row)
                    }
                    WideButton(label: app.texts.fill("app.people.remove", ["label": row.id])) {
                        await model.remove(row)
                    }
                }
            }
            TypedText(asks: app.texts["app.people.add"], text: $model.initials)
            WideButton(label: app.texts["app.common.add"]) { await model.add() }
        }
        .task { await model.read() }
    }
}

/// How this phone stands.
struct AboutScreen: View {
    @State private var model: AboutModel
    @Environment(AppModel.self) private var app
    private let session: Session

    init(_ session: Session) {
        self.session = session
        _model = State(initialValue: AboutModel(session))
    }

    var body: some View {
        Page(app.texts["app.about.title"]) {
            FaultBox(fault: model.fault)
            ForEach(model.lines, id: \.self) { Text($0) }
            SyncBox(session: session)
        }
        .task { await model.run() }
    }
}
