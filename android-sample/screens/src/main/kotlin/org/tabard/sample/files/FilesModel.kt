package org.tabard.sample.files

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.Custody
import org.tabard.code.AttachmentMedia
import org.tabard.record.Attachment
import org.tabard.sample.app.Session
import org.tabard.sample.app.seal
import org.tabard.sample.host.Recorder
import org.tabard.sample.kit.Fault

/** Photographs and voice notes of a report. */
class FilesModel(private val session: Session, private val report: String) {
    private val shown = MutableStateFlow(FilesState())
    private val attachments get() = session.device.attachments
    private val host get() = session.host
    private val texts get() = session.texts
    private var recorder: Recorder? = null

    /** The bytes that are being looked at, with what they are. */
    private var open: Open? = null

    private class Open(val bytes: ByteArray, val mediaType: String)

    /** What it shows. */
    val state: StateFlow<FilesState> = shown.asStateFlow()

    /** Reads for as long as the screen is there. */
    suspend fun run() = session.follow(attachments.watch(report), ::failed) { all ->
        val rows = FileRows(texts, host.clock.zone())
        shown.update { it.copy(rows = all.map(rows::row)) }
    }

    /** Takes a photograph and seals it. */
    suspend fun photograph() {
        if (!hasRoom()) return
        val camera = host.camera
        if (camera == null) {
            shown.update { it.copy(said = texts["app.files.no_camera"]) }
            return
        }
        val photo = camera.photograph() ?: return
        act { session.seal(photo, AttachmentMedia.PHOTO, report) }
    }

    /** Begins a voice note, or ends and seals it. */
    suspend fun voice() {
        val running = recorder
        if (running != null) return stop(running)
        if (!hasRoom()) return
        val next = host.recorder ?: return
        if (next.start()) {
            recorder = next
            // Who hides the app while it records keeps what was said, and the microphone ends.
            session.beforeEnd(::leave)
            shown.update { it.copy(recording = true) }
        }
    }

    private suspend fun stop(running: Recorder) {
        recorder = null
        shown.update { it.copy(recording = false) }
        val sound = running.stop() ?: return
        act { session.seal(sound, AttachmentMedia.VOICE_NOTE, report) }
    }

    /** Looks at one; its custody log says so. */
    suspend fun look(row: FileRow) = act {
        close()
        val file = attachments.get(row.id)
        val why = Custody(reason = texts["app.files.why"])
        val bytes = attachments.view(row.id, why)
        open = Open(bytes, file[Attachment.mediaType].orEmpty())
        shown.update { it.copy(looking = looking(bytes)) }
    }

    /** Plays the voice note that is being looked at. */
    suspend fun play() {
        open?.let { host.player?.play(it.bytes, it.mediaType) }
    }

    /** Looks no more. */
    fun close() {
        host.player?.stop()
        open?.bytes?.fill(0)
        open = null
        shown.update { it.copy(looking = null) }
    }

    /** The page is left: what is being recorded is kept, and nothing is looked at. */
    suspend fun leave() {
        close()
        recorder?.let { stop(it) }
    }

    /** Asks for the bytes; they come with the next sync. */
    suspend fun fetch(row: FileRow) = act { attachments.fetch(row.id) }

    /** Frees the space; the bytes can be fetched again. */
    suspend fun letGo(row: FileRow) = act { attachments.letGo(row.id) }

    /** Room is asked for before something is captured. */
    private suspend fun hasRoom(): Boolean {
        shown.update { it.copy(said = null, fault = null) }
        val free = host.freeBytes()
        val room = session.attempt(::failed) { attachments.room(CAPTURE_BYTES, free) } ?: return false
        shown.update { it.copy(said = room.hint) }
        return room.enough
    }

    private suspend fun act(work: suspend () -> Unit) {
        shown.update { it.copy(fault = null) }
        session.attempt(::failed, work)
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }

    private fun looking(bytes: ByteArray): Looking {
        val image = host.pictures.decode(bytes)
        val size = bytes.size / 1000
        return if (image != null) Looking.Picture(image, texts["app.files.picture"])
        else Looking.Sound(texts.fill("app.files.sound", "size" to size))
    }

    private companion object {
        /** About what a photograph takes. */
        const val CAPTURE_BYTES = 8L shl 20
    }
}
