import Foundation
import Observation
import Tabard

/// How this phone stands.
@MainActor
@Observable
public final class AboutModel {
    /// Sentences, in their order.
    public private(set) var lines: [String] = []
    /// What went wrong.
    public private(set) var fault: Fault?

    @ObservationIgnored private let session: Session

    /// The phone of a session.
    public init(_ session: Session) {
        self.session = session
    }

    /// Reads for as long as the screen is there.
    public func run() async {
        await session.follow(session.device.statusUpdates) { read in
            switch read {
            case .success(let status): lines = says(status)
            case .failure(let fault): self.fault = fault
            }
        }
    }

    private func says(_ status: DeviceStatus) -> [String] {
        let texts = session.texts
        func count(_ key: String, _ number: UInt64) -> String? {
            number == 0 ? nil : texts.fill("app.about.\(key)", count: Int(clamping: number))
        }
        func moment(_ ms: Int64) -> String {
            texts.moment(Date(timeIntervalSince1970: Double(ms) / 1000))
        }
        let contact = status.lease.lastContactMs
            .map { texts.fill("app.about.contact", ["when": moment($0)]) }
        let until = status.lease.untilMs
            .map { texts.fill("app.about.readable", ["when": moment($0)]) }
        return [
            texts.fill("app.about.held", count: Int(clamping: status.held)),
            texts.fill("app.about.waiting", count: Int(clamping: status.waiting)),
            count("at_edge", status.atEdge), count("refused", status.refused),
            count("files", status.transfers.sending),
            contact ?? texts["app.about.never"], until,
            texts.fill("app.about.version", ["version": tabardVersion()]),
            "\(texts["app.about.region"]) \(status.region.prefix(8))",
        ].compactMap { $0 }
    }
}
