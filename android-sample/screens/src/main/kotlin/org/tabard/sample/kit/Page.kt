package org.tabard.sample.kit

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material.icons.filled.KeyboardArrowDown
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette
import org.tabard.sample.words.LocalTexts

/** Locks the app and hides what it is; none where there is nothing to hide. */
val LocalExit = staticCompositionLocalOf<(() -> Unit)?> { null }

/** Hears that somebody is there, where that is no touch of the screen: typing on a keyboard. */
val LocalTouched = staticCompositionLocalOf { {} }

/** The least side of what a glove presses, and the least gap between two of them. */
object Touch {
    val Side = 64.dp
    val Gap = 12.dp
}

/**
 * A screen: the way back and the quick exit on top, the title and what follows it scrolling, and
 * at the foot what must always be in reach of a thumb.
 */
@Composable
fun Page(
    title: String,
    back: (() -> Unit)? = null,
    foot: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    val palette = LocalPalette.current
    TakeBack(back)
    Box(
        Modifier.fillMaxSize().background(palette.ground).safeDrawingPadding().imePadding(),
        contentAlignment = Alignment.TopCenter,
    ) {
        Column(Modifier.widthIn(max = 640.dp).fillMaxSize()) {
            TopBar(back)
            Box(Modifier.weight(1f)) {
                val scroll = rememberScrollState()
                Column(
                    Modifier.fillMaxWidth()
                        .verticalScroll(scroll)
                        .testTag("scroll")
                        .padding(horizontal = 16.dp)
                        .padding(bottom = 24.dp)
                        .semantics { isTraversalGroup = true },
                    verticalArrangement = Arrangement.spacedBy(Touch.Gap),
                ) {
                    Title(title)
                    content()
                }
                if (scroll.canScrollForward) MoreBelow(Modifier.align(Alignment.BottomCenter))
            }
            if (foot != null) {
                Column(
                    Modifier.fillMaxWidth().padding(16.dp),
                    verticalArrangement = Arrangement.spacedBy(Touch.Gap),
                    content = foot,
                )
            }
        }
    }
}

/** That a page goes on below: what stands there fades, under an arrow. Touches go through it. */
@Composable
private fun MoreBelow(modifier: Modifier) {
    val palette = LocalPalette.current
    val fade = Brush.verticalGradient(listOf(palette.ground.copy(alpha = 0f), palette.ground))
    Box(
        modifier.fillMaxWidth().height(72.dp).background(fade).testTag("more-below"),
        contentAlignment = Alignment.BottomCenter,
    ) {
        Icon(
            Icons.Filled.KeyboardArrowDown,
            contentDescription = null,
            Modifier.size(40.dp).background(palette.action, CircleShape),
            tint = palette.onAction,
        )
    }
}

@Composable
private fun TopBar(back: (() -> Unit)?) {
    val texts = LocalTexts.current
    Row(
        Modifier.fillMaxWidth().padding(horizontal = 8.dp, vertical = 4.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (back != null) {
            val label = texts["app.common.back"]
            PlainButton(
                // Beside large text there is room for the arrow alone.
                label.takeUnless { largeText() },
                Icons.AutoMirrored.Filled.ArrowBack,
                Modifier.testTag("back"),
                says = label,
                onClick = back,
            )
        }
        Box(Modifier.weight(1f))
        val exit = LocalExit.current
        if (exit != null) {
            PlainButton(
                texts["app.exit.name"],
                Signs.Hide,
                Modifier.testTag("exit"),
                says = texts["app.exit.says"],
                onClick = exit,
            )
        }
    }
}

/** What a screen is called. */
@Composable
fun Title(text: String) = Text(
    text,
    Modifier.padding(bottom = 4.dp).semantics { heading() },
    // What is large already grows less with the size of text, or long words would be broken.
    style = with(MaterialTheme.typography) { if (largeText()) headlineSmall else headlineLarge },
    color = LocalPalette.current.text,
)

/** What a part of a screen is called. */
@Composable
fun Heading(text: String) = Text(
    text,
    Modifier.padding(top = 12.dp).semantics { heading() },
    style = MaterialTheme.typography.headlineSmall,
    color = LocalPalette.current.text,
)

/** A sentence. */
@Composable
fun Body(text: String, modifier: Modifier = Modifier) = Text(
    text,
    modifier,
    style = MaterialTheme.typography.bodyLarge,
    color = LocalPalette.current.text,
)

/** A sentence beside the point. */
@Composable
fun Quiet(text: String, modifier: Modifier = Modifier) = Text(
    text,
    modifier,
    style = MaterialTheme.typography.bodyMedium,
    color = LocalPalette.current.quiet,
)
