package org.tabard.sample.report

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Create
import androidx.compose.material.icons.filled.Email
import androidx.compose.material.icons.filled.Face
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material.icons.filled.Warning
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import org.tabard.sample.app.Route
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.DangerButton
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Field
import org.tabard.sample.kit.Heading
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Signs
import org.tabard.sample.kit.StandingLine
import org.tabard.sample.kit.Tone
import org.tabard.sample.kit.Typing
import org.tabard.sample.kit.WayRow
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** What may be done with a report, and where it leads. */
class ReportWays(
    val report: String,
    val back: () -> Unit,
    val go: (Route) -> Unit,
    val saveTyped: () -> Unit,
    val withdraw: (reason: String) -> Unit,
)

/** A report and the ways to everything of it. */
@Composable
fun ReportScreen(state: ReportState, ways: ReportWays) {
    val texts = LocalTexts.current
    Page(state.read?.title ?: texts["app.report.title"], ways.back) {
        FaultBox(state.fault)
        val read = state.read
        if (read != null) Read(read, ways)
        else if (state.fault == null) Quiet(texts["app.common.wait"])
    }
}

@Composable
private fun ColumnScope.Read(read: ReportRead, ways: ReportWays) {
    val texts = LocalTexts.current
    Quiet(read.reference)
    StandingLine(read.standing)
    read.notes.forEach { Notice(Tone.Care, it) }
    if (read.typed) {
        Notice(Tone.Care, texts["app.common.unsaved"])
        MainButton(texts["app.report.save_typed"], onClick = ways.saveTyped)
    }
    Heading(texts["app.report.answer"])
    if (read.questionOpen) Notice(Tone.Care, texts["app.report.question_open"])
    Way(read.answer, Route.Answer(ways.report), ways, Icons.Filled.Email)
    if (read.conflicts > 0) {
        val route = Route.Conflicts(ways.report)
        Way(texts["app.report.conflicts"], route, ways, Icons.Filled.Warning)
    }
    Missing(read, ways)
    Parts(read, ways)
    Others(ways)
    if (read.mayWithdraw) Withdrawal(ways)
}

@Composable
private fun Missing(read: ReportRead, ways: ReportWays) {
    val texts = LocalTexts.current
    Heading(texts["app.report.finish"])
    val none = read.missing.isEmpty()
    Quiet(texts[if (none) "app.report.all_filled" else "app.report.none_required"])
    read.missing.forEach { one ->
        if (one.section != null) {
            val under = texts[one.section.key]
            Way(one.asks, Route.Section(ways.report, one.section), ways, under = under)
        }
    }
}

@Composable
private fun Parts(read: ReportRead, ways: ReportWays) {
    val texts = LocalTexts.current
    Heading(texts["app.report.sections"])
    read.parts.forEach { part ->
        val said =
            if (part.filled == 0) texts["app.report.nothing"]
            else texts.fill("app.report.filled", "count" to part.filled)
        val route = Route.Section(ways.report, part.section)
        Way(texts[part.section.key], route, ways, under = said)
    }
}

@Composable
private fun Others(ways: ReportWays) {
    val texts = LocalTexts.current
    val says = texts["app.report.account_says"]
    Way(texts["app.report.account"], Route.Account(ways.report), ways, Icons.Filled.Create, says)
    Way(texts["app.report.crew"], Route.Crew(ways.report), ways, Icons.Filled.Face)
    Way(texts["app.report.files"], Route.Files(ways.report), ways, Signs.Camera)
    Way(texts["app.report.history"], Route.History(ways.report), ways, Icons.Filled.Refresh)
    Way(texts["app.support.title"], Route.Support(ways.report), ways, Icons.Filled.Favorite)
}

/** It is asked twice: nobody takes a report back by a tap in the dark. */
@Composable
private fun Withdrawal(ways: ReportWays) {
    val texts = LocalTexts.current
    var asking by remember { mutableStateOf(false) }
    var reason by remember { mutableStateOf("") }
    if (!asking) {
        SecondButton(
            texts["app.report.withdraw"],
            modifier = Modifier.testTag("withdraw"),
            color = LocalPalette.current.danger,
        ) { asking = true }
        return
    }
    Body(texts["app.report.withdraw_says"])
    Field(
        texts["app.report.withdraw_reason"],
        "",
        typing = Typing.Lines,
        tag = "reason",
    ) { reason = it }
    DangerButton(texts["app.report.withdraw"], modifier = Modifier.testTag("withdraw-now")) {
        ways.withdraw(reason)
    }
    SecondButton(texts["app.common.cancel"]) { asking = false }
}

@Composable
private fun Way(
    title: String,
    route: Route,
    ways: ReportWays,
    icon: ImageVector? = null,
    under: String? = null,
) = WayRow(title, icon, under) { ways.go(route) }
