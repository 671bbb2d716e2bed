package org.tabard

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.URI
import java.net.URISyntaxException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull

/** What every JVM and every Android brings: [HttpURLConnection]. */
public class UrlConnectionTransport(
    /** Milliseconds within which a connection has to stand. */
    private val connectMs: Int = 15_000,
    /** Milliseconds within which the next byte has to come. */
    private val readMs: Int = 30_000,
    private val dispatcher: CoroutineDispatcher = Dispatchers.IO,
) : HttpTransport {
    override suspend fun send(request: HttpRequest): HttpOutcome = coroutineScope {
        val connection = connection(request.url) ?: return@coroutineScope HttpOutcome.NoAnswer
        val exchange = async(dispatcher) { exchange(connection, request) }
        try {
            exchange.await()
        } catch (cancelled: CancellationException) {
            withContext(NonCancellable + dispatcher) { end(connection, exchange) }
            throw cancelled
        }
    }

    /**
     * What waits on the connection ends with it. More than once, since one that is being made
     * cannot be ended yet.
     */
    private suspend fun end(connection: HttpURLConnection, exchange: Job) {
        while (!exchange.isCompleted) {
            connection.disconnect()
            withTimeoutOrNull(AGAIN_MS) { exchange.join() }
        }
    }

    private fun connection(url: String): HttpURLConnection? =
        try {
            URI(url).toURL().openConnection() as? HttpURLConnection
        } catch (_: URISyntaxException) {
            null
        } catch (_: IllegalArgumentException) {
            null
        } catch (_: IOException) {
            null
        }

    private fun exchange(connection: HttpURLConnection, request: HttpRequest): HttpOutcome =
        try {
            prepare(connection, request)
            connection.outputStream.use { it.write(request.body) }
            val status = connection.responseCode
            val body = if (status >= 400) connection.errorStream else connection.inputStream
            HttpOutcome.Answer(status, body?.use(::whole) ?: ByteArray(0))
        } catch (_: IOException) {
            HttpOutcome.NoAnswer
        } finally {
            connection.disconnect()
        }

    private fun prepare(connection: HttpURLConnection, request: HttpRequest) {
        connection.connectTimeout = connectMs
        connection.readTimeout = readMs
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        connection.doOutput = true
        connection.requestMethod = request.method
        for (header in request.headers) connection.setRequestProperty(header.name, header.value)
        connection.setFixedLengthStreamingMode(request.body.size)
    }
}

private const val AGAIN_MS = 20L

/** An answer whole. One without an end is none. */
internal fun whole(stream: InputStream): ByteArray {
    val body = ByteArrayOutputStream()
    val piece = ByteArray(64 * 1024)
    while (true) {
        val read = stream.read(piece)
        if (read < 0) return body.toByteArray()
        body.write(piece, 0, read)
        if (body.size() > LARGEST_ANSWER) throw IOException("an answer without an end")
    }
}
