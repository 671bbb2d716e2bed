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
    data class One(val choices: List<Choice>, val chosen: String?) : Answer {
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
    data class Time(val text: String) : Answer {
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
