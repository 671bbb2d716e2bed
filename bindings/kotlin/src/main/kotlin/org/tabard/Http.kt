package org.tabard

import java.nio.ByteBuffer
import kotlinx.coroutines.CancellationException

/** What is sent as it is, without following a redirect. */
public typealias HttpRequest = org.tabard.ffi.HttpRequest

/** One header of a request. */
public typealias HttpHeader = org.tabard.ffi.HttpHeader

/** What became of a request. */
public sealed interface HttpOutcome {
    /** An answer, whole, of whatever status. */
    public class Answer(
        /** The status. */
        public val status: Int,
        /** The body. */
        public val body: ByteArray,
    ) : HttpOutcome {
        override fun toString(): String = "Answer($status)"
    }

    /** None came: no signal, a timeout, a broken connection, an answer without an end. */
    public data object NoAnswer : HttpOutcome
}

/** The app's own network stack. The library opens no socket. */
public interface HttpTransport {
    /**
     * Sends a request and waits for its answer. Cancelled, it lets go of the connection. What it
     * throws besides counts as [HttpOutcome.NoAnswer].
     */
    public suspend fun send(request: HttpRequest): HttpOutcome
}

/** What became of a request, whatever the app's network stack throws. */
internal suspend fun HttpTransport.outcome(request: HttpRequest): HttpOutcome =
    try {
        send(request)
    } catch (cancelled: CancellationException) {
        throw cancelled
    } catch (_: Exception) {
        HttpOutcome.NoAnswer
    }

/** The most bytes of an answer that are read: more than any of a region's server. */
internal const val LARGEST_ANSWER: Int = 64 * 1024 * 1024

/** Bytes where the library reads them without a copy. */
internal fun direct(bytes: ByteArray): ByteBuffer =
    ByteBuffer.allocateDirect(bytes.size).put(bytes).flip() as ByteBuffer
