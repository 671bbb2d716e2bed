package org.tabard.sample.kit

import androidx.compose.runtime.Immutable
import org.tabard.SyncState
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
