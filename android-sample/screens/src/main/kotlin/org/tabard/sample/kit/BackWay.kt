package org.tabard.sample.kit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.staticCompositionLocalOf

/** What the system's back gesture does: the same as the way back of the page that shows. */
class BackWay {
    private var way: (() -> Unit)? = null

    /** Goes back; false where the page has no way back, and the app is to be left. */
    fun go(): Boolean {
        val back = way ?: return false
        back()
        return true
    }

    /** Goes back by [back] from now on; gives what undoes that. */
    internal fun take(back: (() -> Unit)?): () -> Unit {
        way = back
        return { if (way === back) way = null }
    }
}

/** The way back that the system's gesture takes; none where nothing hears of it. */
val LocalBackWay = staticCompositionLocalOf<BackWay?> { null }

/** The system's gesture goes back by [back] while the page is there. */
@Composable
internal fun TakeBack(back: (() -> Unit)?) {
    val gesture = LocalBackWay.current
    DisposableEffect(gesture, back) {
        val undo = gesture?.take(back)
        onDispose { undo?.invoke() }
    }
}
