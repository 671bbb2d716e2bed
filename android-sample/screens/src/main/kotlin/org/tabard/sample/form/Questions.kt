package org.tabard.sample.form

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.Heading
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.TileSpec
import org.tabard.sample.kit.Tiles
import org.tabard.sample.kit.Touch
import org.tabard.sample.kit.Typing
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** A page of questions, as the model makes them from the library's dictionary. */
@Composable
fun Questions(state: FormState, onTap: (FormTap) -> Unit) {
    FaultBox(state.fault)
    state.blocks.forEach { block ->
        when (block) {
            is FormBlock.Asked -> key(block.question.path) { Asked(block.question, onTap) }
            is FormBlock.Items -> key(block.list) { Items(block, onTap) }
        }
    }
}

/** A list of items with their questions. */
@Composable
private fun Items(items: FormBlock.Items, onTap: (FormTap) -> Unit) {
    val texts = LocalTexts.current
    Heading(items.asks)
    items.items.forEach { item ->
        key(item.id) {
            Panel {
                Text(
                    item.title,
                    Modifier.semantics { heading() },
                    style = MaterialTheme.typography.titleLarge,
                )
                item.questions.forEach { key(it.path) { Asked(it, onTap) } }
                SecondButton(
                    texts.fill("app.section.remove_says", "number" to item.number),
                    Icons.Filled.Clear,
                    color = LocalPalette.current.danger,
                ) { onTap(FormTap.Remove(items.list, item.id)) }
            }
        }
    }
    val tag = Modifier.testTag("add-${items.list}")
    SecondButton(texts["app.section.add"], Icons.Filled.Add, tag) { onTap(FormTap.Add(items.list)) }
}

@Composable
private fun Asked(question: Question, onTap: (FormTap) -> Unit) {
    // Further from the question before than from its own answer.
    Column(Modifier.padding(top = 8.dp), verticalArrangement = Arrangement.spacedBy(Touch.Gap)) {
        when (val answer = question.answer) {
            is Answer.One -> OneOf(question, answer, onTap)
            is Answer.Many -> AnyOf(question, answer, onTap)
            is Answer.Flag -> YesOrNo(question, answer, onTap)
            is Answer.Text -> {
                val typing = if (answer.lines) Typing.Lines else Typing.Words
                Typed(question, answer.text, onTap, typing = typing)
            }
            is Answer.Time -> Time(question, answer, onTap)
            is Answer.Date -> {
                val hint = LocalTexts.current["app.section.date_hint"]
                Typed(question, answer.text, onTap, hint)
            }
            is Answer.Whole -> {
                val hint = LocalTexts.current.fill("app.section.whole_hint", "unit" to answer.unit)
                Typed(question, answer.text, onTap, hint, Typing.Number)
            }
        }
    }
}

@Composable
private fun YesOrNo(question: Question, answer: Answer.Flag, onTap: (FormTap) -> Unit) {
    val texts = LocalTexts.current
    Text(
        question.asks,
        style = MaterialTheme.typography.titleMedium,
        color = LocalPalette.current.text,
    )
    val tiles = listOf(
        TileSpec("yes", texts["app.common.yes"], chosen = answer.on == true),
        TileSpec("no", texts["app.common.no"], chosen = answer.on == false),
    )
    Tiles(tiles, many = false) { id ->
        val on = id == "yes"
        onTap(FormTap.Say(question.path, on.takeIf { it != answer.on }))
    }
}

@Composable
private fun Time(question: Question, answer: Answer.Time, onTap: (FormTap) -> Unit) {
    val texts = LocalTexts.current
    Typed(question, answer.text, onTap, texts["app.section.time_hint"], again = answer.set)
    SecondButton(texts["app.section.time_now"], Icons.Filled.DateRange) {
        onTap(FormTap.Now(question.path))
    }
}

/** A field of text; it begins anew where [again] is another. */
@Composable
private fun Typed(
    question: Question,
    start: String,
    onTap: (FormTap) -> Unit,
    hint: String? = null,
    typing: Typing = Typing.Words,
    again: Int = 0,
) = Field(
    question.asks,
    start,
    question.path to again,
    typing,
    hint,
    question.fault,
    question.path,
) { onTap(FormTap.Type(question.path, it)) }
