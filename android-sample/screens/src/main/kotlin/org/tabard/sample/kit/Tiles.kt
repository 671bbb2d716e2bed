package org.tabard.sample.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette

/** A tile of a question. */
data class TileSpec(
    val id: String,
    val label: String,
    val icon: ImageVector? = null,
    val chosen: Boolean = false,
    val danger: Boolean = false,
)

/** Whether text is so large that things stand below each other rather than side by side. */
@Composable
fun largeText(): Boolean = LocalDensity.current.fontScale > 1.3f

/** Tiles side by side, or below each other where the text is large. */
@Composable
fun Tiles(tiles: List<TileSpec>, columns: Int = 2, many: Boolean, onTap: (String) -> Unit) {
    val across = if (largeText()) 1 else columns
    tiles.chunked(across).forEach { row ->
        Row(
            Modifier.fillMaxWidth().height(IntrinsicSize.Min),
            horizontalArrangement = Arrangement.spacedBy(Touch.Gap),
        ) {
            row.forEach { tile ->
                Tile(tile, many, Modifier.weight(1f).fillMaxHeight()) { onTap(tile.id) }
            }
            repeat(across - row.size) { Spacer(Modifier.weight(1f)) }
        }
    }
}

@Composable
private fun Tile(tile: TileSpec, many: Boolean, modifier: Modifier, onTap: () -> Unit) {
    val palette = LocalPalette.current
    val (back, front, edge) = when {
        tile.chosen -> Triple(palette.chosen, palette.onChosen, palette.onChosen)
        tile.danger -> Triple(palette.dangerBox, palette.onDangerBox, palette.danger)
        else -> Triple(palette.card, palette.text, palette.line)
    }
    val shape = MaterialTheme.shapes.medium
    val border = BorderStroke(if (tile.chosen) 3.dp else 2.dp, edge)
    val sized = modifier.heightIn(min = 84.dp).testTag("tile-${tile.id}")
    val inside: @Composable () -> Unit = { TileInside(tile) }
    if (many) {
        val toggling = Modifier.clip(shape)
            .toggleable(tile.chosen, role = Role.Checkbox) { onTap() }
        Surface(sized.then(toggling), shape, back, front, border = border, content = inside)
    } else {
        Surface(onTap, sized, true, shape, back, front, border = border, content = inside)
    }
}

@Composable
private fun TileInside(tile: TileSpec) {
    Row(
        Modifier.padding(14.dp),
        horizontalArrangement = Arrangement.spacedBy(10.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        val icon = if (tile.chosen) Icons.Filled.CheckCircle else tile.icon
        if (icon != null) Icon(icon, contentDescription = null, Modifier.size(28.dp))
        Text(tile.label, Modifier.weight(1f), style = MaterialTheme.typography.titleMedium)
    }
}

/** A card that holds things that belong together. */
@Composable
fun Panel(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    val palette = LocalPalette.current
    Surface(
        modifier.fillMaxWidth(),
        MaterialTheme.shapes.medium,
        palette.card,
        palette.text,
        border = BorderStroke(1.dp, palette.line),
    ) {
        Column(
            Modifier.padding(16.dp),
            verticalArrangement = Arrangement.spacedBy(8.dp),
            content = content,
        )
    }
}

/** A gap beside something. */
@Composable
fun Gap() = Spacer(Modifier.width(Touch.Gap))
