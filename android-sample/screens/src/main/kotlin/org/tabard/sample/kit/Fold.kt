package org.tabard.sample.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.KeyboardArrowDown
import androidx.compose.material.icons.filled.KeyboardArrowUp
import androidx.compose.material3.Icon
import androidx.compose.runtime.Composable
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
    val spoken = Modifier.semantics {
        if (open) collapse { onTurn(false).let { true } } else expand { onTurn(true).let { true } }
    }
    Column(verticalArrangement = Arrangement.spacedBy(Touch.Gap)) {
        PressedRow(title, under, spoken.testTag(tag), { onTurn(!open) }) {
            val sign = if (open) Icons.Filled.KeyboardArrowUp else Icons.Filled.KeyboardArrowDown
            Icon(sign, null, Modifier.size(28.dp), tint = LocalPalette.current.action)
        }
        if (open) content()
    }
}
