package org.tabard.sample.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Email
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.Phone
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.tabard.ReportState
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.Texts

/** Signs of where something stands, which differ in their shape. */
enum class Mark(val key: String) {
    /** On this phone alone. */
    Phone("not_sent"),

    /** At a control room's server. */
    Edge("at_edge"),

    /** Held by the region. */
    Region("held"),

    /** The hub answered. */
    Answered("answered"),
}

/** Where a record stands: a sign and words, never a colour alone. */
@Immutable
data class Standing(
    val mark: Mark,
    /** The sign's name, for a list. */
    val short: String,
    /** The sentence of the library. */
    val says: String,
) {
    companion object {
        /** The sign and the words for what the library says of a record. */
        fun of(state: ReportState, says: String, texts: Texts): Standing {
            val mark = when (state) {
                ReportState.SavedOnThisPhone -> Mark.Phone
                ReportState.HeldByEdge -> Mark.Edge
                ReportState.HeldByRegion -> Mark.Region
                is ReportState.Answered -> Mark.Answered
            }
            return Standing(mark, texts["app.state.${mark.key}"], says)
        }
    }
}

/** The sign and the words of where something stands. */
@Composable
fun StandingLine(standing: Standing, modifier: Modifier = Modifier) {
    val palette = LocalPalette.current
    val (icon, tint) = when (standing.mark) {
        Mark.Phone -> Icons.Filled.Phone to palette.care
        Mark.Edge -> Icons.Filled.Home to palette.care
        Mark.Region -> Icons.Filled.CheckCircle to palette.good
        Mark.Answered -> Icons.Filled.Email to palette.action
    }
    Row(
        modifier,
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalAlignment = Alignment.Top,
    ) {
        Icon(icon, contentDescription = null, Modifier.size(24.dp), tint = tint)
        Text(
            standing.says,
            Modifier.weight(1f),
            style = MaterialTheme.typography.bodyMedium,
            color = palette.text,
        )
    }
}
