package org.tabard.sample.home

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Create
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Menu
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.foundation.BorderStroke
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.PlainButton
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.Standing
import org.tabard.sample.kit.StandingLine
import org.tabard.sample.kit.SyncBox
import org.tabard.sample.kit.SyncLine
import org.tabard.sample.kit.Touch
import org.tabard.sample.kit.WayRow
import org.tabard.sample.kit.largeText
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** A report in the list. */
@Immutable
data class ReportRow(
    val id: String,
    val title: String,
    val whenAndRef: String,
    val standing: Standing,
    val notes: List<String> = emptyList(),
)

/** The list of reports, and what else wants to be seen first. */
@Immutable
data class HomeState(
    val rows: List<ReportRow> = emptyList(),
    val words: String = "",
    val more: Boolean = false,
    /** A quick report that was begun and never saved. */
    val begun: String? = null,
    val due: Int = 0,
    val fault: Fault? = null,
    val loaded: Boolean = false,
) {
    override fun toString(): String = "HomeState(${rows.size})"
}

/** Where the list leads. */
data class HomeWays(
    val capture: () -> Unit,
    val goOn: (String) -> Unit,
    val open: (String) -> Unit,
    val search: (String) -> Unit,
    val more: () -> Unit,
    val due: () -> Unit,
    val job: () -> Unit,
    val support: () -> Unit,
    val menu: () -> Unit,
    val sendNow: () -> Unit,
)

/** The first screen: a new report in one tap, then the reports there are. */
@Composable
fun HomeScreen(state: HomeState, sync: SyncLine, ways: HomeWays) {
    val texts = LocalTexts.current
    val foot = @Composable { Ways(ways) }
    Page(texts["app.home.title"], foot = if (largeText()) null else ({ foot() })) {
        MainButton(
            texts["app.home.new_report"],
            Icons.Filled.Add,
            Modifier.heightIn(min = 88.dp).testTag("new-report"),
            onClick = ways.capture,
        )
        if (state.begun != null) {
            WayRow(
                texts["app.home.go_on"],
                Icons.Filled.Create,
                modifier = Modifier.testTag("go-on"),
            ) { ways.goOn(state.begun) }
        }
        if (state.due > 0) {
            val title = texts.fill("app.home.due", "count" to state.due)
            WayRow(title, Icons.Filled.Notifications, onClick = ways.due)
        }
        FaultBox(state.fault)
        SyncBox(sync, ways.sendNow)
        if (largeText()) {
            ways.others().forEach { (key, icon, way) ->
                WayRow(texts[key], icon, modifier = Modifier.testTag(key), onClick = way)
            }
        }
        if (state.rows.isNotEmpty() || state.words.isNotEmpty()) {
            Field(texts["app.home.search"], state.words, tag = "search", onType = ways.search)
        }
        if (state.loaded && state.rows.isEmpty() && state.fault == null) {
            Body(texts[if (state.words.isEmpty()) "app.home.empty" else "app.home.none_found"])
        }
        state.rows.forEach { row -> ReportCard(row) { ways.open(row.id) } }
        if (state.more) PlainButton(texts["app.common.show_more"], onClick = ways.more)
    }
}

@Composable
private fun ReportCard(row: ReportRow, onOpen: () -> Unit) {
    val palette = LocalPalette.current
    Surface(
        onOpen,
        Modifier.fillMaxWidth().heightIn(min = Touch.Side).testTag("report-${row.id}"),
        true,
        MaterialTheme.shapes.medium,
        palette.card,
        palette.text,
        border = BorderStroke(1.dp, palette.line),
    ) {
        Column(
            Modifier.padding(16.dp),
            verticalArrangement = Arrangement.spacedBy(6.dp),
        ) {
            Text(row.title, style = MaterialTheme.typography.titleMedium)
            Quiet(row.whenAndRef)
            StandingLine(row.standing)
            row.notes.forEach { Text(it, style = MaterialTheme.typography.titleSmall) }
        }
    }
}

/** The other three things that a crew comes for. */
private fun HomeWays.others() = listOf(
    Triple("app.home.job", Icons.Filled.Warning, job),
    Triple("app.home.support", Icons.Filled.Favorite, support),
    Triple("app.home.more", Icons.Filled.Menu, menu),
)

/** Them side by side, within reach of a thumb; where text is large they are part of the list. */
@Composable
private fun Ways(ways: HomeWays) {
    val texts = LocalTexts.current
    Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(Touch.Gap)) {
        ways.others().forEach { (key, icon, way) -> Way(texts[key], icon, Modifier.weight(1f), key, way) }
    }
}

@Composable
private fun Way(
    label: String,
    icon: ImageVector,
    modifier: Modifier,
    tag: String,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    Surface(
        onClick,
        modifier.heightIn(min = 72.dp).testTag(tag),
        true,
        MaterialTheme.shapes.medium,
        palette.card,
        palette.action,
        border = BorderStroke(1.dp, palette.line),
    ) {
        Column(
            Modifier.padding(horizontal = 4.dp, vertical = 10.dp),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            Icon(icon, contentDescription = null, Modifier.size(26.dp))
            Text(label, style = MaterialTheme.typography.labelMedium, textAlign = TextAlign.Center)
        }
    }
}
