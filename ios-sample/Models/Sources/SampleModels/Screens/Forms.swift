import Tabard

/// The pages that are made of questions alone.
extension Session {
    /// A part of a report.
    public func form(_ section: ReportSection, of report: String) -> FormModel {
        FormModel(self, ReportSource(session: self, report: report), section.fields)
    }

    /// This person's own account, which begins to exist with the first answer.
    public func account(of report: String) async -> FormModel {
        let device = device
        let source = RecordSource(self, Account.self) { () async throws(TabardError) in
            try await device.records.startAccount(of: report)
        }
        let begun = try? await device.records.list(Account.self, about: report)
        if let mine = begun?.first(where: \.own) { source.resume(mine.id) }
        return FormModel(self, source, accountFields)
    }

    private var accountFields: [any Key] {
        [
            Account.role, Account.whereItWas, Account.whoWasPresent, Account.buildUp,
            Account.previousIncidents, Account.whatHappened, Account.whyDeliberate,
            Account.whereBlowsLanded, Account.injuries, Account.treatment,
            Account.howItMadeYouFeel, Account.anythingElse, Account.supportsAction,
            Account.private,
        ]
    }
}
