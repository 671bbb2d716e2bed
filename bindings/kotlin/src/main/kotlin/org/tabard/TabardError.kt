package org.tabard

import java.nio.charset.CharacterCodingException
import org.tabard.ffi.InternalException
import org.tabard.ffi.TabardException

/**
 * Why a call failed. Nothing that was saved before is lost by any of these.
 *
 * [hint] is the sentence to show, in the language of the [Settings]; [code] is stable, and is all
 * that [message] says.
 */
public sealed class TabardError(
    /** For programs, such as `wrong_pin`. */
    public val code: String,
    /** For people: what is wrong and what to do. It is not for a log. */
    public val hint: String,
) : Exception(code) {
    /** The bytes of an attachment: not here, damaged, of another format, or not to be read. */
    public class Attachment internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The person or the platform said no to a prompt: it may be asked again. */
    public class Cancelled internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** A file of this device is damaged, or is none of its files. Nothing was changed. */
    public class Damaged internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** Another part of the app, or another process, has this device open. */
    public class InUse internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** What was given has a fault: a field, a code, a path, an empty report. */
    public class Input internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /**
     * The platform's key store has the key no more. Open by the other slot, or enrol anew; what waits
     * to be sent stays.
     */
    public class KeyLost internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** Too long without a contact with the region: it may be written to, and not read. */
    public class LeaseEnded internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The link with a crew-mate's phone. */
    public class Link internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** A PIN is missing or wrong, or no try is judged yet. */
    public class Locked internal constructor(
        code: String,
        hint: String,
        /** Milliseconds before the next try is judged; 0 for at once. */
        public val waitMs: Long,
    ) : TabardError(code, hint)

    /** Written by a newer version of the library. */
    public class Newer internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The device's storage is full. What was saved before is kept. */
    public class NoSpace internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** This device, or its person, may not do this. */
    public class NotAllowed internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** There is no device of a region in the folder, or its certificate has not come. */
    public class NotEnrolled internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** No such record on this device. */
    public class NotFound internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The server refused, its answer was not believed, or none came. */
    public class Refused internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The device was shut down. */
    public class ShutDown internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The storage failed in another way. */
    public class Storage internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The platform's key store failed or threw. */
    public class Store internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** A fault of this library. The device has to be opened again. */
    public class Unexpected internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** Something of this person is not held by the region and would be lost. */
    public class Unsent internal constructor(code: String, hint: String) :
        TabardError(code, hint)

    /** The region ordered this device to be wiped, and it is. */
    public class Wiped internal constructor(
        code: String,
        hint: String,
        /** Changes that the region does not hold; they are kept, sealed. */
        public val unsent: Long,
    ) : TabardError(code, hint)

    /** A call from within a call: from a method of the app's [SecretStore]. */
    public class WrongThread internal constructor(code: String, hint: String) :
        TabardError(code, hint)
}

/** Does something of the library, whose errors become ours. */
internal inline fun <T> said(work: () -> T): T =
    try {
        work()
    } catch (error: TabardException) {
        throw error.ours()
    } catch (_: CharacterCodingException) {
        throw TabardError.Input("bad_text", BAD_TEXT)
    } catch (_: InternalException) {
        throw TabardError.Unexpected("panicked", PANICKED)
    } catch (_: LinkageError) {
        throw TabardError.Unexpected("no_library", NO_LIBRARY)
    }

// What the library cannot say itself: it was not reached, panicked, or is not there.
internal const val BAD_TEXT =
    "part of a character is missing in what was written: delete the last one and write it again"

internal const val PANICKED =
    "something went wrong inside Tabard: close the app and open it again; what was saved is kept"

internal const val NO_LIBRARY =
    "this app was put together wrongly and cannot run: install it again, or ask who gave it to you"

internal fun TabardException.ours(): TabardError =
    when (this) {
        is TabardException.Attachment -> TabardError.Attachment(code, hint)
        is TabardException.Cancelled -> TabardError.Cancelled(code, hint)
        is TabardException.Damaged -> TabardError.Damaged(code, hint)
        is TabardException.InUse -> TabardError.InUse(code, hint)
        is TabardException.Input -> TabardError.Input(code, hint)
        is TabardException.KeyLost -> TabardError.KeyLost(code, hint)
        is TabardException.LeaseEnded -> TabardError.LeaseEnded(code, hint)
        is TabardException.Link -> TabardError.Link(code, hint)
        is TabardException.Locked -> TabardError.Locked(code, hint, waitMs.toLong())
        is TabardException.Newer -> TabardError.Newer(code, hint)
        is TabardException.NoSpace -> TabardError.NoSpace(code, hint)
        is TabardException.NotAllowed -> TabardError.NotAllowed(code, hint)
        is TabardException.NotEnrolled -> TabardError.NotEnrolled(code, hint)
        is TabardException.NotFound -> TabardError.NotFound(code, hint)
        is TabardException.Refused -> TabardError.Refused(code, hint)
        is TabardException.ShutDown -> TabardError.ShutDown(code, hint)
        is TabardException.Storage -> TabardError.Storage(code, hint)
        is TabardException.Store -> TabardError.Store(code, hint)
        is TabardException.Unexpected -> TabardError.Unexpected(code, hint)
        is TabardException.Unsent -> TabardError.Unsent(code, hint)
        is TabardException.Wiped -> TabardError.Wiped(code, hint, unsent.toLong())
        is TabardException.WrongThread -> TabardError.WrongThread(code, hint)
    }
