package org.tabard.sample.kit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import org.tabard.TabardError
import org.tabard.sample.words.Texts

/** What a screen says of a call that failed. */
@Immutable
data class Fault(
    /** What it is about. */
    val kind: Kind,
    /** What it is, in a few words. */
    val title: String,
    /** What the person can do, in a sentence of the library. */
    val hint: String,
) {
    /** What a screen offers besides the sentence. */
    enum class Kind {
        /** Reading is paused: a new report can be written all the same. */
        Lease,

        /** The storage is full. */
        Full,

        /** The key is gone: the other way in, or joining again. */
        KeyLost,

        /** The region removed this phone. */
        Wiped,

        /** A file is damaged. */
        Damaged,

        /** The phone's prompt was turned away: nothing need be said. */
        Cancelled,

        /** Anything else. */
        Other,
    }

    override fun toString(): String = "Fault($kind)"

    companion object {
        /** What a screen says of an error of the library. */
        fun of(error: TabardError, texts: Texts): Fault {
            fun said(kind: Kind, title: String, says: String? = null) =
                Fault(kind, texts["app.fault.$title"], says?.let { texts["app.fault.$it"] } ?: error.hint)
            return when (error) {
                is TabardError.LeaseEnded -> said(Kind.Lease, "lease", "lease_says")
                is TabardError.NoSpace -> said(Kind.Full, "full", "full_says")
                is TabardError.KeyLost -> said(Kind.KeyLost, "key_lost", "key_lost_says")
                is TabardError.Wiped -> said(Kind.Wiped, "wiped")
                is TabardError.Damaged -> said(Kind.Damaged, "damaged")
                is TabardError.Cancelled -> said(Kind.Cancelled, "other")
                else -> said(Kind.Other, "other")
            }
        }
    }
}

/** A fault with what a person can do; nothing where there is none. */
@Composable
fun FaultBox(fault: Fault?) {
    if (fault == null || fault.kind == Fault.Kind.Cancelled) return
    val tone = if (fault.kind == Fault.Kind.Lease) Tone.Care else Tone.Danger
    Notice(tone, fault.hint, title = fault.title)
}
