package org.tabard.sample.app

import org.tabard.sample.form.ReportSection

/** Where the app can go from the list of reports. */
sealed interface Route {
    /** The quick report; one that was begun, where there is one. */
    data class Capture(val resuming: String? = null) : Route

    /** Warnings for a job. */
    data object Jobs : Route

    /** What is due. */
    data object Due : Route

    /** Everything else. */
    data object More : Route

    /** Language, colours, PIN, server. */
    data object Settings : Route

    /** Another PIN. */
    data object ChangePin : Route

    /** The keys of this phone. */
    data object Destroy : Route

    /** Who uses this phone. */
    data object People : Route

    /** How this phone stands. */
    data object About : Route

    /** What follows the quick report. */
    sealed interface OfReport : Route

    /** A report. */
    data class Report(val report: String) : OfReport

    /** A part of a report. */
    data class Section(val report: String, val section: ReportSection) : OfReport

    /** This person's own account of a report. */
    data class Account(val report: String) : OfReport

    /** What two devices state differently. */
    data class Conflicts(val report: String) : OfReport

    /** What changed. */
    data class History(val report: String) : OfReport

    /** Crew-mates. */
    data class Crew(val report: String) : OfReport

    /** Photographs and voice notes. */
    data class Files(val report: String) : OfReport

    /** What the hub says. */
    data class Answer(val report: String) : OfReport

    /** Support, after a report or after none. */
    data class Support(val after: String?) : OfReport
}
