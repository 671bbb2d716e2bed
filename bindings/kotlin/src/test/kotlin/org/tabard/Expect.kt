package org.tabard

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assertions.fail

/** What no error may repeat. */
internal const val CANARY = "zzqcanary"

/** Insists that a call fails with an error of its type, which has a sentence for people. */
internal inline fun <reified T : TabardError> expect(call: () -> Any?): T {
    val thrown = try {
        call()
        null
    } catch (thrown: Throwable) {
        thrown
    }
    if (thrown !is T) fail<Unit>("expected ${T::class.simpleName}, not $thrown", thrown)
    val error = thrown as T
    assertTrue(error.hint.contains(' ') && error.hint != error.code, error.code)
    assertEquals(error.code, error.message)
    assertFalse("$error ${error.hint} ${error.cause}".contains(CANARY), error.code)
    return error
}
