package org.tabard.sample.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette

/** How grave a notice is; each kind has a sign of its own besides its colour. */
enum class Tone { Plain, Good, Care, Danger }

/** A sentence that a person must see. A screen reader says it when it appears. */
@Composable
fun Notice(tone: Tone, text: String, modifier: Modifier = Modifier, title: String? = null) {
    val palette = LocalPalette.current
    val (back, front, mark) = when (tone) {
        Tone.Plain -> Triple(palette.card, palette.text, palette.action)
        Tone.Good -> Triple(palette.goodBox, palette.onGoodBox, palette.good)
        Tone.Care -> Triple(palette.careBox, palette.onCareBox, palette.care)
        Tone.Danger -> Triple(palette.dangerBox, palette.onDangerBox, palette.danger)
    }
    val icon = when (tone) {
        Tone.Plain -> Icons.Filled.Info
        Tone.Good -> Icons.Filled.CheckCircle
        Tone.Care, Tone.Danger -> Icons.Filled.Warning
    }
    Surface(
        modifier.fillMaxWidth().semantics { liveRegion = LiveRegionMode.Polite },
        MaterialTheme.shapes.medium,
        back,
        front,
        border = BorderStroke(2.dp, mark),
    ) {
        Row(
            Modifier.padding(16.dp),
            horizontalArrangement = Arrangement.spacedBy(12.dp),
        ) {
            Icon(icon, contentDescription = null, Modifier.size(26.dp), tint = mark)
            Column(Modifier.weight(1f)) {
                if (title != null) Text(title, style = MaterialTheme.typography.titleMedium)
                Text(text, style = MaterialTheme.typography.bodyLarge)
            }
        }
    }
}
