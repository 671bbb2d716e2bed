package org.tabard

import org.tabard.ffi.Edit
import org.tabard.ffi.FieldValue

/** Something whose fields are read by their keys: `report[Incident.narrative]`. */
public interface Readable<Owner> {
    /** Its fields. */
    public val fields: Fields<Owner>

    /** What a field holds; null for nothing. */
    public operator fun <T : Any> get(key: ValueKey<Owner, T>): T? = fields.value(key)

    /** The codes that are ticked. */
    public operator fun <C : Code> get(key: CodesKey<Owner, C>): Set<C> = fields.codes(key)

    /** The items of a list, in its order. */
    public operator fun <I : ItemKind> get(key: ItemsKey<Owner, I>): List<Item<I>> =
        fields.items(key)
}

/** An item of a list in a record. */
public class Item<I : ItemKind> internal constructor(
    /** Its id, by which it is edited. */
    public val id: String,
    override val fields: Fields<I>,
) : Readable<I> {
    override fun equals(other: Any?): Boolean =
        other is Item<*> && id == other.id && fields == other.fields

    override fun hashCode(): Int = 31 * id.hashCode() + fields.hashCode()

    override fun toString(): String = "Item"
}

/** The fields of a record or an item, by their paths. */
public class Fields<Owner> internal constructor(private val values: Map<String, Value>) :
    Readable<Owner> {
    override val fields: Fields<Owner> get() = this

    /** Whether nothing is said. */
    public val isEmpty: Boolean get() = values.isEmpty()

    /**
     * The paths that hold something, such as `callsign`, `types/verbal_abuse` or
     * `acts/k3f9a2/act`: for what has no key here, such as fields of a newer region.
     */
    public val paths: Set<String> get() = values.keys

    /** What stands at a path. */
    public fun at(path: String): Value? = values[path]

    internal fun <T : Any> value(key: ValueKey<Owner, T>): T? = values[key.name]?.let(key::read)

    internal fun <C : Code> codes(key: CodesKey<Owner, C>): Set<C> {
        val ticked = below(key.name).filterValues { it == Value.Flag(true) }.keys
        return ticked.mapTo(LinkedHashSet(), key.list::of)
    }

    internal fun <I : ItemKind> items(key: ItemsKey<Owner, I>): List<Item<I>> {
        val items = LinkedHashMap<String, LinkedHashMap<String, Value>>()
        for ((path, value) in below(key.name)) {
            val (id, field) = path.split('/', limit = 2).let { it[0] to it.getOrElse(1) { "" } }
            items.getOrPut(id) { LinkedHashMap() }[field] = value
        }
        return items.map { (id, fields) -> Item(id, Fields(fields)) }
    }

    /** The same with edits done to it. */
    internal fun with(edits: List<Edit>): Fields<Owner> {
        val after = LinkedHashMap(values)
        for (edit in edits) {
            val value = edit.value
            if (value == null) {
                after.keys.removeAll { it == edit.path || it.startsWith("${edit.path}/") }
            } else {
                after[edit.path] = value.ours()
            }
        }
        return Fields(after)
    }

    override fun equals(other: Any?): Boolean = other is Fields<*> && values == other.values

    override fun hashCode(): Int = values.hashCode()

    override fun toString(): String = "Fields"

    private fun below(name: String): Map<String, Value> {
        val before = "$name/"
        val found = LinkedHashMap<String, Value>()
        for ((path, value) in values) {
            if (path.startsWith(before)) found[path.substring(before.length)] = value
        }
        return found
    }

    internal companion object {
        fun <Owner> of(values: List<FieldValue>): Fields<Owner> =
            Fields(values.associateTo(LinkedHashMap()) { it.path to it.value.ours() })
    }
}
