import SampleModels
import SwiftUI

/// The app that a crew would use.
@main
struct TabardSampleApp: App {
    @State private var app: AppModel?
    @Environment(\.scenePhase) private var scenePhase

    init() {
        let host = AppleHost()
        host.registerBackground()
        _app = State(initialValue: try? AppModel(host))
    }

    var body: some Scene {
        WindowGroup {
            if let app {
                RootView()
                    .environment(app)
                    .onChange(of: scenePhase) { _, now in
                        if now == .background { app.wentAway() }
                    }
            }
        }
    }
}
