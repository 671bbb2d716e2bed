package org.tabard.sample.road

import java.io.File
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import org.tabard.Enrolling
import org.tabard.NetworkCost
import org.tabard.Region
import org.tabard.SecretsInMemory
import org.tabard.Settings
import org.tabard.Slot
import org.tabard.Tabard
import org.tabard.UrlConnectionTransport
import org.tabard.Words
import org.tabard.sample.app.Session
import org.tabard.sample.host.Camera
import org.tabard.sample.host.Captured
import org.tabard.sample.host.Choices
import org.tabard.sample.host.Clock
import org.tabard.sample.host.Host
import org.tabard.sample.host.Pictures
import org.tabard.sample.host.Player
import org.tabard.sample.host.Recorder
import org.tabard.sample.host.Scanner
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

/** A phone in memory: what a person would do at a camera is set beforehand. */
internal class FakeHost(override val folder: File) : Host {
    private val store = SecretsInMemory()
    var photo: Captured? = null
    var sound: Captured? = null
    var scanned: String? = null
    val called = mutableListOf<String>()
    val played = mutableListOf<Int>()

    override val language = "en"
    override val slots = listOf(Slot.BIOMETRIC, Slot.CREDENTIAL)
    override val transport = UrlConnectionTransport()
    override val network = MutableStateFlow(NetworkCost.UNMETERED)
    override val clock = object : Clock {
        override fun now(): Instant = Instant.ofEpochSecond(1_800_000_000)
        override fun zone(): ZoneId = ZoneOffset.ofHours(1)
        override fun elapsedMs() = 0L
        override fun boot() = ByteArray(16)
        override suspend fun pause(ms: Long) = awaitCancellation()
    }
    override val camera: Camera?
        get() = photo?.let { taken ->
            object : Camera {
                override suspend fun photograph() = taken
            }
        }
    override val recorder = object : Recorder {
        override suspend fun start() = sound != null
        override suspend fun stop() = sound
    }
    override val player = object : Player {
        override suspend fun play(bytes: ByteArray, mediaType: String) {
            played += bytes.size
        }
        override fun stop() = Unit
    }
    override val scanner = object : Scanner {
        override suspend fun scan() = scanned
    }
    override val pictures = Pictures { null }
    override val choices = object : Choices {
        override fun get(name: String): String? = null
        override fun set(name: String, value: String?) = Unit
    }

    override fun secrets(device: File) = store
    override fun freeBytes() = 1L shl 34
    override fun dial(number: String) {
        called += number
    }
    override fun opened(device: Tabard) = Unit
    override fun closed() = Unit
    override fun minimise() = Unit
}
