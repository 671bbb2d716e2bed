package org.tabard.sample.lock

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.Notice
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.kit.Tone
import org.tabard.sample.kit.Touch
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** The lock: digits as large as a thumb. */
@Composable
fun LockScreen(model: LockModel) {
    val texts = LocalTexts.current
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.look() }
    Page(texts["app.lock.title"], foot = { if (state.looked) Open(state, model) }) {
        FaultBox(state.fault)
        if (state.fault?.kind == Fault.Kind.KeyLost) {
            SecondButton(texts["app.fault.join_again"], modifier = Modifier.testTag("join-again")) {
                model.joinAgain()
            }
        }
        if (state.wait > 0) {
            Notice(Tone.Care, texts.fill("app.lock.wait", "seconds" to state.wait))
        }
        if (state.asksPin) {
            Body(texts.fill("app.lock.typed", "count" to state.typed), Modifier.testTag("typed"))
            PinPad(model)
        }
    }
}

/** The way in: the one that is left, where a key is lost. */
@Composable
private fun Open(state: LockModel.State, model: LockModel) {
    val texts = LocalTexts.current
    if (state.fault?.kind == Fault.Kind.KeyLost) {
        val tag = Modifier.testTag("other-way")
        MainButton(texts["app.fault.other_way"], Icons.Filled.Lock, tag, !state.opening) {
            model.unlockOtherWay()
        }
    } else {
        val key = if (state.asksPin) "app.lock.open" else "app.lock.finger"
        MainButton(texts[key], Icons.Filled.Lock, Modifier.testTag("unlock"), !state.opening) {
            model.unlock()
        }
    }
}

@Composable
private fun PinPad(model: LockModel) {
    val back = LocalTexts.current["app.lock.digit_back"]
    (1..9).chunked(3).forEach { digits -> PadRow { digits.forEach { Digit(it, model) } } }
    PadRow {
        Spacer(Modifier.weight(1f))
        Digit(0, model)
        PadKey("digit-back", { model.deleteDigit() }) {
            Icon(Icons.AutoMirrored.Filled.ArrowBack, back)
        }
    }
}

@Composable
private fun PadRow(keys: @Composable RowScope.() -> Unit) = Row(
    Modifier.fillMaxWidth(),
    horizontalArrangement = Arrangement.spacedBy(Touch.Gap),
    content = keys,
)

@Composable
private fun RowScope.Digit(digit: Int, model: LockModel) =
    PadKey("digit-$digit", { model.press(digit) }) {
        Text(digit.toString(), style = MaterialTheme.typography.headlineMedium)
    }

@Composable
private fun RowScope.PadKey(tag: String, onTap: () -> Unit, inside: @Composable () -> Unit) {
    val palette = LocalPalette.current
    Surface(
        onTap,
        Modifier.weight(1f).heightIn(min = 72.dp).testTag(tag),
        true,
        MaterialTheme.shapes.medium,
        palette.card,
        palette.text,
        border = BorderStroke(2.dp, palette.line),
    ) {
        Box(contentAlignment = Alignment.Center) { inside() }
    }
}
