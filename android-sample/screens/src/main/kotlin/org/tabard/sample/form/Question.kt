package org.tabard.sample.form

import androidx.compose.runtime.Immutable

/** One question of a form, with what was answered. */
@Immutable
data class Question(
    /** The path of its field. */
    val path: String,
    val asks: String,
    val answer: Answer,
    /** Why what was typed last was not kept. */
    val fault: String? = null,
) {
    override fun toString(): String = "Question($path)"
}

/** How a question is answered, and what was. */
@Immutable
sealed interface Answer {
    /** One of the choices. */
    data class One(
        val choices: List<Choice>,
        val chosen: String?,
        /** Whether it is asked with tiles, as parts of the body are. */
        val tiles: Boolean = false,
    ) : Answer {
        override fun toString(): String = "One"
    }

    /** Any of the choices. */
    data class Many(val choices: List<Choice>, val chosen: Set<String>) : Answer {
        override fun toString(): String = "Many"
    }

    /** Yes, no, or not said. */
    data class Flag(val on: Boolean?) : Answer {
        override fun toString(): String = "Flag"
    }

    /** Text; of several lines where it may be long. */
    data class Text(val text: String, val lines: Boolean) : Answer {
        override fun toString(): String = "Text"
    }

    /** A moment, as it is typed. */
    data class Time(
        val text: String,
        /** How often it was set by the button beside it, rather than typed. */
        val set: Int = 0,
    ) : Answer {
        override fun toString(): String = "Time"
    }

    /** A day, as it is typed. */
    data class Date(val text: String) : Answer {
        override fun toString(): String = "Date"
    }

    /** A whole number, as it is typed, with what it counts. */
    data class Whole(val text: String, val unit: String) : Answer {
        override fun toString(): String = "Whole"
    }
}

/** One of the choices of a question. */
@Immutable
data class Choice(
    /** The code, or the id of an item. */
    val id: String,
    val label: String,
    /** The heading under which it stands. */
    val heading: String? = null,
)

/** A part of a form: a question, or a list of items with their questions. */
@Immutable
sealed interface FormBlock {
    /** A question. */
    data class Asked(val question: Question) : FormBlock

    /** A list of items. */
    data class Items(
        /** The name of its field. */
        val list: String,
        val asks: String,
        val items: List<FormItem>,
    ) : FormBlock
}

/** An item of a list in a form. */
@Immutable
data class FormItem(
    val id: String,
    /** Its place among the others, from 1. */
    val number: Int,
    /** Such as "Number 2". */
    val title: String,
    val questions: List<Question>,
)

/** What a person does on a page of questions. */
sealed interface FormTap {
    /** One of the choices; null for "not said". */
    data class Choose(val path: String, val choice: String?) : FormTap

    /** A choice of a set, on or off. */
    data class Toggle(val path: String, val code: String) : FormTap

    /** Yes, no, or null for "not said". */
    data class Say(val path: String, val on: Boolean?) : FormTap

    /** A text as it is typed. */
    data class Type(val path: String, val text: String) : FormTap {
        override fun toString(): String = "Type($path)"
    }

    /** This moment. */
    data class Now(val path: String) : FormTap

    /** One more item of a list. */
    data class Add(val list: String) : FormTap

    /** An item of a list is taken out. */
    data class Remove(val list: String, val item: String) : FormTap
}
