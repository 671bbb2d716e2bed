import Tabard

/// The parts of a report that are filled in later, in the order of its page. They say where a field
/// stands; what it may hold is the library's.
public enum ReportSection: String, Sendable, Hashable, CaseIterable {
    /// What happened.
    case what
    /// In the person's own words.
    case words
    /// Where and when.
    case place = "where"
    /// Who did it.
    case people
    /// What was done.
    case acts
    /// Staff affected.
    case staff
    /// Injuries.
    case injuries
    /// What contributed.
    case factors
    /// Cameras and recordings.
    case recordings
    /// Police.
    case police
    /// Who may know.
    case naming

    /// Where its name stands in the words.
    public var wordKey: String { "app.section.\(rawValue)" }

    /// Its fields.
    public var fields: [any Key] {
        switch self {
        case .what:
            [
                Incident.types, Incident.primaryType, Incident.safeNow, Incident.anyoneHurt,
                Incident.weaponInvolved, Incident.patientAffected, Incident.phases,
                Incident.activities,
            ]
        case .words: [Incident.narrative]
        case .place:
            [
                Incident.occurredAt, Incident.locationType, Incident.dwelling, Incident.address,
                Incident.premisesUnit, Incident.postcode, Incident.what3words, Incident.placeNote,
                Incident.station, Incident.callsign, Incident.vehicle, Incident.cadNumber,
                Incident.callerNumber, Incident.callerBehaviours,
            ]
        case .people: [Incident.people, Incident.assessments]
        case .acts: [Incident.acts]
        case .staff: [Incident.staff]
        case .injuries: [Incident.injuries]
        case .factors: [Incident.factors]
        case .recordings: [Incident.cameraRunning, Incident.recordings]
        case .police:
            [
                Incident.policeContacted, Incident.policeReasonNotReported, Incident.policeForce,
                Incident.policeCrimeRef, Incident.policeOfficer, Incident.policeAttendedMinutes,
                Incident.victimSupportsAction, Incident.policeOutcome, Incident.policeOutcomeOn,
            ]
        case .naming:
            [
                Incident.naming, Incident.anonymityReason, Incident.personalDispute,
                Incident.feedbackWanted,
            ]
        }
    }
}
