package org.tabard.sample.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.KeyboardArrowDown
import androidx.compose.material.icons.filled.KeyboardArrowUp
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.collapse
import androidx.compose.ui.semantics.expand
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette

/** A row that opens what belongs to it, and folds it away again. */
@Composable
fun Fold(
    title: String,
    under: String?,
    open: Boolean,
    tag: String = "",
    onTurn: (Boolean) -> Unit,
    content: @Composable ColumnScope.() -> Unit,
) {
    val palette = LocalPalette.current
    val spoken = Modifier.semantics {
        if (open) collapse { onTurn(false).let { true } } else expand { onTurn(true).let { true } }
    }
    Column(verticalArrangement = Arrangement.spacedBy(Touch.Gap)) {
        Surface(
            { onTurn(!open) },
            Modifier.fillMaxWidth().heightIn(min = Touch.Side).then(spoken).testTag(tag),
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
                Column(Modifier.weight(1f)) {
                    Text(title, style = MaterialTheme.typography.titleMedium)
                    if (under != null) Quiet(under)
                }
                val sign = if (open) Icons.Filled.KeyboardArrowUp else Icons.Filled.KeyboardArrowDown
                Icon(sign, null, Modifier.size(28.dp), tint = palette.action)
            }
        }
        if (open) content()
    }
}
