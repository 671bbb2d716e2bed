package org.tabard

import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext
import org.tabard.ffi.Device
import org.tabard.ffi.drainLog
import org.tabard.ffi.languages
import org.tabard.ffi.libraryVersion
import org.tabard.ffi.unlockStatus

/** How a device stands: whose it is, what waits, how long it may be read. */
public typealias DeviceStatus = org.tabard.ffi.DeviceStatus

/** For how long a device may be read. */
public typealias Lease = org.tabard.ffi.Lease

/** What of attachments waits to be moved. */
public typealias Transfers = org.tabard.ffi.Transfers

/** What stands in the way of one attachment. */
public typealias TransferProblem = org.tabard.ffi.TransferProblem

/** A line of the library's log. No content, name, number or place is ever part of one. */
public typealias LogLine = org.tabard.ffi.LogLine

/**
 * A device of a region, open in its folder for this app alone.
 *
 * Every suspend function runs on the dispatcher that was given, never on the caller's thread, one
 * at a time. A call that began ends, also when who waits for it is cancelled: the device stays
 * whole, and the result is dropped. Failures are a [TabardError].
 */
public class Tabard internal constructor(device: Device, dispatcher: CoroutineDispatcher) :
    AutoCloseable {
    internal val calls = Calls(device, dispatcher, Changes())
    internal val syncing = MutableStateFlow<SyncState>(SyncState.Idle)
    internal val syncTurn = Mutex()

    /** Incidents: the reports of this person and of crew-mates. */
    public val reports: Reports = Reports(calls)

    /** Records of other kinds: accounts, requests for support. */
    public val records: Records = Records(calls)

    /** Photographs, voice notes and documents. */
    public val attachments: Attachments = Attachments(calls)

    /** Crew-mates, who write a report together. */
    public val crew: Crew = Crew(calls)

    /** Warning markers for the job a crew is sent to. */
    public val jobs: Jobs = Jobs(calls)

    /** Requests for support, and lines to call. */
    public val support: SupportRequests = SupportRequests(calls)

    /** The locks of this device. */
    public val locks: Locks = Locks(this)

    /** How syncing stands. A [SyncDriver] moves it. */
    public val sync: StateFlow<SyncState> = syncing.asStateFlow()

    /** How this device stands, now and after each change. */
    public val status: Flow<DeviceStatus> = calls.changes.watch { status() }

    /** How this device stands. It shows nothing of any report, so no lease is needed. */
    public suspend fun status(): DeviceStatus = calls.read { it.status() }

    /**
     * Whether the list of the region's devices changed since this was last asked. Reports may be
     * open to others now.
     */
    public suspend fun membersChanged(): Boolean = calls.read { it.listChanged() }

    /**
     * Goes over to another address of the region's server.
     *
     * @throws TabardError.Input for what is no `http` or `https` address of one.
     */
    public suspend fun setServer(url: String): Unit = calls.write { it.setServer(url) }

    /**
     * Closes everything: when this returns no file of the device is open in this process. It waits
     * for the call that is under way, so it is not for the main thread; calls made after it fail
     * with [TabardError.ShutDown], and flows complete.
     */
    override fun close() {
        said { calls.device.shutdown() }
        calls.changes.over()
    }

    /** The same on the dispatcher, to the end even when it is cancelled. */
    public suspend fun shutdown(): Unit =
        withContext(NonCancellable) {
            calls.read { it.shutdown() }
            calls.changes.over()
        }

    override fun toString(): String = "Tabard"

    /** Opening and enrolling devices, and what needs none. */
    public companion object {
        /** The version of the library, such as `0.1.0`. */
        public val version: String get() = said { libraryVersion() }

        /** The languages that Tabard brings, by their tags. */
        public val languages: List<String> get() = said { languages() }

        /** Opens the device that is enrolled in the folder. No network is needed. */
        public suspend fun open(
            settings: Settings,
            secrets: SecretStore,
            unlocking: Unlocking,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Tabard = kept(dispatcher) {
            Tabard(
                Device.open(settings.theirs(), HostStore(secrets), unlocking.theirs()),
                dispatcher,
            )
        }

        /**
         * Joins a region by a one-time code. Where the answer was lost, the same code in the same
         * folder goes on with the same keys.
         */
        public suspend fun enrol(
            settings: Settings,
            secrets: SecretStore,
            enrolling: Enrolling,
            transport: HttpTransport,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Tabard = enrolled(settings, secrets, enrolling, transport, dispatcher)

        /** How the device in a folder is locked. It asks nothing of the platform. */
        public suspend fun unlockStatus(
            dir: File,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): UnlockStatus = withContext(dispatcher) { said { unlockStatus(dir.path) } }

        /** Takes the lines of the library's log that wait, the oldest first; at most 512 wait. */
        public fun drainLog(): List<LogLine> = said { org.tabard.ffi.drainLog() }
    }
}

/** Does what makes a device; where nobody waits for it any more, the device is shut down again. */
internal suspend fun kept(dispatcher: CoroutineDispatcher, make: () -> Tabard): Tabard {
    var made: Tabard? = null
    var handed = false
    try {
        val device = withContext(dispatcher) { said(make).also { made = it } }
        handed = true
        return device
    } finally {
        if (!handed) made?.shutdown()
    }
}
