package org.tabard.sample.phone

import android.content.Context
import android.os.SystemClock
import java.security.SecureRandom
import java.time.Instant
import java.time.ZoneId
import kotlinx.coroutines.delay
import org.tabard.android.sync.PhoneClock
import org.tabard.sample.host.Clock

/** The phone's clocks. */
class PhoneClocks(private val context: Context) : Clock {
    /** Where the phone does not count its starts, each run of the app counts as one. */
    private val unknown: ByteArray by lazy { ByteArray(BOOT_BYTES).also(SecureRandom()::nextBytes) }

    override fun now(): Instant = Instant.now()

    override fun zone(): ZoneId = ZoneId.systemDefault()

    override fun elapsedMs(): Long = SystemClock.elapsedRealtime()

    override fun boot(): ByteArray = PhoneClock.read(context)?.boot ?: unknown

    override suspend fun pause(ms: Long) {
        val end = elapsedMs() + ms
        while (elapsedMs() < end) delay(end - elapsedMs())
    }

    private companion object {
        const val BOOT_BYTES = 16
    }
}
