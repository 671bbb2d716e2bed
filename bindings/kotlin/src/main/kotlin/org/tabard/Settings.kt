package org.tabard

import java.io.File

/** Where a device lives, and in what language it speaks. */
public data class Settings(
    /**
     * The folder of the device, for the app alone and not backed up: on Android a folder in
     * `noBackupFilesDir`. An enrolment makes it where it is not there.
     */
    public val dir: File,
    /** The language of titles, states and errors: `en` or `cy`, or one that [words] bring. */
    public val language: String = "en",
    /** A trust's own words, as the JSON of files laid over those of Tabard; mostly none. */
    public val words: List<String> = emptyList(),
) {
    override fun toString(): String = "Settings"

    internal fun theirs() = org.tabard.ffi.Settings(dir.path, language, words)
}

/** How to open: by which slot, and with the PIN where there is one. */
public class Unlocking(
    /** The slot. */
    public val slot: Slot,
    internal val pin: String? = null,
) {
    override fun toString(): String = "Unlocking"

    internal fun theirs() = org.tabard.ffi.Unlocking(slot, pin)
}

/** What a person brings to an enrolment. */
public class Enrolling(
    /** The text of the code, as scanned or typed, in any case and spacing. */
    internal val code: String,
    /** The slots by which the device is to open; at least one, and better both. */
    internal val slots: List<Slot>,
    /** A PIN that is asked for besides; 6 to 64 characters. */
    internal val pin: String? = null,
) {
    override fun toString(): String = "Enrolling"

    internal fun theirs() = org.tabard.ffi.Enrolling(code, slots, pin)
}

/** How a device is locked. */
public typealias UnlockStatus = org.tabard.ffi.UnlockStatus
