package org.tabard

import java.time.DateTimeException
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.format.DateTimeFormatter

/** A kind of record with its fields, in the order in which people read them. */
public interface RecordKind {
    /** Its name, such as `incident`. */
    public val kind: String

    /** Its fields. */
    public val fields: List<Key<*>>
}

/** What the items of a list are, with their fields in the order in which people read them. */
public interface ItemKind {
    /** Their fields. */
    public val fields: List<Key<*>>
}

/**
 * A code of a list. A newer region may have codes that are none of the constants; they are read and
 * shown all the same.
 */
public interface Code {
    /** The stable spelling, which is stored. */
    public val code: String

    /** Its list. */
    public val list: CodeList<*>

    /** Where its label stands in the [Words]. */
    public val wordKey: String get() = "codes.${list.name}.$code"
}

/** A list of codes. */
public interface CodeList<C : Code> {
    /** Its name, stable across versions. */
    public val name: String

    /** The codes that this version knows, in the order in which people read them. */
    public val all: List<C>

    /** The headings under which codes stand; a heading's label is at `groups.<list>.<group>`. */
    public val groups: Map<C, String>

    /** The code with this spelling, known or not. */
    public fun of(code: String): C
}

/**
 * A field of a record or of an item, which is its [Owner]. Keys are generated from the core's
 * dictionary: `org.tabard.record`.
 */
public sealed class Key<Owner>(
    /** The record, and the list where it is a field of an item: `incident`, `incident.acts`. */
    public val record: String,
    /** Its name. */
    public val name: String,
    /** Whether what it holds can point to a living person. */
    public val aboutPerson: Boolean,
) {
    /** Where what it asks stands in the [Words]. */
    public val wordKey: String get() = "fields.$record.$name"

    override fun toString(): String = "$record.$name"
}

/** A field that holds one value. */
public sealed class ValueKey<Owner, T : Any>(record: String, name: String, aboutPerson: Boolean) :
    Key<Owner>(record, name, aboutPerson) {
    internal abstract fun read(value: Value): T?

    internal abstract fun write(value: T): Value
}

/** A field that holds one code of a [list]. */
public class CodeKey<Owner, C : Code>(
    record: String,
    name: String,
    /** The list. */
    public val list: CodeList<C>,
    aboutPerson: Boolean = false,
) : ValueKey<Owner, C>(record, name, aboutPerson) {
    override fun read(value: Value): C? = (value as? Value.Text)?.let { list.of(it.text) }

    override fun write(value: C): Value = Value.Text(value.code)
}

/** A field that holds a set of codes of a [list]. */
public class CodesKey<Owner, C : Code>(
    record: String,
    name: String,
    /** The list. */
    public val list: CodeList<C>,
    aboutPerson: Boolean = false,
) : Key<Owner>(record, name, aboutPerson)

/** A field that holds a day. */
public class DateKey<Owner>(record: String, name: String, aboutPerson: Boolean = false) :
    ValueKey<Owner, LocalDate>(record, name, aboutPerson) {
    override fun read(value: Value): LocalDate? =
        (value as? Value.Text)?.let { parsed { LocalDate.parse(it.text) } }

    override fun write(value: LocalDate): Value = Value.Text(value.toString())
}

/** A field that holds yes or no. */
public class FlagKey<Owner>(record: String, name: String, aboutPerson: Boolean = false) :
    ValueKey<Owner, Boolean>(record, name, aboutPerson) {
    override fun read(value: Value): Boolean? = (value as? Value.Flag)?.on

    override fun write(value: Boolean): Value = Value.Flag(value)
}

/** A field that holds the id of an item of a list in the same record. */
public class ItemIdKey<Owner>(
    record: String,
    name: String,
    /** The name of that list. */
    public val list: String,
    aboutPerson: Boolean = false,
) : ValueKey<Owner, String>(record, name, aboutPerson) {
    override fun read(value: Value): String? = (value as? Value.Text)?.text

    override fun write(value: String): Value = Value.Text(value)
}

/** A field that holds a list of items. */
public class ItemsKey<Owner, I : ItemKind>(
    record: String,
    name: String,
    /** What its items are. */
    public val item: I,
    aboutPerson: Boolean = false,
) : Key<Owner>(record, name, aboutPerson)

/** A field that holds free text. */
public class TextKey<Owner>(
    record: String,
    name: String,
    /** The most bytes of UTF-8 it may take. */
    public val maxBytes: Int,
    aboutPerson: Boolean = false,
) : ValueKey<Owner, String>(record, name, aboutPerson) {
    override fun read(value: Value): String? = (value as? Value.Text)?.text

    override fun write(value: String): Value = Value.Text(value)
}

/** A field that holds a moment. Its offset says which hour of the day it was there. */
public class TimeKey<Owner>(record: String, name: String, aboutPerson: Boolean = false) :
    ValueKey<Owner, OffsetDateTime>(record, name, aboutPerson) {
    override fun read(value: Value): OffsetDateTime? =
        (value as? Value.Text)?.let { parsed { OffsetDateTime.parse(it.text) } }

    override fun write(value: OffsetDateTime): Value =
        Value.Text(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value))
}

/** A field that holds a whole number. */
public class WholeKey<Owner>(
    record: String,
    name: String,
    /** The least and the most it may be. */
    public val range: LongRange,
    /** What it counts; its label is at `units.<unit>`. */
    public val unit: String,
    aboutPerson: Boolean = false,
) : ValueKey<Owner, Long>(record, name, aboutPerson) {
    override fun read(value: Value): Long? = (value as? Value.Whole)?.number

    override fun write(value: Long): Value = Value.Whole(value)
}

/** What a newer region may write in a form that this version does not read shows as nothing. */
private inline fun <T : Any> parsed(parse: () -> T): T? =
    try {
        parse()
    } catch (_: DateTimeException) {
        null
    }
