/// Where the app can go from the list of reports.
public enum Route: Hashable, Sendable {
    /// The quick report; one that was begun, where there is one.
    case capture(resuming: String?)
    /// A report.
    case report(String)
    /// A part of a report.
    case section(String, ReportSection)
    /// This person's own account of a report.
    case account(String)
    /// What two devices state differently.
    case conflicts(String)
    /// What changed.
    case history(String)
    /// Crew-mates.
    case crew(String)
    /// Photographs and voice notes.
    case files(String)
    /// What the hub says.
    case answer(String)
    /// Support, after a report or after none.
    case support(String?)
    /// Warnings for a job.
    case jobs
    /// What is due.
    case due
    /// Everything else.
    case more
    /// Language, colours, PIN, server.
    case settings
    /// Another PIN.
    case changePIN
    /// The keys of this phone.
    case destroy
    /// Who uses this phone.
    case people
    /// How this phone stands.
    case about
}
