package org.tabard.sample.capture

import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowForward
import androidx.compose.material.icons.filled.Check
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Mark
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.PlainButton
import org.tabard.sample.kit.Quiet
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Signs
import org.tabard.sample.kit.StandingLine
import org.tabard.sample.kit.TileSpec
import org.tabard.sample.kit.Tiles
import org.tabard.sample.kit.Tone
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** Where the saved report leads. */
data class SavedWays(
    val home: () -> Unit,
    val open: (String) -> Unit,
    val support: (String) -> Unit,
)

/** The quick report: one question a screen, every tap kept at once. */
@Composable
fun CaptureScreen(
    state: CaptureState,
    ways: SavedWays,
    back: () -> Unit,
    tap: (CaptureTap) -> Unit,
) {
    when (state.step) {
        Step.Safe -> SafeStep(state, back, tap)
        Step.Help -> HelpStep(back, tap)
        Step.What -> WhatStep(state, back, tap)
        Step.Who -> WhoStep(state, back, tap)
        Step.Factors -> FactorsStep(state, back, tap)
        Step.Saved -> state.saved?.let { SavedStep(it, ways) }
    }
}

@Composable
private fun SafeStep(state: CaptureState, back: () -> Unit, tap: (CaptureTap) -> Unit) {
    val texts = LocalTexts.current
    Page(texts["app.safe.title"], back) {
        FaultBox(state.fault)
        val icons = listOf(Icons.Filled.Check, Signs.Cross, Icons.Filled.Warning)
        val tiles = Tile.Safe.zip(icons) { code, icon ->
            val danger = code == Tile.Safe.last()
            TileSpec(code, texts["app.safe.$code"], icon, state.safe == code, danger)
        }
        Tiles(tiles, columns = 1, many = false) { tap(CaptureTap.Safe(it)) }
        Quiet(texts["app.common.typed_kept"])
    }
}

@Composable
private fun HelpStep(back: () -> Unit, tap: (CaptureTap) -> Unit) {
    val texts = LocalTexts.current
    val go = @Composable {
        SecondButton(texts["app.help.go_on"], modifier = Modifier.testTag("safe-now")) {
            tap(CaptureTap.SafeNow)
        }
    }
    Page(texts["app.help.title"], back, foot = { go() }) {
        Notice(Tone.Danger, texts["app.help.radio"])
        Notice(Tone.Danger, texts["app.help.nine"])
        Notice(Tone.Care, texts["app.help.no_alarm"])
        Body(texts["app.help.leave"])
    }
}

@Composable
private fun WhatStep(state: CaptureState, back: () -> Unit, tap: (CaptureTap) -> Unit) {
    val texts = LocalTexts.current
    val next = @Composable {
        val label = texts[if (state.what.isEmpty()) "app.common.skip" else "app.common.next"]
        val icon = Icons.AutoMirrored.Filled.ArrowForward
        MainButton(label, icon, Modifier.testTag("next")) { tap(CaptureTap.Next) }
    }
    Page(texts["app.what.title"], back, foot = { next() }) {
        FaultBox(state.fault)
        Quiet(texts["app.what.says"])
        val tiles = Tile.What.map { TileSpec(it, texts["app.what.$it"], chosen = it in state.what) }
        Tiles(tiles, many = true) { tap(CaptureTap.What(it)) }
        if (state.allKinds) {
            val others = state.kinds.filterNot { it in Tile.What }.map {
                TileSpec(it, texts.code("incident_type", it), chosen = it in state.what)
            }
            Tiles(others, columns = 1, many = true) { tap(CaptureTap.What(it)) }
        } else {
            SecondButton(texts["app.what.more"], modifier = Modifier.testTag("all-kinds")) {
                tap(CaptureTap.AllKinds)
            }
        }
    }
}

@Composable
private fun WhoStep(state: CaptureState, back: () -> Unit, tap: (CaptureTap) -> Unit) {
    val texts = LocalTexts.current
    val skip = @Composable {
        SecondButton(texts["app.common.skip"], modifier = Modifier.testTag("next")) {
            tap(CaptureTap.Next)
        }
    }
    Page(texts["app.who.title"], back, foot = { skip() }) {
        FaultBox(state.fault)
        val tiles = Tile.Who.map { TileSpec(it, texts["app.who.$it"], chosen = it == state.who) }
        Tiles(tiles, columns = 1, many = false) { tap(CaptureTap.Who(it)) }
    }
}

@Composable
private fun FactorsStep(state: CaptureState, back: () -> Unit, tap: (CaptureTap) -> Unit) {
    val texts = LocalTexts.current
    val save = @Composable {
        MainButton(texts["app.factors.save"], Icons.Filled.Check, Modifier.testTag("save")) {
            tap(CaptureTap.Save)
        }
    }
    Page(texts["app.factors.title"], back, foot = { save() }) {
        FaultBox(state.fault)
        Quiet(texts["app.factors.says"])
        VoiceButton(state.voice) { tap(CaptureTap.Voice) }
        val tiles = Tile.Factors.map {
            TileSpec(it, texts.code("contributory_factor", it), chosen = it in state.factors)
        }
        Tiles(tiles, many = true) { tap(CaptureTap.Factor(it)) }
    }
}

@Composable
private fun VoiceButton(voice: VoiceNote, onTap: () -> Unit) {
    val texts = LocalTexts.current
    when (voice) {
        VoiceNote.Absent -> return
        VoiceNote.Kept -> Notice(Tone.Good, texts["app.factors.kept"])
        VoiceNote.None -> SecondButton(texts["app.factors.voice"], Signs.Voice, onClick = onTap)
        is VoiceNote.Recording -> SecondButton(
            texts.fill("app.factors.stop", "seconds" to voice.seconds),
            Signs.Voice,
            color = LocalPalette.current.danger,
            onClick = onTap,
        )
    }
}

@Composable
private fun SavedStep(saved: SavedNote, ways: SavedWays) {
    val texts = LocalTexts.current
    val done = @Composable {
        MainButton(texts["app.common.done"], Icons.Filled.Check, Modifier.testTag("done")) {
            ways.home()
        }
    }
    Page(texts["app.saved.title"], foot = { done() }) {
        Icon(
            Icons.Filled.CheckCircle,
            contentDescription = null,
            Modifier.size(120.dp),
            tint = LocalPalette.current.good,
        )
        Text(
            saved.reference,
            style = MaterialTheme.typography.headlineMedium,
            color = LocalPalette.current.text,
        )
        StandingLine(saved.standing, Modifier.testTag("stands"))
        if (saved.standing.mark == Mark.Phone) Body(texts["app.saved.not_sent"], Modifier.testTag("not-sent"))
        Quiet(texts["app.saved.later"])
        SecondButton(texts["app.saved.open"]) { ways.open(saved.id) }
        PlainButton(texts["app.saved.support"], Icons.Filled.Favorite) { ways.support(saved.id) }
    }
}
