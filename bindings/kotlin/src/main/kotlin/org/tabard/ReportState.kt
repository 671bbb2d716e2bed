package org.tabard

/** Where a record stands. Each is a fact with a proof. */
public sealed interface ReportState {
    /** It is durable here; the region has not proved to hold it. */
    public data object SavedOnThisPhone : ReportState

    /** The relay of a control room signed that it is durable there. */
    public data object HeldByEdge : ReportState

    /** The relay of the region signed that it is durable there. */
    public data object HeldByRegion : ReportState

    /** The hub answered. */
    public data class Answered(
        /** A code of `followup_status`, or of `wellbeing_status` for a request for support. */
        public val status: String,
    ) : ReportState
}

internal fun org.tabard.ffi.ReportState.ours(): ReportState = when (this) {
    org.tabard.ffi.ReportState.SavedOnThisPhone -> ReportState.SavedOnThisPhone
    org.tabard.ffi.ReportState.HeldByEdge -> ReportState.HeldByEdge
    org.tabard.ffi.ReportState.HeldByRegion -> ReportState.HeldByRegion
    is org.tabard.ffi.ReportState.Answered -> ReportState.Answered(status)
}
