package org.tabard.sample.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette

private val Room = PaddingValues(horizontal = 20.dp, vertical = 14.dp)

private fun Modifier.big() = fillMaxWidth().defaultMinSize(minHeight = Touch.Side)

@Composable
private fun RowScope.Says(label: String?, icon: ImageVector?) {
    if (icon != null) {
        val gap = if (label == null) 0.dp else 10.dp
        Icon(icon, contentDescription = null, Modifier.padding(end = gap).size(26.dp))
    }
    if (label == null) return
    Text(
        label,
        Modifier.weight(1f, fill = false),
        style = MaterialTheme.typography.labelLarge,
        textAlign = TextAlign.Center,
    )
}

/** What a screen is for. There is at most one of them. */
@Composable
fun MainButton(
    label: String,
    icon: ImageVector? = null,
    modifier: Modifier = Modifier,
    enabled: Boolean = true,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    val colors = ButtonDefaults.buttonColors(palette.action, palette.onAction)
    Button(
        onClick,
        modifier.big(),
        enabled = enabled,
        shape = MaterialTheme.shapes.medium,
        colors = colors,
        contentPadding = Room,
    ) { Says(label, icon) }
}

/** Another thing that may be done. */
@Composable
fun SecondButton(
    label: String,
    icon: ImageVector? = null,
    modifier: Modifier = Modifier,
    color: Color = LocalPalette.current.action,
    onClick: () -> Unit,
) = OutlinedButton(
    onClick,
    modifier.big(),
    shape = MaterialTheme.shapes.medium,
    colors = ButtonDefaults.outlinedButtonColors(contentColor = color),
    border = BorderStroke(2.dp, color),
    contentPadding = Room,
) { Says(label, icon) }

/** What cannot be undone. */
@Composable
fun DangerButton(
    label: String,
    icon: ImageVector? = null,
    modifier: Modifier = Modifier,
    enabled: Boolean = true,
    onClick: () -> Unit,
) {
    val palette = LocalPalette.current
    Button(
        onClick,
        modifier.big(),
        enabled = enabled,
        shape = MaterialTheme.shapes.medium,
        colors = ButtonDefaults.buttonColors(palette.danger, palette.onDanger),
        contentPadding = Room,
    ) { Says(label, icon) }
}

/**
 * A way through the app rather than a deed: back, hide, show more. Without a label it has an icon,
 * and [says] what it does.
 */
@Composable
fun PlainButton(
    label: String?,
    icon: ImageVector? = null,
    modifier: Modifier = Modifier,
    says: String? = null,
    onClick: () -> Unit,
) {
    val spoken = if (says == null) Modifier else Modifier.semantics { contentDescription = says }
    TextButton(
        onClick,
        modifier.defaultMinSize(Touch.Side, Touch.Side).then(spoken),
        shape = MaterialTheme.shapes.medium,
        colors = ButtonDefaults.textButtonColors(contentColor = LocalPalette.current.action),
        contentPadding = PaddingValues(horizontal = 14.dp, vertical = 10.dp),
    ) { Says(label, icon) }
}
