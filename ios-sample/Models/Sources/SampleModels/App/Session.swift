import Foundation
import Observation
import Tabard

/// An open device, and what every screen needs of it.
@MainActor
@Observable
public final class Session {
    /// The words.
    @ObservationIgnored public let texts: Texts
    /// How sending goes, for the list and for "This phone".
    public private(set) var sync: SyncLine

    @ObservationIgnored let device: TabardDevice
    @ObservationIgnored let host: any PhoneHost
    @ObservationIgnored private let driver: SyncDriver
    @ObservationIgnored private let ended: @MainActor (SessionEnd) -> Void
    @ObservationIgnored private var work: [Task<Void, Never>] = []

    init(
        _ device: TabardDevice, _ texts: Texts, _ host: any PhoneHost,
        ended: @escaping @MainActor (SessionEnd) -> Void
    ) {
        (self.device, self.texts, self.host, self.ended) = (device, texts, host, ended)
        driver = SyncDriver(device, transport: host.transport)
        sync = SyncLine(waiting: 0, .idle, texts)
    }

    /// Sends from now on, and watches how it goes.
    func start() {
        host.opened(device)
        work = [
            Task { [weak self, driver] in
                // Without a hold on the session, which may end while a request is out.
                let outcome = try? await driver.run()
                if case .wiped(let hint, _)? = outcome { self?.ended(.wiped(hint)) }
            },
            Task { [weak self, device] in
                for await _ in device.syncStates { await self?.readSync() }
            },
            Task { [weak self, device] in
                do {
                    for try await _ in device.statusUpdates { await self?.readSync() }
                } catch { self?.hear(error) }
            },
        ]
    }

    /// Stops sending and watching. The device stays open.
    func stop() {
        for task in work { task.cancel() }
        work = []
        host.closed()
    }

    /// Sends what waits without waiting for the next time.
    public func sendNow() async {
        do throws(TabardError) {
            if case .wiped(let hint, _) = try await driver.runOnce() { ended(.wiped(hint)) }
        } catch { hear(error) }
        await readSync()
    }

    /// Does something of a screen; a fault is for the screen to show.
    func attempt<T>(
        _ work: @MainActor () async throws(TabardError) -> T
    ) async -> Result<T, Fault> {
        do throws(TabardError) {
            return .success(try await work())
        } catch {
            return .failure(hear(error))
        }
    }

    /// Reads again at every change, for as long as the screen is there.
    func follow<T>(
        _ updates: Updates<T>, _ take: @MainActor (Result<T, Fault>) -> Void
    ) async {
        do {
            for try await read in updates { take(.success(read)) }
        } catch {
            take(.failure(hear(error)))
        }
    }

    /// Calls whenever something changed, for as long as the screen is there: for what is read by
    /// a question that changes, such as a search.
    func followChanges(_ read: @MainActor () async -> Void) async {
        do {
            for try await _ in device.reports.updates { await read() }
        } catch {
            // A list that may not be read changes when the status does.
            do { for try await _ in device.statusUpdates { await read() } } catch { hear(error) }
        }
    }

    /// Tells the app of a fault that ends the session.
    @discardableResult
    private func hear(_ error: any Error) -> Fault {
        let error = error as? TabardError
        switch error {
        case .wiped(let reason, _)?: ended(.wiped(reason.hint))
        case .shutDown?: ended(.shutDown)
        default: break
        }
        return error.map { Fault($0, texts) } ?? Fault.unknown(texts)
    }

    private func readSync() async {
        guard let status = try? await device.status() else { return }
        sync = SyncLine(waiting: Int(clamping: status.waiting), device.syncState, texts)
    }
}

/// How a session ended that nobody closed.
enum SessionEnd: Sendable, Hashable {
    /// The region removed the phone; the sentence to show.
    case wiped(String)
    /// The device was shut down, as before the system suspends the app.
    case shutDown
}
