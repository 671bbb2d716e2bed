package org.tabard.sample.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import org.tabard.sample.crew.CrewModel
import org.tabard.sample.crew.CrewScreen
import org.tabard.sample.crew.CrewWays
import org.tabard.sample.files.FilesModel
import org.tabard.sample.files.FilesScreen
import org.tabard.sample.files.FilesWays
import org.tabard.sample.support.SupportModel
import org.tabard.sample.support.SupportScreen
import org.tabard.sample.support.SupportWays

/** Crew-mates on a report. */
@Composable
internal fun CrewRoute(report: String, session: Session, back: () -> Unit) {
    val model = remember { CrewModel(session, report) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    val ways = CrewWays(
        back,
        scan = { session.launch { model.scan() }.let {} }.takeIf { model.mayScan },
        read = { session.launch { model.read(it) } },
        letIn = { session.launch { model.letIn() } },
        name = { model.name = it },
        role = { model.role = it },
        join = { session.launch { model.join() } },
        showMine = { session.launch { model.showMine() } },
        leave = { session.launch { model.leave() } },
    )
    CrewScreen(state, ways)
}

/** Photographs and voice notes of a report. */
@Composable
internal fun FilesRoute(report: String, session: Session, back: () -> Unit) {
    val model = remember { FilesModel(session, report) }
    val state by model.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    DisposableEffect(model) { onDispose { session.launch { model.leave() } } }
    val ways = FilesWays(
        back,
        photograph = { session.launch { model.photograph() } },
        voice = { session.launch { model.voice() } },
        look = { session.launch { model.look(it) } },
        play = { session.launch { model.play() } },
        close = model::close,
        fetch = { session.launch { model.fetch(it) } },
        letGo = { session.launch { model.letGo(it) } },
    )
    FilesScreen(state, ways)
}

/** Support, after a report or after none. */
@Composable
internal fun SupportRoute(after: String?, session: Session, back: () -> Unit) {
    val model = remember { SupportModel(session, after) }
    val state by model.state.collectAsState()
    val form by model.form.collectAsState()
    val questions by form.state.collectAsState()
    LaunchedEffect(model) { model.run() }
    LaunchedEffect(form) { form.run() }
    val ways = SupportWays(
        back,
        call = model::call,
        answer = { session.launch { form.hear(it) } },
        send = { session.launch { model.send() } },
        say = { row, text -> session.launch { model.say(row, text) } },
    )
    SupportScreen(state, questions, form, ways)
}
