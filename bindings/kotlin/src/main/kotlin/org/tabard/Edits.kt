package org.tabard

import java.security.SecureRandom
import org.tabard.ffi.Edit

/** Marks the blocks in which edits are written, so that an item's do not reach its record. */
@DslMarker
public annotation class EditsDsl

/**
 * What is to be edited in a record or an item, in order:
 *
 * ```
 * set(Incident.callsign, "YA214")
 * add(Incident.types, IncidentType.VERBAL_ABUSE)
 * item(Incident.acts) { set(Incident.Act.act, PhysicalAct.PUNCH) }
 * ```
 */
@EditsDsl
public class Edits<Owner> internal constructor(private val before: String) {
    private val edits = mutableListOf<Edit>()

    /** A field takes a value; null clears it, as a text must be that says nothing. */
    public fun <T : Any> set(key: ValueKey<Owner, T>, value: T?) {
        edits += Edit(before + key.name, value?.let(key::write)?.theirs())
    }

    /** A set takes a code. */
    public fun <C : Code> add(key: CodesKey<Owner, C>, code: C) {
        at("${key.name}/${code.code}", Value.Flag(true))
    }

    /** A code leaves a set. */
    public fun <C : Code> remove(key: CodesKey<Owner, C>, code: C) {
        clear("${key.name}/${code.code}")
    }

    /** Edits an item of a list, which is made where it is not there. Gives its id. */
    public fun <I : ItemKind> item(
        key: ItemsKey<Owner, I>,
        id: String = freshItemId(),
        edit: Edits<I>.() -> Unit,
    ): String {
        edits += Edits<I>("$before${key.name}/$id/").apply(edit).edits
        return id
    }

    /** Takes an item out of a list. */
    public fun <I : ItemKind> removeItem(key: ItemsKey<Owner, I>, id: String) {
        clear("${key.name}/$id")
    }

    /** Clears a field with all that is below it. */
    public fun clear(key: Key<Owner>) {
        clear(key.name)
    }

    /** A path takes a value, or null clears it: for what has no key here. */
    public fun at(path: String, value: Value?) {
        edits += Edit(before + path, value?.theirs())
    }

    internal fun all(): List<Edit> = edits.toList()

    override fun toString(): String = "Edits"

    private fun clear(path: String) {
        at(path, null)
    }
}

/** An id for a new item: six of `a-z` and `0-9`, which no two devices are likely to choose alike. */
public fun freshItemId(): String = String(CharArray(ID_LENGTH) { ID_LETTERS[random.nextInt(36)] })

internal fun <Owner> edits(edit: Edits<Owner>.() -> Unit): List<Edit> =
    Edits<Owner>("").apply(edit).all()

private const val ID_LENGTH = 6
private const val ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
private val random = SecureRandom()
