package org.tabard.sample.capture

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.tabard.code.AttachmentMedia
import org.tabard.record.Attachment
import org.tabard.sample.app.Session
import org.tabard.sample.app.seal

/**
 * The optional voice note of the quick report: at most [LONGEST] seconds, sealed when it ends. All
 * but the countdown is done in a [turn] of the quick report.
 */
internal class VoiceTaker(
    private val session: Session,
    private val shown: MutableStateFlow<CaptureState>,
    private val turn: Mutex,
) {
    private val recorder = session.host.recorder
    private var countdown: Job? = null

    init {
        show(if (recorder == null) VoiceNote.Absent else VoiceNote.None)
    }

    /** Finds a note that was kept before the app was ended. */
    suspend fun restore(report: String) {
        val kept = session.device.attachments.list(report)
        if (kept.any { it[Attachment.media] == AttachmentMedia.VOICE_NOTE }) show(VoiceNote.Kept)
    }

    /** Begins a note, or ends it. */
    suspend fun tap(report: suspend () -> String) {
        when (shown.value.voice) {
            VoiceNote.None -> start(report)
            is VoiceNote.Recording -> end(report)
            VoiceNote.Absent, VoiceNote.Kept -> Unit
        }
    }

    /** Ends a note that is being recorded, and seals it. */
    suspend fun end(report: suspend () -> String) {
        if (shown.value.voice !is VoiceNote.Recording) return
        countdown?.cancel()
        seal(report)
    }

    private suspend fun start(report: suspend () -> String) {
        if (recorder?.start() != true) return
        show(VoiceNote.Recording(0))
        // Who hides the app while it records keeps what was said, and the microphone ends.
        session.beforeEnd { end(report) }
        val clock = session.host.clock
        val beginning = clock.elapsedMs()
        countdown = session.launch {
            for (second in 1..LONGEST) {
                clock.pause(beginning + second * SECOND_MS - clock.elapsedMs())
                show(VoiceNote.Recording(second))
            }
            turn.withLock { seal(report) }
        }
    }

    private suspend fun seal(report: suspend () -> String) {
        val captured = recorder?.stop()
        val sealed = captured?.let { voice ->
            session.attempt({ fault -> shown.update { it.copy(fault = fault) } }) {
                session.seal(voice, AttachmentMedia.VOICE_NOTE, report())
            }
        }
        show(if (sealed == null) VoiceNote.None else VoiceNote.Kept)
    }

    private fun show(voice: VoiceNote) = shown.update { it.copy(voice = voice) }

    companion object {
        /** As long as a voice note of the quick report may be, in seconds. */
        const val LONGEST = 20
        private const val SECOND_MS = 1000L
    }
}
