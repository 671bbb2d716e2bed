package org.tabard

import org.tabard.ffi.PinChange
import org.tabard.ffi.SlotRenewal

/** The locks of a device that is open. */
public class Locks internal constructor(private val tabard: Tabard) {
    /** Asks for another PIN from now on, or for none. [old] is null where there is none. */
    public suspend fun changePin(old: String?, new: String?): Unit =
        tabard.calls.read { it.changePin(PinChange(old, new)) }

    /**
     * Lets [slot] open this device: after a finger was added, or where there was one slot alone.
     * [openWith] is the slot that opens now.
     */
    public suspend fun renew(slot: Slot, openWith: Slot, pin: String? = null): Unit =
        tabard.calls.read { it.renewSlot(SlotRenewal(slot, openWith, pin)) }

    /**
     * Destroys the keys of this device at once, for a person in danger: nothing here opens any
     * more, and the device is shut down. What waits to be sent stays, sealed. Where it fails, the
     * platform may still have a secret: call it again.
     */
    public suspend fun destroyKeys() {
        tabard.calls.read { device ->
            device.destroyKeys()
            tabard.calls.changes.over()
        }
    }
}
