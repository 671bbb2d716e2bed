package org.tabard.sample.phone

import android.Manifest
import android.content.Context
import android.media.MediaRecorder
import android.os.Build
import android.os.ParcelFileDescriptor
import java.io.IOException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.tabard.sample.host.Captured
import org.tabard.sample.host.Recorder

/** Voice notes through a pipe: the only format of the platform that needs no file is ADTS. */
class MicrophoneRecorder(
    private val context: Context,
    private val permissions: Permissions,
) : Recorder {
    private class Running(val recorder: MediaRecorder, val bytes: Deferred<ByteArray>)

    private var running: Running? = null

    override suspend fun start(): Boolean {
        if (running != null || !permissions.allow(Manifest.permission.RECORD_AUDIO)) return false
        val (read, write) = ParcelFileDescriptor.createPipe()
        val recorder = newRecorder()
        try {
            recorder.begin(write)
        } catch (_: IOException) {
            return failed(recorder, read)
        } catch (_: RuntimeException) {
            // The microphone is another app's, as in a call.
            return failed(recorder, read)
        } finally {
            // The recorder has its own; the pipe ends when that one is closed.
            write.close()
        }
        val bytes = CoroutineScope(Dispatchers.IO).async {
            ParcelFileDescriptor.AutoCloseInputStream(read).use { it.readBytes() }
        }
        running = Running(recorder, bytes)
        return true
    }

    override suspend fun stop(): Captured? {
        val ended = running ?: return null
        running = null
        val whole = try {
            ended.recorder.stop()
            true
        } catch (_: RuntimeException) {
            // Nothing was heard yet.
            false
        } finally {
            ended.recorder.release()
        }
        val bytes = ended.bytes.await()
        return if (whole && bytes.isNotEmpty()) Captured(bytes, "audio/aac") else null
    }

    private fun MediaRecorder.begin(into: ParcelFileDescriptor) {
        setAudioSource(MediaRecorder.AudioSource.MIC)
        setOutputFormat(MediaRecorder.OutputFormat.AAC_ADTS)
        setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
        setAudioChannels(1)
        setAudioSamplingRate(SAMPLES)
        setAudioEncodingBitRate(BITS)
        setOutputFile(into.fileDescriptor)
        prepare()
        start()
    }

    private fun failed(recorder: MediaRecorder, read: ParcelFileDescriptor): Boolean {
        recorder.release()
        read.close()
        return false
    }

    @Suppress("DEPRECATION")
    private fun newRecorder(): MediaRecorder =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) MediaRecorder(context) else MediaRecorder()

    private companion object {
        const val SAMPLES = 16_000
        const val BITS = 32_000
    }
}
