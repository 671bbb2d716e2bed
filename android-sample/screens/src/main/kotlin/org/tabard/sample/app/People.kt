package org.tabard.sample.app

import java.io.File
import org.tabard.PersonOnPhone
import org.tabard.Settings
import org.tabard.SharedPhone

/**
 * The folders of everybody on this phone. Even a phone of one person is one that several may use,
 * so that a second one needs no move of files.
 */
class People(private val folder: File, private val language: String) {
    private suspend fun shared(): SharedPhone = SharedPhone.at(Settings(folder, language))

    suspend fun all(): List<PersonOnPhone> = shared().people()

    suspend fun find(label: String): PersonOnPhone? = all().firstOrNull { it.label == label }

    suspend fun add(label: String): PersonOnPhone = shared().add(label)

    suspend fun remove(label: String) = shared().remove(label)

    fun settings(of: PersonOnPhone) = Settings(of.dir, language)

    /** A label that nobody has, for somebody who joins again in a folder of their own. */
    suspend fun free(): String {
        val taken = all().mapTo(HashSet()) { it.label }
        return (1..taken.size + 1).map(Int::toString).first { it !in taken }
    }

    companion object {
        /** The label of the first person, who was not asked for initials. A digit is no word. */
        const val FIRST = "1"
    }
}
