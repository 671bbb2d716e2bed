package org.tabard.sample.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp

/** The looks that a person may choose. */
enum class Look(val key: String) {
    Auto("app.settings.auto"),
    Light("app.settings.light"),
    Dark("app.settings.dark"),
    Night("app.settings.night"),
}

private fun style(size: Int, line: Int, weight: FontWeight = FontWeight.Normal) =
    TextStyle(fontSize = size.sp, lineHeight = line.sp, fontWeight = weight)

/** Nothing is smaller than 16 sp, and there are few sizes. */
private val Type = Typography(
    displaySmall = style(34, 42, FontWeight.Bold),
    headlineLarge = style(28, 36, FontWeight.Bold),
    headlineMedium = style(26, 34, FontWeight.Bold),
    headlineSmall = style(22, 30, FontWeight.Bold),
    titleLarge = style(20, 28, FontWeight.SemiBold),
    titleMedium = style(18, 26, FontWeight.SemiBold),
    titleSmall = style(16, 24, FontWeight.SemiBold),
    bodyLarge = style(18, 26),
    bodyMedium = style(17, 25),
    bodySmall = style(16, 23),
    labelLarge = style(18, 24, FontWeight.SemiBold),
    labelMedium = style(16, 22, FontWeight.Medium),
    labelSmall = style(16, 22),
)

private val Corners = Shapes(
    extraSmall = RoundedCornerShape(8.dp),
    small = RoundedCornerShape(12.dp),
    medium = RoundedCornerShape(16.dp),
    large = RoundedCornerShape(20.dp),
    extraLarge = RoundedCornerShape(28.dp),
)

@Composable
fun paletteOf(look: Look): Palette = when (look) {
    Look.Auto -> if (isSystemInDarkTheme()) DarkPalette else LightPalette
    Look.Light -> LightPalette
    Look.Dark -> DarkPalette
    Look.Night -> NightPalette
}

/** Material 3 in one of the app's own looks. */
@Composable
fun TabardTheme(palette: Palette, content: @Composable () -> Unit) {
    CompositionLocalProvider(LocalPalette provides palette) {
        MaterialTheme(
            colorScheme = palette.scheme(),
            typography = Type,
            shapes = Corners,
            content = content,
        )
    }
}
