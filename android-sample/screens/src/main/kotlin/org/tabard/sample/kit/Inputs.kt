package org.tabard.sample.kit

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.OutlinedTextFieldDefaults
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import org.tabard.sample.theme.LocalPalette

/** What a field of text is for, which chooses its keyboard and whether it shows what is typed. */
enum class Typing { Words, Lines, Number, Secret }

/**
 * A field of text with its question above it, so that large text never loses it. What is typed is
 * the field's own until it is left: the model hears of every letter, and never writes back.
 */
@Composable
fun Field(
    question: String,
    start: String,
    key: Any = question,
    typing: Typing = Typing.Words,
    hint: String? = null,
    fault: String? = null,
    tag: String = "",
    onType: (String) -> Unit,
) {
    var text by remember(key) { mutableStateOf(start) }
    val palette = LocalPalette.current
    val secret = typing == Typing.Secret
    // Large text is wider than a phone: its line goes on below, and is one line all the same.
    val wraps = typing == Typing.Lines || (largeText() && !secret)
    val touched = LocalTouched.current
    Text(question, style = MaterialTheme.typography.titleSmall, color = palette.text)
    OutlinedTextField(
        text,
        {
            text = if (typing == Typing.Lines) it else it.replace('\n', ' ')
            touched()
            onType(text)
        },
        Modifier.fillMaxWidth().defaultMinSize(minHeight = Touch.Side)
            .semantics { contentDescription = question }
            .testTag(tag),
        textStyle = MaterialTheme.typography.bodyLarge,
        isError = fault != null,
        singleLine = !wraps,
        minLines = if (typing == Typing.Lines) 3 else 1,
        visualTransformation =
            if (secret) PasswordVisualTransformation() else VisualTransformation.None,
        keyboardOptions = KeyboardOptions(
            autoCorrectEnabled = !secret,
            keyboardType = when (typing) {
                Typing.Words, Typing.Lines -> KeyboardType.Text
                Typing.Number -> KeyboardType.Number
                Typing.Secret -> KeyboardType.NumberPassword
            },
        ),
        shape = MaterialTheme.shapes.small,
        colors = OutlinedTextFieldDefaults.colors(
            focusedContainerColor = palette.card,
            unfocusedContainerColor = palette.card,
            errorContainerColor = palette.card,
        ),
    )
    val under = fault ?: hint
    if (under != null) {
        val color = if (fault == null) palette.quiet else palette.danger
        Text(under, style = MaterialTheme.typography.bodySmall, color = color)
    }
}

/** The modules of a QR code, row by row. */
data class CodePicture(val width: Int, val dark: List<Boolean>)

/** A QR code with the four free modules that it needs around it. */
@Composable
fun CodeImage(code: CodePicture, says: String) {
    val palette = LocalPalette.current
    val spoken = Modifier.semantics {
        contentDescription = says
        role = Role.Image
    }
    Canvas(Modifier.widthIn(max = 420.dp).fillMaxWidth().aspectRatio(1f).then(spoken)) {
        val side = size.minDimension / (code.width + 8)
        drawRect(palette.codeLight)
        code.dark.forEachIndexed { at, dark ->
            if (dark) {
                val corner = Offset((at % code.width + 4) * side, (at / code.width + 4) * side)
                // A hair larger, so that no light line shows between two modules.
                drawRect(palette.codeDark, corner, Size(side + 0.5f, side + 0.5f))
            }
        }
    }
}
