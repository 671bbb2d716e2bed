import AVFoundation
import SampleModels

/// Records a voice note into a file of the app.
@MainActor
final class VoiceRecorder: Recorder {
    private let recorder: AVAudioRecorder
    private let url: URL

    private init(_ recorder: AVAudioRecorder, _ url: URL) {
        (self.recorder, self.url) = (recorder, url)
    }

    /// Begins; none where the person does not allow it.
    static func begin() async -> VoiceRecorder? {
        guard await AVAudioApplication.requestRecordPermission() else { return nil }
        let url = captureFile("m4a")
        let settings: [String: Any] = [
            AVFormatIDKey: Int(kAudioFormatMPEG4AAC),
            AVSampleRateKey: 22_050,
            AVNumberOfChannelsKey: 1,
        ]
        do {
            try AVAudioSession.sharedInstance().setCategory(.record)
            try AVAudioSession.sharedInstance().setActive(true)
            let recorder = try AVAudioRecorder(url: url, settings: settings)
            guard recorder.record() else { return nil }
            return VoiceRecorder(recorder, url)
        } catch {
            return nil
        }
    }

    func stop() async -> CapturedFile? {
        recorder.stop()
        try? AVAudioSession.sharedInstance().setActive(false)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        return CapturedFile(url: url, mediaType: "audio/mp4")
    }
}

/// Plays a voice note from memory.
@MainActor
final class VoicePlayer {
    private var player: AVAudioPlayer?

    func play(_ sound: Data) {
        try? AVAudioSession.sharedInstance().setCategory(.playback)
        player = try? AVAudioPlayer(data: sound)
        player?.play()
    }
}
