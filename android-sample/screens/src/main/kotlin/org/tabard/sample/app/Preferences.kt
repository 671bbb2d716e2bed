package org.tabard.sample.app

import org.tabard.Tabard
import org.tabard.sample.host.Host
import org.tabard.sample.theme.Look

/** What a person chose on this phone. None of it says anything of a report. */
class Preferences(private val host: Host) {
    /** The label of whoever used the phone last. */
    var person: String?
        get() = host.choices.get("person")
        set(label) = host.choices.set("person", label)

    /** The language that was chosen, or the phone's own where there are words in it. */
    var language: String
        get() = listOfNotNull(host.choices.get("language"), host.language.substringBefore('-'))
            .firstOrNull { it in Tabard.languages } ?: Tabard.languages.first()
        set(tag) = host.choices.set("language", tag)

    /** The colours. */
    var look: Look
        get() = Look.entries.firstOrNull { it.name == host.choices.get("look") } ?: Look.Auto
        set(look) = host.choices.set("look", look.name)
}
