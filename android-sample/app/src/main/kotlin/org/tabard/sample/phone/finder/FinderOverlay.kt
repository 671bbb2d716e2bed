package org.tabard.sample.phone.finder

import android.content.Context
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraManager
import androidx.activity.compose.BackHandler
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.SideEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.unit.dp
import androidx.compose.ui.viewinterop.AndroidView
import org.tabard.sample.app.AppModel
import org.tabard.sample.kit.MainButton
import org.tabard.sample.kit.SecondButton
import org.tabard.sample.theme.TabardTheme
import org.tabard.sample.theme.paletteOf
import org.tabard.sample.words.Texts

/** The camera's picture over the screens while somebody wants it, with a way back. */
@Composable
fun FinderOverlay(finder: Finder, model: AppModel) {
    val wanted = finder.wanted.collectAsState().value ?: return
    val look by model.look.collectAsState()
    val texts by model.texts.collectAsState()
    BackHandler { finder.giveUp() }
    key(wanted) {
        TabardTheme(paletteOf(look)) { Looking(wanted, finder, texts) }
    }
}

@Composable
private fun Looking(wanted: Wanted, finder: Finder, texts: Texts) {
    val view = rememberView(wanted, finder)
    if (view == null) {
        SideEffect(finder::giveUp)
        return
    }
    Box(Modifier.fillMaxSize().background(Color.Black)) {
        AndroidView({ view }, Modifier.fillMaxSize())
        Column(
            Modifier.align(Alignment.BottomCenter).safeDrawingPadding().padding(16.dp),
            Arrangement.spacedBy(12.dp),
        ) {
            if (wanted is Wanted.Photograph) {
                MainButton(texts["app.files.photo"], onClick = view::take)
            }
            SecondButton(texts["app.common.cancel"], color = Color.White, onClick = finder::giveUp)
        }
    }
}

/** Null where the phone gives no camera after all. */
@Composable
private fun rememberView(wanted: Wanted, finder: Finder): FinderView? {
    val context = LocalContext.current
    val view = remember { viewOrNull(context, wanted, finder) }
    DisposableEffect(view) { onDispose { view?.close() } }
    return view
}

private fun viewOrNull(context: Context, wanted: Wanted, finder: Finder): FinderView? {
    val manager = context.getSystemService(CameraManager::class.java) ?: return null
    val lens = try {
        Lens.of(manager)
    } catch (_: CameraAccessException) {
        null
    }
    if (lens == null) return null
    return FinderView(context, manager, lens, wanted, finder::giveUp)
}
