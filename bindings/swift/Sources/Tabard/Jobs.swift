import TabardFFI

extension TabardDevice {
    /// Warning markers for the job a crew is sent to.
    public var jobs: Jobs { Jobs(device: self) }
}

/// The job, as the crew knows it.
public typealias JobQuestion = TabardFFI.JobQuestion
/// A job that was asked about, with what the control room says. No reply is not an "all clear".
public typealias Job = TabardFFI.JobView
/// What one marker says to crews.
public typealias JobMarker = TabardFFI.JobMarker

/// Whether there is a warning marker for the job a crew is sent to: asked of the control room.
public struct Jobs: Sendable {
    let device: TabardDevice
    private var calls: Calls { device.calls }

    /// The jobs that were asked about, the newest first, now and after each change.
    public var updates: Updates<[Job]> { calls.updates { try $0.jobs() } }

    /// The jobs that were asked about, the newest first.
    public func list() async throws(TabardError) -> [Job] {
        try await calls.read { try $0.jobs() }
    }

    /// Asks whether there is a marker for a job; the question goes with the next sync. Gives its id.
    public func ask(_ question: JobQuestion) async throws(TabardError) -> String {
        try await calls.write { try $0.askAboutJob(question: question) }
    }

    /// Says that the crew has read what it was told. Gives whether that was new.
    @discardableResult
    public func acknowledge(_ job: String) async throws(TabardError) -> Bool {
        try await calls.write { try $0.acknowledgeJob(job: job) }
    }
}

extension Job: Identifiable {}
