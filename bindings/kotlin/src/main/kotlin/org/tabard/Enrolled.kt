package org.tabard

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import org.tabard.ffi.Enrolment

internal suspend fun enrolled(
    settings: Settings,
    secrets: SecretStore,
    enrolling: Enrolling,
    transport: HttpTransport,
    dispatcher: CoroutineDispatcher,
): Tabard {
    var begun: Enrolment? = null
    try {
        val (enrolment, request) = withContext(dispatcher) {
            said {
                val new = Enrolment.begin(settings.theirs(), HostStore(secrets), enrolling.theirs())
                begun = new
                new to new.request()
            }
        }
        return when (val outcome = transport.outcome(request)) {
            is HttpOutcome.Answer -> kept(dispatcher) {
                val body = direct(outcome.body)
                Tabard(enrolment.answered(outcome.status.toUShort(), body), dispatcher)
            }
            HttpOutcome.NoAnswer -> {
                withContext(dispatcher) { said { enrolment.unanswered() } }
                // It always throws; this is for the compiler.
                throw TabardError.Refused("no_answer", "")
            }
        }
    } finally {
        // Lets go of the folder, unless the device has it now.
        withContext(NonCancellable + dispatcher) { begun?.shutdown() }
    }
}
