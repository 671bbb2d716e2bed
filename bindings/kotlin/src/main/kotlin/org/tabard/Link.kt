package org.tabard

import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.nio.ByteBuffer
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.tabard.ffi.CrewLink

/** Which end of the pipe this is: the one that opened it speaks first. */
public typealias LinkSide = org.tabard.ffi.LinkSide

/** What a link with a crew-mate's phone came to. */
public typealias LinkOutcome = org.tabard.ffi.LinkOutcome

/**
 * Exchanges with a crew-mate's phone over any pipe of bytes, such as Bluetooth or a socket, with no
 * server. It closes both streams, also when it is cancelled. What came before a fault is kept.
 */
public suspend fun Tabard.link(
    side: LinkSide,
    input: InputStream,
    output: OutputStream,
): LinkOutcome {
    try {
        val link = calls.read { it.link(side) }
        return Pump(calls, link, input, output).run()
    } finally {
        withContext(NonCancellable + calls.dispatcher) { quietly(input, output) }
    }
}

/** Moves the bytes of a link in both directions at once, so that neither side waits for the other. */
private class Pump(
    private val calls: Calls,
    private val link: CrewLink,
    private val input: InputStream,
    private val output: OutputStream,
) {
    private val outgoing = Channel<ByteArray>(Channel.UNLIMITED)

    suspend fun run(): LinkOutcome = coroutineScope {
        val writer = launch(calls.dispatcher) { write() }
        val reader = async(calls.dispatcher) { read() }
        try {
            val outcome = reader.await()
            outgoing.close()
            writer.join()
            outcome
        } catch (cancelled: CancellationException) {
            // A read or a write that waits ends with the stream.
            withContext(NonCancellable + calls.dispatcher) { quietly(input, output) }
            throw cancelled
        }
    }

    private suspend fun read(): LinkOutcome {
        val piece = ByteBuffer.allocateDirect(PIECE)
        val bytes = ByteArray(PIECE)
        offer()
        while (true) {
            val read = try {
                input.read(bytes)
            } catch (_: IOException) {
                -1
            }
            if (read < 0) return calls.read { link.outcome() }
            piece.clear()
            piece.put(bytes, 0, read).flip()
            val outcome = try {
                calls.read { link.heard(piece.slice()) }
            } finally {
                calls.changes.synced()
            }
            offer()
            if (outcome.over) return outcome
        }
    }

    private suspend fun offer() {
        val bytes = calls.read { link.takeOutgoing() }
        if (bytes.isNotEmpty()) outgoing.send(bytes)
    }

    private suspend fun write() {
        try {
            for (bytes in outgoing) {
                output.write(bytes)
                output.flush()
            }
        } catch (_: IOException) {
            // The other side is gone: the reader hears it too.
            outgoing.cancel()
        }
    }
}

private fun quietly(vararg streams: AutoCloseable) {
    for (stream in streams) {
        try {
            stream.close()
        } catch (_: IOException) {
            // It is not used any more either way.
        }
    }
}

private const val PIECE = 32 * 1024
