package org.tabard.sample.kit

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.Send
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import org.tabard.SyncState
import org.tabard.sample.words.LocalTexts
import org.tabard.sample.words.Texts

/** How sending goes, in words. */
@Immutable
data class SyncLine(
    /** Changes that wait on this phone. */
    val waiting: Long,
    /** What is so. */
    val says: String,
    /** What comes next, or what stands in the way. */
    val next: String?,
) {
    companion object {
        /** What to say while so many changes wait. */
        fun of(waiting: Long, state: SyncState, texts: Texts): SyncLine {
            val says = when (waiting) {
                0L -> texts["app.state.all_held"]
                else -> texts.fill("app.state.waiting", "count" to waiting)
            }
            return SyncLine(waiting, says, next(waiting, state, texts))
        }

        private fun next(waiting: Long, state: SyncState, texts: Texts): String? {
            fun stopped(hint: String) = texts.fill("app.state.stopped", "hint" to hint)
            val coming = if (waiting == 0L) null else texts["app.state.not_yet"]
            return when (state) {
                is SyncState.Syncing -> texts["app.state.sending"]
                is SyncState.Waiting -> state.obstacle?.let { stopped(it.hint) } ?: coming
                is SyncState.Stuck -> stopped(state.obstacle.hint)
                is SyncState.Wiped -> stopped(state.hint)
                SyncState.Idle -> coming
            }
        }
    }
}

/** How sending goes, and a way to send at once while something waits. */
@Composable
fun SyncBox(line: SyncLine, sendNow: () -> Unit) {
    Quiet(line.says, Modifier.testTag("sync"))
    if (line.next != null) Quiet(line.next)
    if (line.waiting > 0) {
        SecondButton(LocalTexts.current["app.state.now"], Icons.AutoMirrored.Filled.Send) { sendNow() }
    }
}
