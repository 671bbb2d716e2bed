package org.tabard.sample.road

import java.time.Instant
import java.time.ZoneOffset
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import org.tabard.sample.host.Clock

/** A clock that is set by hand. */
internal class HandClock : Clock {
    private val time = MutableStateFlow(0L)
    private val awaited = MutableStateFlow(emptyList<Long>())

    override fun now(): Instant = Instant.ofEpochSecond(1_800_000_000)

    override fun zone(): ZoneOffset = ZoneOffset.ofHours(1)

    override fun elapsedMs(): Long = time.value

    override fun boot() = ByteArray(16)

    override suspend fun pause(ms: Long) {
        val end = time.value + ms
        awaited.update { it + end }
        try {
            time.first { it >= end }
        } finally {
            awaited.update { it - end }
        }
    }

    /** Waits until somebody waits for just that time. */
    suspend fun untilAwaited(endMs: Long) {
        awaited.until { endMs in it }
    }

    fun advance(ms: Long) = time.update { it + ms }
}
