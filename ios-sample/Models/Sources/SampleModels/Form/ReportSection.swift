import Tabard

/// The parts in which a report is filled in after the quick one. Which fields stand in which part is
/// a matter of the screen; what they ask and hold is the library's.
public enum ReportSection: String, CaseIterable, Hashable, Sendable {
    case what, words, `where`, people, acts, staff, injuries, factors, recordings, police, naming

    /// Where its name stands in the words.
    public var wordKey: String { "app.section.\(rawValue)" }

    /// Its fields.
    public var fields: [any Key] {
        switch self {
        case .what:
            [
                Incident.types, Incident.primaryType, Incident.safeNow, Incident.needsSupport,
                Incident.anyoneHurt, Incident.weaponInvolved, Incident.cameraRunning,
                Incident.patientAffected, Incident.personalDispute, Incident.callerBehaviours,
                Incident.eocActions, Incident.clinicalRiskChecked,
            ]
        case .words: [Incident.narrative]
        case .where:
            [
                Incident.occurredAt, Incident.locationType, Incident.dwelling, Incident.address,
                Incident.premisesUnit, Incident.postcode, Incident.uprn, Incident.latitude,
                Incident.longitude, Incident.accuracyMetres, Incident.what3words,
                Incident.placeNote, Incident.service, Incident.station, Incident.callsign,
                Incident.vehicle, Incident.cadNumber, Incident.callerNumber, Incident.callId,
                Incident.phases, Incident.activities,
            ]
        case .people: [Incident.people, Incident.assessments]
        case .acts: [Incident.acts]
        case .staff: [Incident.staff]
        case .injuries: [Incident.injuries]
        case .factors: [Incident.factors]
        case .recordings: [Incident.recordings]
        case .police:
            [
                Incident.policeContacted, Incident.policeReasonNotReported, Incident.policeForce,
                Incident.policeCrimeRef, Incident.policeOfficer, Incident.policeAttendedMinutes,
                Incident.victimSupportsAction, Incident.policeOutcome, Incident.policeOutcomeOn,
                Incident.criminalSanctions, Incident.courtResults, Incident.courtSentence,
                Incident.courtSentenceMonths,
            ]
        case .naming:
            [
                Incident.naming, Incident.anonymityReason, Incident.feedbackWanted,
                Incident.reportingChannel,
            ]
        }
    }

    /// What no part asks: the library writes it, or another screen does.
    static let unasked: [any Key] = [
        Incident.capturedAt, Incident.deviceClockOffset, Incident.receivedAt, Incident.editedAt,
        Incident.replies, Incident.crew, Incident.duplicateOf, Incident.withdrawn,
        Incident.withdrawnReason, Incident.withdrawnAt, Incident.edits,
    ]

    /// The part in which a field of the report is asked.
    static func asking(_ path: String) -> ReportSection? {
        let name = path.split(separator: "/").first.map(String.init)
        return allCases.first { $0.fields.contains { $0.name == name } }
    }
}
