package org.tabard.android.sync

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import java.nio.ByteBuffer

/** The clock that nobody sets, for `SyncDriver.tick`. */
public class PhoneClock private constructor(
    /** Tells this run of the phone from every other. */
    public val boot: ByteArray,
    /** Milliseconds since it began, sleep included. */
    public val elapsedMs: Long,
) {
    /** Reading it. */
    public companion object {
        private const val BOOT_BYTES = 16

        /** What it says now; null where the phone does not count its starts. */
        public fun read(context: Context): PhoneClock? {
            val count = Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, 0)
            if (count <= 0) return null
            val boot = ByteBuffer.allocate(BOOT_BYTES).putInt(count).array()
            return PhoneClock(boot, SystemClock.elapsedRealtime())
        }
    }
}
