package org.tabard

import java.io.IOException
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.Headers
import okhttp3.MediaType.Companion.toMediaTypeOrNull
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import kotlin.coroutines.resume

/**
 * An app's own OkHttp, with its certificates, proxies and timeouts. OkHttp is an optional
 * dependency: an app that uses this brings it.
 */
public class OkHttpTransport(client: OkHttpClient = OkHttpClient()) : HttpTransport {
    /** Redirects and silent retries would send a signed request twice. */
    private val client: OkHttpClient = client.newBuilder()
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .cache(null)
        .build()

    override suspend fun send(request: HttpRequest): HttpOutcome {
        val call = client.newCall(okhttp(request) ?: return HttpOutcome.NoAnswer)
        return suspendCancellableCoroutine { waiting ->
            waiting.invokeOnCancellation { call.cancel() }
            call.enqueue(object : Callback {
                override fun onFailure(call: Call, e: IOException) {
                    waiting.resume(HttpOutcome.NoAnswer)
                }

                override fun onResponse(call: Call, response: Response) {
                    waiting.resume(answer(response))
                }
            })
        }
    }

    private fun okhttp(request: HttpRequest): Request? =
        try {
            val headers = Headers.Builder()
            for (header in request.headers) headers.add(header.name, header.value)
            val type = headers["content-type"]?.toMediaTypeOrNull()
            Request.Builder()
                .url(request.url)
                .headers(headers.build())
                .method(request.method, request.body.toRequestBody(type))
                .build()
        } catch (_: IllegalArgumentException) {
            null
        }

    private fun answer(response: Response): HttpOutcome =
        try {
            response.use { HttpOutcome.Answer(it.code, it.body.byteStream().use(::whole)) }
        } catch (_: IOException) {
            HttpOutcome.NoAnswer
        }
}
