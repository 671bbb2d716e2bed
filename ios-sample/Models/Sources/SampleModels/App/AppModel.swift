import Foundation
import Observation
import Tabard

/// The app: whose phone it is, and whether it is locked. It holds the one open device.
@MainActor
@Observable
public final class AppModel {
    /// What is on the screen.
    public private(set) var phase: Phase = .starting
    /// The way from the list of reports to the screen that shows.
    public var path: [Route] = []
    /// The words.
    public private(set) var texts: Texts
    /// The colours.
    public private(set) var look: Look

    /// What only a phone can do.
    @ObservationIgnored public let host: any PhoneHost
    @ObservationIgnored private let idle: IdleLock
    /// The end of the session before, which has the device's files until then.
    @ObservationIgnored private var closing: (device: TabardDevice, last: Task<Void, Never>)?

    /// What is on the screen.
    public enum Phase {
        /// Nothing yet.
        case starting
        /// Nobody joined with this phone yet.
        case enrol(EnrolModel)
        /// Somebody has to open it.
        case locked(LockModel)
        /// It is open.
        case open(Session)
        /// An empty page of notes, for whoever looks over a shoulder.
        case hidden
        /// Nothing here opens any more; the title and the sentence to show.
        case gone(title: String, says: String)
        /// The app cannot begin.
        case broken(Fault)
    }

    /// The app on a phone.
    public init(_ host: any PhoneHost) throws(TabardError) {
        self.host = host
        texts = try Texts(host.preferences.spoken)
        look = host.preferences.look
        idle = IdleLock(host.clock)
    }

    var people: People { People(folder: host.folder, language: texts.language) }

    /// Finds out whose phone it is.
    public func start() async {
        do throws(TabardError) {
            let person = try await lastPerson()
            guard let person else { return enrol(as: People.first) }
            let status = try await TabardDevice.unlockStatus(of: people.settings(of: person))
            if status.exists { lock(of: person) } else { enrol(as: person.label) }
        } catch {
            phase = .broken(Fault(error, texts))
        }
    }

    private func lastPerson() async throws(TabardError) -> PersonOnPhone? {
        let all = try await people.all()
        return all.first { $0.label == host.preferences.person } ?? all.first
    }

    /// Somebody joins with this phone.
    func enrol(as label: String) {
        path = []
        phase = .enrol(EnrolModel(self, label: label))
    }

    /// Joins once more, in a folder of its own: the old one keeps what waits, sealed.
    public func joinAgain() async {
        do throws(TabardError) {
            enrol(as: try await people.free())
        } catch {
            phase = .broken(Fault(error, texts))
        }
    }

    private func lock(of person: PersonOnPhone) {
        path = []
        phase = .locked(LockModel(self, person))
    }
}

// MARK: - Open and closed

extension AppModel {
    /// Opens the device of a person.
    func open(
        _ person: PersonOnPhone, with slot: Slot, pin: String?
    ) async throws(TabardError) {
        await waitForClosing()
        let device = try await TabardDevice.open(
            people.settings(of: person), secrets: secrets(of: person), with: slot, pin: pin)
        begin(device, person)
    }

    /// What opens is used from now on.
    func begin(_ device: TabardDevice, _ person: PersonOnPhone) {
        host.preferences.person = person.label
        let session = Session(device, texts, host) { [weak self] end in self?.ended(device, end) }
        path = []
        phase = .open(session)
        session.start()
        idle.start { [weak self] in self?.lock() }
        Task { try? await device.tick() }
    }

    func secrets(of person: PersonOnPhone) -> any SecretStore {
        host.secrets(for: URL(fileURLWithPath: person.dir).lastPathComponent)
    }

    /// Hides everything, and asks who is there before it shows anything again.
    public func lock() {
        close()
        relock()
    }

    /// Quick exit: the same, behind a page that says nothing.
    public func hide() {
        close()
        path = []
        phase = .hidden
    }

    /// Back from the page that says nothing.
    public func unhide() {
        relock()
    }

    /// Somebody touched the screen.
    public func touch() {
        idle.touch()
    }

    /// The app went out of sight.
    public func wentAway() {
        if case .open = phase { lock() }
    }

    private func relock() {
        path = []
        phase = .starting
        Task { await start() }
    }

    /// Lets the session go. What waits is sent once more, then every file is closed.
    private func close() {
        guard case .open(let session) = phase else { return }
        idle.stop()
        session.stop()
        let device = session.device
        let last = Task {
            if session.sync.waiting > 0 { await session.sendNow() }
            try? await device.shutdown()
        }
        closing = (device, last)
    }

    /// The device is opened by one at a time.
    func waitForClosing() async {
        guard let closing else { return }
        closing.last.cancel()
        try? await closing.device.shutdown()
        await closing.last.value
        self.closing = nil
    }

    private func ended(_ device: TabardDevice, _ end: SessionEnd) {
        guard case .open(let session) = phase, session.device === device else { return }
        idle.stop()
        session.stop()
        switch end {
        case .shutDown: relock()
        case .wiped(let hint): leave(texts["app.fault.wiped"], hint)
        }
    }

    private func leave(_ title: String, _ says: String) {
        path = []
        phase = .gone(title: title, says: says)
    }
}

// MARK: - What the settings change

extension AppModel {
    /// Chooses the colours.
    public func choose(_ look: Look) {
        host.preferences.look = look
        self.look = look
    }

    /// Chooses the language. The library speaks it once the device is opened again, so the app
    /// locks.
    public func speak(_ language: String) {
        guard let texts = try? Texts(language) else { return }
        host.preferences.language = language
        self.texts = texts
        lock()
    }

    /// Somebody else takes the phone over.
    func change(to label: String) {
        host.preferences.person = label
        lock()
    }

    /// Destroys the keys of whoever has the phone open: nothing here opens any more.
    func destroyKeys(of session: Session) async throws(TabardError) {
        try await session.device.locks.destroyKeys()
        idle.stop()
        session.stop()
        leave(texts["app.destroy.title"], texts["app.destroy.done"])
    }
}
