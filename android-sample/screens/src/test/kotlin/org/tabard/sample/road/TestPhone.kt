package org.tabard.sample.road

import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import org.tabard.Enrolling
import org.tabard.Region
import org.tabard.Settings
import org.tabard.Tabard
import org.tabard.Words
import org.tabard.sample.app.Session
import org.tabard.sample.words.Texts

/** A phone of a region with an open session, whose screens are shown in the scope of a test. */
internal class TestPhone private constructor(
    val host: FakeHost,
    val session: Session,
    private val scope: CoroutineScope,
) {
    private val screens = mutableListOf<Job>()

    /** A screen is there until the phone is closed. */
    fun show(run: suspend () -> Unit) {
        screens += scope.launch { run() }
    }

    suspend fun close() {
        screens.forEach { it.cancelAndJoin() }
        session.stop()
        session.device.shutdown()
    }

    companion object {
        /** A new phone joins the region. */
        suspend fun join(region: Region, name: String, scope: CoroutineScope): TestPhone {
            val host = FakeHost(File(region.folder, name))
            val enrolling = Enrolling(region.code(name), host.slots)
            val settings = Settings(host.folder)
            val device = Tabard.enrol(settings, host.secrets(host.folder), enrolling, host.transport)
            val texts = Texts.of(Words.choose("en"))
            val session = Session(device, texts, host, scope) {}
            session.start()
            return TestPhone(host, session, scope)
        }
    }
}

/** Waits until a model shows something; it fails after a minute. */
internal suspend fun <T> Flow<T>.until(so: (T) -> Boolean): T = withTimeout(60_000) { first(so) }
