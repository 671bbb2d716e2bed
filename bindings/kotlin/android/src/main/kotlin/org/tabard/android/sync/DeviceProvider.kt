package org.tabard.android.sync

import org.tabard.HttpTransport
import org.tabard.Tabard

/**
 * What the SDK's worker asks of the app. The app's `Application` implements it, since the system
 * may start the process for the worker alone.
 */
public interface DeviceProvider {
    /** The app's way to send a request. */
    public val transport: HttpTransport

    /** The device that is open in this process; null while it is locked. The worker opens none. */
    public fun openDevice(): Tabard?

    /**
     * Something waits, and cannot go before the person has opened the app: leave a neutral notice,
     * without a word of a report.
     */
    public fun needsOpening()
}
