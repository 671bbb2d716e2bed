package org.tabard.sample.form

import org.tabard.Key
import org.tabard.record.Incident

/**
 * The parts in which a report is filled in after the quick one. Which fields stand in which part is
 * a matter of the screen; what they ask and hold is the library's.
 */
enum class ReportSection(word: String, val fields: List<Key<*>>) {
    What(
        "what",
        listOf(
            Incident.types, Incident.primaryType, Incident.safeNow, Incident.needsSupport,
            Incident.anyoneHurt, Incident.weaponInvolved, Incident.cameraRunning,
            Incident.patientAffected, Incident.personalDispute, Incident.callerBehaviours,
            Incident.eocActions, Incident.clinicalRiskChecked,
        ),
    ),
    Words("words", listOf(Incident.narrative)),
    Where(
        "where",
        listOf(
            Incident.occurredAt, Incident.locationType, Incident.dwelling, Incident.address,
            Incident.premisesUnit, Incident.postcode, Incident.uprn, Incident.latitude,
            Incident.longitude, Incident.accuracyMetres, Incident.what3words,
            Incident.placeNote, Incident.service, Incident.station, Incident.callsign,
            Incident.vehicle, Incident.cadNumber, Incident.callerNumber, Incident.callId,
            Incident.phases, Incident.activities,
        ),
    ),
    People("people", listOf(Incident.people, Incident.assessments)),
    Acts("acts", listOf(Incident.acts)),
    Staff("staff", listOf(Incident.staff)),
    Injuries("injuries", listOf(Incident.injuries)),
    Factors("factors", listOf(Incident.factors)),
    Recordings("recordings", listOf(Incident.recordings)),
    Police(
        "police",
        listOf(
            Incident.policeContacted, Incident.policeReasonNotReported, Incident.policeForce,
            Incident.policeCrimeRef, Incident.policeOfficer, Incident.policeAttendedMinutes,
            Incident.victimSupportsAction, Incident.policeOutcome, Incident.policeOutcomeOn,
            Incident.criminalSanctions, Incident.courtResults, Incident.courtSentence,
            Incident.courtSentenceMonths,
        ),
    ),
    Naming(
        "naming",
        listOf(
            Incident.naming, Incident.anonymityReason, Incident.feedbackWanted,
            Incident.reportingChannel,
        ),
    ),
    ;

    /** Where its name stands in the words. */
    val key: String = "app.section.$word"

    companion object {
        /** What no part asks: the library writes it, or another screen does. */
        val unasked: List<Key<*>> = listOf(
            Incident.capturedAt, Incident.deviceClockOffset, Incident.receivedAt,
            Incident.editedAt, Incident.replies, Incident.crew, Incident.duplicateOf,
            Incident.withdrawn, Incident.withdrawnReason, Incident.withdrawnAt, Incident.edits,
        )

        /** The part in which a field of the report is asked. */
        fun asking(path: String): ReportSection? {
            val name = path.substringBefore('/')
            return entries.find { part -> part.fields.any { it.name == name } }
        }
    }
}
