package org.tabard.sample.phone

import android.media.AudioAttributes
import android.media.MediaDataSource
import android.media.MediaPlayer
import java.io.IOException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.tabard.sample.host.Player

/** Plays from memory: a file would outlive the look into the record. */
class MemoryPlayer : Player {
    private var over: CompletableDeferred<Unit>? = null

    override suspend fun play(bytes: ByteArray, mediaType: String) {
        stop()
        val over = CompletableDeferred<Unit>().also { over = it }
        val player = MediaPlayer()
        try {
            player.setOnCompletionListener { over.complete(Unit) }
            player.setOnErrorListener { _, _, _ -> over.complete(Unit) }
            player.setAudioAttributes(SPEECH)
            player.setDataSource(InMemory(bytes))
            withContext(Dispatchers.IO) { player.prepare() }
            if (over.isActive) player.start()
            over.await()
        } catch (_: IOException) {
            // No sound that this phone knows.
            return
        } finally {
            player.release()
        }
    }

    override fun stop() {
        over?.complete(Unit)
    }

    private class InMemory(private val bytes: ByteArray) : MediaDataSource() {
        override fun readAt(position: Long, buffer: ByteArray, offset: Int, size: Int): Int {
            if (position >= bytes.size) return -1
            val from = position.toInt()
            val count = minOf(size, bytes.size - from)
            bytes.copyInto(buffer, offset, from, from + count)
            return count
        }

        override fun getSize(): Long = bytes.size.toLong()

        override fun close() = Unit
    }

    private companion object {
        val SPEECH: AudioAttributes = AudioAttributes.Builder()
            .setUsage(AudioAttributes.USAGE_MEDIA)
            .setContentType(AudioAttributes.CONTENT_TYPE_SPEECH)
            .build()
    }
}
