package org.tabard

/** What one field holds. None of these says it in `toString`. */
public sealed interface Value {
    /** Yes or no; also the membership of a code in a set. */
    public data class Flag(
        /** Which. */
        public val on: Boolean,
    ) : Value {
        override fun toString(): String = "Flag"
    }

    /** A whole number, in the unit its field names. */
    public data class Whole(
        /** The number. */
        public val number: Long,
    ) : Value {
        override fun toString(): String = "Whole"
    }

    /** Free text, a code, a day, or a time (RFC 3339). */
    public data class Text(
        /** The text. */
        public val text: String,
    ) : Value {
        override fun toString(): String = "Text"
    }
}

internal fun org.tabard.ffi.Value.ours(): Value =
    when (this) {
        is org.tabard.ffi.Value.Flag -> Value.Flag(on)
        is org.tabard.ffi.Value.Whole -> Value.Whole(number)
        is org.tabard.ffi.Value.Text -> Value.Text(text)
    }

internal fun Value.theirs(): org.tabard.ffi.Value =
    when (this) {
        is Value.Flag -> org.tabard.ffi.Value.Flag(on)
        is Value.Whole -> org.tabard.ffi.Value.Whole(number)
        is Value.Text -> org.tabard.ffi.Value.Text(text.wellFormed())
    }

/** A text field that cuts an emoji in two leaves half of it: the rest must not be lost by that. */
internal fun String.wellFormed(): String = toByteArray().decodeToString()
