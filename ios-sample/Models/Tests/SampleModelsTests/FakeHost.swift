import Foundation
import Tabard
import TabardTestSupport

@testable import SampleModels

/// A phone in memory: what a person would do at a prompt or a camera is set beforehand.
@MainActor
final class FakeHost: PhoneHost {
    let folder: URL
    var preferences = Preferences(language: "en")
    let clock: any AppClock
    let transport: any HTTPTransport = URLSessionTransport(timeout: 10)
    let slots: [Slot] = [.biometric, .credential]
    let freeSpace: Int64 = 1 << 34

    let hand: HandClock
    let secrets = SecretsInMemory()
    var photo: Data?
    var sound: Data?
    var scanned: String?
    private(set) var files: [URL] = []
    private(set) var called: [String] = []
    private(set) var device: TabardDevice?

    init(_ folder: URL, hand: HandClock = HandClock()) {
        (self.folder, self.hand, clock) = (folder, hand, hand)
    }

    func secrets(for name: String) -> any SecretStore { secrets }
    func takePhoto() async -> CapturedFile? { photo.map { file($0, "image/jpeg") } }
    func record() async -> (any Recorder)? { sound.map { FakeRecorder(file($0, "audio/mp4")) } }
    func play(_ sound: Data) {}
    func scanCode() async -> String? { scanned }
    func call(_ number: String) { called.append(number) }
    func opened(_ device: TabardDevice) { self.device = device }
    func closed() { device = nil }

    private func file(_ bytes: Data, _ mediaType: String) -> CapturedFile {
        let url = folder.deletingLastPathComponent().appendingPathComponent(UUID().uuidString)
        _ = FileManager.default.createFile(atPath: url.path, contents: bytes)
        files.append(url)
        return CapturedFile(url: url, mediaType: mediaType)
    }
}

@MainActor
private final class FakeRecorder: Recorder {
    private let file: CapturedFile

    init(_ file: CapturedFile) { self.file = file }

    func stop() async -> CapturedFile? { file }
}

/// A clock that is set by hand.
final class HandClock: AppClock, @unchecked Sendable {
    private let lock = NSLock()
    private var time = Duration.zero
    private var next = 0
    private var sleepers: [Int: (until: Duration, wake: CheckedContinuation<Void, any Error>)] = [:]

    var date: Date { Date(timeIntervalSince1970: 1_800_000_000) }
    var running: Duration { lock.withLock { time } }
    private var waiting: Int { lock.withLock { sleepers.count } }

    /// Waits until so many wait for it, which nothing tells; it fails after a minute.
    func untilAwaited(by count: Int) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while waiting < count {
            if ContinuousClock.now > end { throw CancellationError() }
            await Task.yield()
        }
    }

    func advance(_ seconds: Int) {
        let due = lock.withLock {
            time += .seconds(seconds)
            let due = sleepers.filter { $0.value.until <= time }
            for number in due.keys { sleepers[number] = nil }
            return due.values.map(\.wake)
        }
        for wake in due { wake.resume() }
    }

    func sleep(until running: Duration) async throws {
        let number = lock.withLock {
            next += 1
            return next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let over: Result<Void, any Error>? = lock.withLock {
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if running <= time { return .success(()) }
                    sleepers[number] = (running, wake)
                    return nil
                }
                if let over { wake.resume(with: over) }
            }
        } onCancel: {
            let gone = lock.withLock { sleepers.removeValue(forKey: number)?.wake }
            gone?.resume(throwing: CancellationError())
        }
    }
}
