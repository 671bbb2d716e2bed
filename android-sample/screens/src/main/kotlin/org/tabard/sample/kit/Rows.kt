package org.tabard.sample.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material3.Checkbox
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette

/** A row that leads somewhere. */
@Composable
fun WayRow(
    title: String,
    icon: ImageVector? = null,
    under: String? = null,
    modifier: Modifier = Modifier,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    PressedRow(title, under, modifier, onClick, before = {
        if (icon != null && !largeText()) {
            Icon(icon, null, Modifier.size(26.dp), tint = palette.action)
        }
    }) {
        Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, null, tint = palette.quiet)
    }
}

/** A card that is pressed: what it is, with a sign before it and one after it. */
@Composable
internal fun PressedRow(
    title: String,
    under: String?,
    modifier: Modifier,
    onClick: () -> Unit,
    before: @Composable () -> Unit = {},
    after: @Composable () -> Unit,
) {
    val palette = LocalPalette.current
    Surface(
        onClick,
        modifier.fillMaxWidth().heightIn(min = Touch.Side),
        true,
        MaterialTheme.shapes.medium,
        palette.card,
        palette.text,
        border = BorderStroke(1.dp, palette.line),
    ) {
        Row(
            Modifier.padding(horizontal = 16.dp, vertical = 12.dp),
            horizontalArrangement = Arrangement.spacedBy(14.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            before()
            Column(Modifier.weight(1f)) {
                Text(title, style = MaterialTheme.typography.titleMedium)
                if (under != null) Quiet(under)
            }
            after()
        }
    }
}

/** One choice of several. */
@Composable
fun ChoiceRow(label: String, chosen: Boolean, tag: String = "", onTap: () -> Unit) = Choice(
    Modifier.clip(MaterialTheme.shapes.medium)
        .selectable(chosen, role = Role.RadioButton, onClick = onTap)
        .testTag(tag),
    chosen,
    label,
) { RadioButton(chosen, onClick = null) }

/** A choice beside others. */
@Composable
fun TickRow(label: String, chosen: Boolean, tag: String = "", onTap: (Boolean) -> Unit) = Choice(
    Modifier.clip(MaterialTheme.shapes.medium)
        .toggleable(chosen, role = Role.Checkbox, onValueChange = onTap)
        .testTag(tag),
    chosen,
    label,
) { Checkbox(chosen, onCheckedChange = null) }

@Composable
private fun Choice(
    modifier: Modifier,
    chosen: Boolean,
    label: String,
    sign: @Composable () -> Unit,
) {
    val palette = LocalPalette.current
    Surface(
        modifier.fillMaxWidth().heightIn(min = Touch.Side),
        MaterialTheme.shapes.medium,
        if (chosen) palette.chosen else palette.card,
        if (chosen) palette.onChosen else palette.text,
        border = BorderStroke(1.dp, if (chosen) palette.onChosen else palette.line),
    ) {
        Row(
            Modifier.padding(horizontal = 16.dp, vertical = 12.dp),
            horizontalArrangement = Arrangement.spacedBy(14.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            sign()
            Text(label, Modifier.weight(1f), style = MaterialTheme.typography.bodyLarge)
        }
    }
}
