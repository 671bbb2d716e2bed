package org.tabard.sample.about

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.FaultBox
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.SyncBox
import org.tabard.sample.words.LocalTexts

/** How this phone stands. */
@Composable
fun AboutScreen(session: Session, back: () -> Unit) {
    val model = remember { AboutModel(session) }
    val state by model.state.collectAsState()
    val sync by session.sync.collectAsState()
    LaunchedEffect(model) { model.run() }
    Page(LocalTexts.current["app.about.title"], back) {
        FaultBox(state.fault)
        state.lines.forEach { Body(it) }
        SyncBox(sync) { session.launch(session::sendNow) }
    }
}
