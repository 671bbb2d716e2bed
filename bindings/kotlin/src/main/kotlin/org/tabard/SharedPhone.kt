package org.tabard

import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * A phone that several people use: a folder for each. To log in is to open a device in one's
 * folder, to log out is to shut it down.
 */
public class SharedPhone private constructor(
    private val phone: org.tabard.ffi.SharedPhone,
    private val dispatcher: CoroutineDispatcher,
) {
    /** Everybody on the phone, by label. */
    public suspend fun people(): List<PersonOnPhone> =
        called { phone.people().map(PersonOnPhone::of) }

    /** Makes a folder for a person. */
    public suspend fun add(label: String): PersonOnPhone =
        called { PersonOnPhone.of(phone.add(label)) }

    /**
     * Removes a person, who is logged out, with all that is in their folder, once the region holds
     * all of it.
     */
    public suspend fun remove(label: String): Unit = called { phone.remove(label) }

    override fun toString(): String = "SharedPhone"

    private suspend fun <T> called(work: () -> T): T = withContext(dispatcher) { said(work) }

    /** Where it is. */
    public companion object {
        /** The shared phone in the folder of the settings; nothing need be there yet. */
        public suspend fun at(
            settings: Settings,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): SharedPhone = withContext(dispatcher) {
            said { SharedPhone(org.tabard.ffi.SharedPhone.at(settings.theirs()), dispatcher) }
        }
    }
}

/** Somebody who uses the phone. */
public data class PersonOnPhone(
    /** What they are called at log-in. Whoever holds the phone can read it: initials, no name. */
    public val label: String,
    /** The folder of their device, for the [Settings]. */
    public val dir: File,
    /** How many of their changes the region does not hold, as far as is known. */
    public val unsent: Long,
) {
    override fun toString(): String = "PersonOnPhone"

    internal companion object {
        fun of(one: org.tabard.ffi.PersonOnPhone) =
            PersonOnPhone(one.label, File(one.dir), one.unsent.toLong())
    }
}
