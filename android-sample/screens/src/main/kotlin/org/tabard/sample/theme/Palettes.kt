package org.tabard.sample.theme

import androidx.compose.ui.graphics.Color

/** Calm blues on a paper that does not glare. */
val LightPalette = Palette(
    dark = false,
    ground = Color(0xFFF4F7FA),
    card = Color(0xFFFFFFFF),
    text = Color(0xFF14212E),
    quiet = Color(0xFF44546A),
    line = Color(0xFF6E7F91),
    action = Color(0xFF00539F),
    onAction = Color(0xFFFFFFFF),
    chosen = Color(0xFFCFE4F8),
    onChosen = Color(0xFF00305C),
    good = Color(0xFF00663F),
    goodBox = Color(0xFFDDF3E7),
    onGoodBox = Color(0xFF00402A),
    care = Color(0xFF7A4B00),
    careBox = Color(0xFFFDEFD2),
    onCareBox = Color(0xFF4A2D00),
    danger = Color(0xFFB3231A),
    onDanger = Color(0xFFFFFFFF),
    dangerBox = Color(0xFFFBE3E0),
    onDangerBox = Color(0xFF6D0F09),
    codeLight = Color(0xFFFFFFFF),
    codeDark = Color(0xFF000000),
)

/** For a dim room: the same blues, none of them bright over a large area. */
val DarkPalette = Palette(
    dark = true,
    ground = Color(0xFF0E151C),
    card = Color(0xFF18222C),
    text = Color(0xFFE4EAF0),
    quiet = Color(0xFFB0BECB),
    line = Color(0xFF718496),
    action = Color(0xFF8CC2F5),
    onAction = Color(0xFF002B52),
    chosen = Color(0xFF143D63),
    onChosen = Color(0xFFD6E9FB),
    good = Color(0xFF7FD6AB),
    goodBox = Color(0xFF113427),
    onGoodBox = Color(0xFFC3EFD9),
    care = Color(0xFFF0C066),
    careBox = Color(0xFF3A2B0C),
    onCareBox = Color(0xFFFBE4B4),
    danger = Color(0xFFFFA79E),
    onDanger = Color(0xFF5A0B06),
    dangerBox = Color(0xFF4A1512),
    onDangerBox = Color(0xFFFFDAD5),
    codeLight = Color(0xFFE4EAF0),
    codeDark = Color(0xFF000000),
)

/**
 * For a cab at night: red and amber on near-black, so that eyes stay used to the dark. Nothing is
 * told by hue here, and no area is bright.
 */
val NightPalette = Palette(
    dark = true,
    ground = Color(0xFF060101),
    card = Color(0xFF160605),
    text = Color(0xFFD98A68),
    quiet = Color(0xFFBD7153),
    line = Color(0xFF985541),
    action = Color(0xFFCB6A45),
    onAction = Color(0xFF140403),
    chosen = Color(0xFF3D140B),
    onChosen = Color(0xFFE79A77),
    good = Color(0xFFC9834F),
    goodBox = Color(0xFF23100A),
    onGoodBox = Color(0xFFD98A68),
    care = Color(0xFFD38A4A),
    careBox = Color(0xFF2A1206),
    onCareBox = Color(0xFFDD9160),
    danger = Color(0xFFE0624A),
    onDanger = Color(0xFF140403),
    dangerBox = Color(0xFF3A0E09),
    onDangerBox = Color(0xFFE8927C),
    codeLight = Color(0xFFB0684A),
    codeDark = Color(0xFF060101),
)
