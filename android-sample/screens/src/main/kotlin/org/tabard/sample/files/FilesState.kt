package org.tabard.sample.files

import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.ImageBitmap
import org.tabard.sample.kit.Fault

/** Photographs and voice notes of a report. */
@Immutable
data class FilesState(
    /** What there is; none before it is read. */
    val rows: List<FileRow>? = null,
    /** What is being looked at. */
    val looking: Looking? = null,
    /** Whether a voice note is being recorded. */
    val recording: Boolean = false,
    /** What to say besides, such as that there is no camera. */
    val said: String? = null,
    val fault: Fault? = null,
)

/** One of them. */
@Immutable
data class FileRow(
    val id: String,
    val title: String,
    /** Where its bytes are. */
    val standing: String,
    val custody: List<String>,
    /** Whether its bytes can be looked at here. */
    val here: Boolean,
    /** Whether the region holds them, so that they can be let go of. */
    val held: Boolean,
) {
    override fun toString(): String = "FileRow($id)"
}

/** What is being looked at. It is let go of when the page is closed. */
@Immutable
sealed interface Looking {
    /** What it is, for who cannot see it. */
    val says: String

    /** A photograph. */
    class Picture(val image: ImageBitmap, override val says: String) : Looking

    /** A voice note, to be played. */
    class Sound(override val says: String) : Looking
}
