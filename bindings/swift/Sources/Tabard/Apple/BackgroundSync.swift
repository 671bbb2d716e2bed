#if canImport(BackgroundTasks) && os(iOS)
import BackgroundTasks
import Foundation

/// Syncs when iOS lets the app run in the background. It decides when; hours may pass.
///
/// Both identifiers stand under `BGTaskSchedulerPermittedIdentifiers` in the app's Info.plist. It
/// syncs a device that is open: to open one, a person has to answer a prompt.
public final class BackgroundSync: Sendable {
    /// A short task, for reports and answers.
    public static let refresh = "org.tabard.sync.refresh"
    /// A long one, with a network and while the phone is idle, for attachments.
    public static let processing = "org.tabard.sync.attachments"

    private let device: @Sendable () async -> TabardDevice?
    private let transport: any HTTPTransport

    /// Asks for the device at each task; none skips it.
    public init(
        transport: any HTTPTransport = URLSessionTransport(),
        device: @escaping @Sendable () async -> TabardDevice?
    ) {
        (self.device, self.transport) = (device, transport)
    }

    /// Registers both tasks; to be called before the app has finished launching.
    public func register() {
        for name in [Self.refresh, Self.processing] {
            BGTaskScheduler.shared.register(forTaskWithIdentifier: name, using: nil) { task in
                self.work(TaskOfSystem(task))
            }
        }
    }

    /// Asks iOS to run both tasks some time; to be called when the app goes to the background.
    public static func schedule() {
        let refresh = BGAppRefreshTaskRequest(identifier: refresh)
        refresh.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        let processing = BGProcessingTaskRequest(identifier: processing)
        processing.requiresNetworkConnectivity = true
        for request in [refresh, processing] {
            // It fails in the simulator, and where the person has switched it off.
            try? BGTaskScheduler.shared.submit(request)
        }
    }

    private func work(_ system: TaskOfSystem) {
        Self.schedule()
        let round = Task { [device, transport] in
            guard let device = await device() else { return false }
            let outcome = try? await SyncDriver(device, transport: transport).runOnce()
            return outcome == .done
        }
        system.task.expirationHandler = { round.cancel() }
        Task { system.task.setTaskCompleted(success: await round.value) }
    }
}

/// A `BGTask` may be completed on any thread; the SDK does not say so to the compiler.
private struct TaskOfSystem: @unchecked Sendable {
    let task: BGTask

    init(_ task: BGTask) {
        self.task = task
    }
}
#endif
