package org.tabard

/** What a device saved at once. */
public data class Version(
    /** Who wrote it; null where the reporter does not let it be named. */
    public val by: String?,
    /** When, by that device's clock (RFC 3339); null where it does not say. */
    public val at: String?,
    /** What it set and cleared. */
    public val changes: List<Change>,
) {
    override fun toString(): String = "Version(${changes.size})"

    internal companion object {
        fun of(one: org.tabard.ffi.Version) = Version(one.by, one.at, one.changes.map(Change::of))
    }
}

/** What a version made of one field. */
public data class Change(
    /** The path. */
    public val path: String,
    /** What it said before; null for nothing. */
    public val before: Value?,
    /** What it says after; null when it was cleared. */
    public val after: Value?,
    /** Whether several values stood there, stated apart, and this settled them. */
    public val settled: Boolean,
) {
    override fun toString(): String = "Change($path)"

    internal companion object {
        fun of(one: org.tabard.ffi.Change) =
            Change(one.path, one.before?.ours(), one.after?.ours(), one.settled)
    }
}
