import SampleModels
import SwiftUI

/// The list of reports: a new one in one tap.
struct HomeScreen: View {
    @State private var model: HomeModel
    @State private var words = ""
    @Environment(AppModel.self) private var app
    private let session: Session

    init(_ session: Session) {
        self.session = session
        _model = State(initialValue: HomeModel(session))
    }

    var body: some View {
        Page(app.texts["app.home.title"]) {
            WideButton(label: app.texts["app.home.new_report"], sign: "plus", kind: .main) {
                app.path.append(.capture(resuming: nil))
            }
            .accessibilityHint(app.texts["app.home.new_report_says"])
            if let begun = model.state.begun {
                way("app.home.go_on", "pencil", .capture(resuming: begun))
            }
            if model.state.due > 0 {
                WideButton(
                    label: app.texts.fill("app.home.due", count: model.state.due), sign: "calendar"
                ) { app.path.append(.due) }
            }
            FaultBox(fault: model.state.fault)
            SyncBox(session: session)
            TypedText(asks: app.texts["app.home.search"], text: $words)
                .onChange(of: words) { _, typed in Task { await model.search(typed) } }
            if let empty = model.state.empty { Text(empty) }
            ForEach(model.state.rows) { row in
                ReportCard(row: row) { app.path.append(.report(row.id)) }
            }
            if model.state.more {
                WideButton(label: app.texts["app.common.show_more"]) { await model.showMore() }
            }
            way("app.home.job", "exclamationmark.triangle", .jobs)
            way("app.home.support", "heart", .support(nil))
            way("app.home.more", "ellipsis", .more)
        }
        .task { await model.run() }
    }

    private func way(_ key: String, _ sign: String, _ route: Route) -> some View {
        WideButton(label: app.texts[key], sign: sign) { app.path.append(route) }
    }
}

/// How sending goes.
struct SyncBox: View {
    let session: Session
    @Environment(AppModel.self) private var app

    var body: some View {
        Quiet(text: session.sync.says)
        if let next = session.sync.next { Quiet(text: next) }
        if session.sync.waiting > 0 {
            WideButton(label: app.texts["app.state.now"], sign: "arrow.up") { await session.sendNow() }
        }
    }
}

private struct ReportCard: View {
    let row: ReportRow
    let open: () -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        Button(action: open) {
            VStack(alignment: .leading, spacing: 6) {
                Text(row.title).font(.headline)
                Quiet(text: row.whenAndReference)
                StandingLine(standing: row.standing)
                ForEach(row.notes, id: \.self) { Text($0).font(.subheadline.bold()) }
            }
            .padding()
            .frame(maxWidth: .infinity, minHeight: Touch.side, alignment: .leading)
            .background(palette.card, in: RoundedRectangle(cornerRadius: 12))
            .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(palette.line))
        }
        .buttonStyle(.plain)
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isButton)
    }
}
