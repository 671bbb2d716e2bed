package org.tabard

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.flow.update

/** That something changed on the device, so that who shows it reads it again. Nothing is polled. */
internal class Changes {
    private data class Seen(val writes: Long = 0, val all: Long = 0, val over: Boolean = false)

    private val seen = MutableStateFlow(Seen())

    /** How often this app wrote something: what there is to send may be more. */
    val writes: Long get() = seen.value.writes

    /** Whether the device was shut down or wiped. */
    val isOver: Boolean get() = seen.value.over

    /** This app wrote something. */
    fun written() = seen.update { it.copy(writes = it.writes + 1, all = it.all + 1) }

    /** Something came, or went. */
    fun synced() = seen.update { it.copy(all = it.all + 1) }

    /** The device was shut down or wiped: who watches it is done. */
    fun over() = seen.update { it.copy(over = true) }

    /** Waits until this app wrote something after so many times, or the device is shut down. */
    suspend fun writtenAfter(writes: Long) {
        seen.first { it.writes != writes || it.over }
    }

    /** What is read now, and again after each change in which it became something else. */
    fun <T> watch(read: suspend () -> T): Flow<T> =
        seen.takeWhile { !it.over }
            .map { it.all }
            .distinctUntilChanged()
            .conflate()
            .map { read() }
            .distinctUntilChanged()
}
