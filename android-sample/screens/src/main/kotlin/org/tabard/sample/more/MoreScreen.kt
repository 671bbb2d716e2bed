package org.tabard.sample.more

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Person
import androidx.compose.material.icons.filled.Settings
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.sample.app.AppModel
import org.tabard.sample.app.Route
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.WayRow
import org.tabard.sample.words.LocalTexts

/** Everything else. */
@Composable
fun MoreScreen(app: AppModel, back: () -> Unit) {
    val texts = LocalTexts.current
    val ways = listOf(
        Triple("app.more.due", Icons.Filled.Notifications, Route.Due),
        Triple("app.more.settings", Icons.Filled.Settings, Route.Settings),
        Triple("app.more.about", Icons.Filled.Info, Route.About),
        Triple("app.more.people", Icons.Filled.Person, Route.People),
    )
    val lock = @Composable {
        SecondButton(texts["app.more.lock"], Icons.Filled.Lock, Modifier.testTag("lock")) {
            app.lock()
        }
    }
    Page(texts["app.more.title"], back, foot = { lock() }) {
        ways.forEach { (key, icon, route) ->
            WayRow(texts[key], icon, modifier = Modifier.testTag(key)) { app.go(route) }
        }
    }
}
