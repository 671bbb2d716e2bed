import SampleModels
import SwiftUI

/// What is on the screen: joining, the lock, the app itself, or a page that says nothing.
struct RootView: View {
    @Environment(AppModel.self) private var app
    @Environment(\.colorScheme) private var scheme
    @Environment(\.scenePhase) private var scenePhase

    var body: some View {
        let palette = Palette.of(app.look, scheme)
        ZStack {
            palette.ground.ignoresSafeArea()
            content
            // What the list of recent apps keeps as its picture.
            if scenePhase != .active { palette.ground.ignoresSafeArea() }
        }
        .environment(\.palette, palette)
        .preferredColorScheme(palette.forced)
        .tint(palette.action)
        .foregroundStyle(palette.text)
        .privacySensitive()
        .simultaneousGesture(TapGesture().onEnded { app.touch() })
        .task { await app.start() }
    }

    @ViewBuilder private var content: some View {
        switch app.phase {
        case .starting: ProgressView(app.texts["app.common.wait"])
        case .enrol(let model): EnrolScreen(model: model)
        case .locked(let model): LockScreen(model: model)
        case .open(let session): OpenApp(session: session)
        case .hidden: NotesScreen()
        case .gone(let title, let says): GoneScreen(title: title, says: says)
        case .broken(let fault): Page(fault.title) { FaultBox(fault: fault) }
        }
    }
}

/// The app while it is open: the list of reports, and the way from it.
private struct OpenApp: View {
    let session: Session
    @Environment(AppModel.self) private var app

    var body: some View {
        @Bindable var app = app
        NavigationStack(path: $app.path) {
            HomeScreen(session)
                .navigationDestination(for: Route.self) { route in
                    RouteScreen(route: route, session: session)
                }
        }
    }
}

/// The screen of a route.
private struct RouteScreen: View {
    let route: Route
    let session: Session
    @Environment(AppModel.self) private var app

    var body: some View {
        switch route {
        case .capture(let resuming): CaptureScreen(session, resuming: resuming)
        case .report(let id): ReportScreen(session, id)
        case .section(let id, let section): SectionScreen(session, id, section)
        case .account(let id): AccountScreen(session: session, report: id)
        case .conflicts(let id): ConflictsScreen(session, id)
        case .history(let id): HistoryScreen(session, id)
        case .crew(let id): CrewScreen(session, id)
        case .files(let id): FilesScreen(session, id)
        case .answer(let id): AnswerScreen(session, id)
        case .support(let id): SupportScreen(session, after: id)
        case .jobs: JobsScreen(session)
        case .due: DueScreen(session)
        case .more: MoreScreen()
        case .settings: SettingsScreen(app, session)
        case .changePIN: PINScreen(app, session)
        case .destroy: DestroyScreen(app, session)
        case .people: PeopleScreen(app)
        case .about: AboutScreen(session)
        }
    }
}
