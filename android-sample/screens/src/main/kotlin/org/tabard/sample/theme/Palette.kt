package org.tabard.sample.theme

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/** Every colour of a look, by what it is for. A test holds each pair against WCAG 2.2. */
@Immutable
data class Palette(
    val dark: Boolean,
    val ground: Color,
    val card: Color,
    val text: Color,
    val quiet: Color,
    val line: Color,
    val action: Color,
    val onAction: Color,
    val chosen: Color,
    val onChosen: Color,
    val good: Color,
    val goodBox: Color,
    val onGoodBox: Color,
    val care: Color,
    val careBox: Color,
    val onCareBox: Color,
    val danger: Color,
    val onDanger: Color,
    val dangerBox: Color,
    val onDangerBox: Color,
    val codeLight: Color,
    val codeDark: Color,
)

/** The same colours where Material 3 looks for them. */
fun Palette.scheme(): ColorScheme {
    val base = if (dark) darkColorScheme() else lightColorScheme()
    return base.copy(
        primary = action,
        onPrimary = onAction,
        primaryContainer = chosen,
        onPrimaryContainer = onChosen,
        inversePrimary = chosen,
        secondary = action,
        onSecondary = onAction,
        secondaryContainer = chosen,
        onSecondaryContainer = onChosen,
        tertiary = good,
        onTertiary = onAction,
        tertiaryContainer = goodBox,
        onTertiaryContainer = onGoodBox,
        background = ground,
        onBackground = text,
        surface = ground,
        onSurface = text,
        surfaceVariant = card,
        onSurfaceVariant = quiet,
        surfaceTint = card,
        inverseSurface = text,
        inverseOnSurface = ground,
        error = danger,
        onError = onDanger,
        errorContainer = dangerBox,
        onErrorContainer = onDangerBox,
        outline = line,
        outlineVariant = line,
        surfaceBright = card,
        surfaceDim = ground,
        surfaceContainer = card,
        surfaceContainerHigh = card,
        surfaceContainerHighest = card,
        surfaceContainerLow = card,
        surfaceContainerLowest = ground,
    )
}

/** The palette in use. */
val LocalPalette = staticCompositionLocalOf { LightPalette }
