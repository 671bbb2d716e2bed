package org.tabard

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation

/** A network as one finds it: [answers] says what becomes of each request, counted from 1. */
internal class Network(
    private val road: HttpTransport = UrlConnectionTransport(),
    private val answers: suspend Network.(number: Int, request: HttpRequest) -> HttpOutcome,
) : HttpTransport {
    /** How many requests were made. */
    var requests = 0
        private set

    /** The bytes of their bodies. */
    var bytes = 0L
        private set

    override suspend fun send(request: HttpRequest): HttpOutcome {
        requests += 1
        bytes += request.body.size
        return answers(requests, request)
    }

    /** The real road. */
    suspend fun goes(request: HttpRequest): HttpOutcome = road.send(request)

    companion object {
        /** Everything goes. */
        fun whole() = Network { _, request -> goes(request) }

        /** After so many requests nothing goes any more. */
        fun cutAfter(requests: Int) = Network { number, request ->
            if (number <= requests) goes(request) else HttpOutcome.NoAnswer
        }

        /** Requests arrive, and their answers are lost. */
        fun losingAnswers() = Network { _, request ->
            goes(request)
            HttpOutcome.NoAnswer
        }

        /** Says that a request is out, and never answers it. */
        fun silent(out: CompletableDeferred<Unit>) = Network { _, _ ->
            out.complete(Unit)
            awaitCancellation()
        }
    }
}
