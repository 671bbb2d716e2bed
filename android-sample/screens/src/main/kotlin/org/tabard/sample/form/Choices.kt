package org.tabard.sample.form

import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.tabard.sample.kit.ChoiceRow
import org.tabard.sample.kit.Fold
import org.tabard.sample.kit.TickRow
import org.tabard.sample.kit.TileSpec
import org.tabard.sample.kit.Tiles
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** One of the choices. Its list folds away when one is taken; the same again takes it back. */
@Composable
internal fun OneOf(question: Question, answer: Answer.One, onTap: (FormTap) -> Unit) {
    var open by remember(question.path) { mutableStateOf(false) }
    val choose = { id: String ->
        open = false
        onTap(FormTap.Choose(question.path, id.takeIf { it != answer.chosen }))
    }
    val said = answer.choices.filter { it.id == answer.chosen }
    Fold(question.asks, said(said), open, question.path, { open = it }) {
        if (answer.tiles) {
            val tiles = answer.choices.map {
                TileSpec(it.id, it.label, chosen = it.id == answer.chosen)
            }
            Tiles(tiles, many = false, onTap = choose)
        } else {
            Headed(answer.choices) {
                ChoiceRow(it.label, it.id == answer.chosen, "${question.path}/${it.id}") {
                    choose(it.id)
                }
            }
        }
    }
}

/** Any of the choices. */
@Composable
internal fun AnyOf(question: Question, answer: Answer.Many, onTap: (FormTap) -> Unit) {
    var open by remember(question.path) { mutableStateOf(false) }
    val said = answer.choices.filter { it.id in answer.chosen }
    Fold(question.asks, said(said), open, question.path, { open = it }) {
        Headed(answer.choices) {
            TickRow(it.label, it.id in answer.chosen, "${question.path}/${it.id}") { _ ->
                onTap(FormTap.Toggle(question.path, it.id))
            }
        }
    }
}

@Composable
private fun said(chosen: List<Choice>): String =
    if (chosen.isEmpty()) LocalTexts.current["app.common.not_said"]
    else chosen.joinToString { it.label }

/** Choices with their headings where those change. */
@Composable
private fun Headed(choices: List<Choice>, row: @Composable (Choice) -> Unit) {
    choices.forEachIndexed { at, choice ->
        val heading = choice.heading
        if (heading != null && heading != choices.getOrNull(at - 1)?.heading) {
            Text(
                heading,
                Modifier.padding(top = 8.dp).semantics { heading() },
                style = MaterialTheme.typography.titleMedium,
                color = LocalPalette.current.text,
            )
        }
        row(choice)
    }
}
