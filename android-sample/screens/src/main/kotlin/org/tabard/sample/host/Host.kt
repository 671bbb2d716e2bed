package org.tabard.sample.host

import androidx.compose.ui.graphics.ImageBitmap
import java.io.File
import java.time.Instant
import java.time.ZoneId
import kotlinx.coroutines.flow.StateFlow
import org.tabard.HttpTransport
import org.tabard.NetworkCost
import org.tabard.SecretStore
import org.tabard.Slot
import org.tabard.Tabard

/** All that the screens ask of a phone. What a phone does not give is null. */
interface Host {
    /** The folder of the phone, for the app alone and not backed up. Each person's is below it. */
    val folder: File

    /** The language of the phone, as its tag. */
    val language: String

    /** The ways in for which this phone can keep a secret. */
    val slots: List<Slot>

    val clock: Clock
    val transport: HttpTransport

    /** What the network costs now. */
    val network: StateFlow<NetworkCost>

    val camera: Camera?
    val recorder: Recorder?
    val player: Player?
    val scanner: Scanner?
    val pictures: Pictures
    val choices: Choices

    /** The key store for whoever's device is in a folder; two people share no secret. */
    fun secrets(device: File): SecretStore

    /** How many bytes are free where [folder] is. */
    fun freeBytes(): Long

    /** Shows a number ready to be called; the person presses the button. */
    fun dial(number: String)

    /** A device was opened: the work in the background is for it. */
    fun opened(device: Tabard)

    /** That device is being closed. */
    fun closed()

    /** Puts the app away at once and leaves nothing of it in the list of recent apps. */
    fun minimise()
}

/** The phone's clocks. */
interface Clock {
    fun now(): Instant

    fun zone(): ZoneId

    /** Milliseconds since the phone was started, sleep included. Nobody sets it. */
    fun elapsedMs(): Long

    /** 16 bytes that tell this run of the phone from every other. */
    fun boot(): ByteArray

    /** Waits so long by [elapsedMs]. */
    suspend fun pause(ms: Long)
}

/** Bytes as they were captured, in memory, and nowhere else on the phone. */
class Captured(val bytes: ByteArray, val mediaType: String) {
    override fun toString(): String = "Captured"
}

/** The camera within the app: nothing goes to the gallery. */
interface Camera {
    /** A photograph; null where the person went back or said no. */
    suspend fun photograph(): Captured?
}

/** The microphone. */
interface Recorder {
    /** Begins to record. Gives false where the person or the phone said no. */
    suspend fun start(): Boolean

    /** Ends it and gives what was recorded; null where that failed. */
    suspend fun stop(): Captured?
}

/** Plays a voice note from memory. */
interface Player {
    suspend fun play(bytes: ByteArray, mediaType: String)

    fun stop()
}

/** Reads a QR code with the camera. */
interface Scanner {
    /** Its text; null where the person went back or said no. */
    suspend fun scan(): String?
}

/** Turns the bytes of a photograph into what a screen shows. */
fun interface Pictures {
    /** Null for what is no image. */
    fun decode(bytes: ByteArray): ImageBitmap?
}

/** What a person chose for this phone, such as the colours. Nothing of a report is among it. */
interface Choices {
    fun get(name: String): String?

    fun set(name: String, value: String?)
}
