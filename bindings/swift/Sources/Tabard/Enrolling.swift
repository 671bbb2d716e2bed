import Foundation
import TabardFFI

extension TabardDevice {
    /// Joins a region by a one-time code, as scanned or typed, in any case and spacing. It survives a
    /// lost answer: begun again with the same code and folder, the same keys answer.
    ///
    /// The device opens by the slots that are given, at least one, and asks for the PIN besides, 6
    /// to 64 characters, where there is one.
    public static func enrol(
        _ settings: TabardSettings,
        code: String,
        secrets: any SecretStore,
        slots: [Slot] = [.biometric, .credential],
        pin: String? = nil,
        transport: any HTTPTransport = URLSessionTransport()
    ) async throws(TabardError) -> TabardDevice {
        let queue = CallQueue(settings.language)
        let enrolment = try await queue.run {
            let begun = try Enrolment.begin(
                settings: settings.theirs,
                store: HostStore(secrets, queue),
                enrolling: Enrolling(code: code, slots: slots, pin: pin)
            )
            try settings.protectFolder()
            return begun
        }
        let answer = try? await transport.send(enrolment.request())
        let device = try await queue.run {
            // Lets go of the folder, unless the device has it by then.
            defer { enrolment.shutdown() }
            guard let answer else {
                try enrolment.unanswered()
                throw TabardError.refused(.said("no_answer", in: settings.language))
            }
            return try enrolment.answered(status: answer.status, body: answer.body)
        }
        return TabardDevice(device, queue, folder: settings.folder)
    }
}
