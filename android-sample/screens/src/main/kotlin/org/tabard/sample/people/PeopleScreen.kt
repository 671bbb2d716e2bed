package org.tabard.sample.people

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material.icons.filled.Person
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.app.AppModel
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.PlainButton
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.words.LocalTexts

/** Who uses this phone. */
@Composable
fun PeopleScreen(app: AppModel, back: () -> Unit) {
    val texts = LocalTexts.current
    val model = remember { PeopleModel(app) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.read() }
    Page(texts["app.people.title"], back) {
        Body(texts["app.people.says"])
        FaultBox(state.fault)
        state.rows.forEach { PersonPanel(it, model) }
        Field(texts["app.people.add"], "", key = state.added, tag = "initials") {
            model.initials = it
        }
        SecondButton(texts["app.common.add"], Icons.Filled.Add, Modifier.testTag("add")) {
            model.add()
        }
    }
}

@Composable
private fun PersonPanel(row: PersonRow, model: PeopleModel) = Panel {
    val texts = LocalTexts.current
    Text(row.label, style = MaterialTheme.typography.titleMedium)
    Quiet(row.waits)
    if (row.here) {
        Quiet(texts["app.people.here"])
    } else {
        val tag = Modifier.testTag("switch-${row.label}")
        val switch = texts.fill("app.people.switch", "label" to row.label)
        SecondButton(switch, Icons.Filled.Person, tag) { model.changeTo(row.label) }
        val remove = texts.fill("app.people.remove", "label" to row.label)
        PlainButton(remove, Icons.Filled.Delete) { model.remove(row.label) }
    }
}
