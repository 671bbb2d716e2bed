package org.tabard

import org.tabard.ffi.SecretStoreException

/** One of the two ways in: a strong biometric, and the code of the phone itself. */
public typealias Slot = org.tabard.ffi.Slot

/**
 * Where the platform keeps the secret of a slot. On Android that is `AndroidKeystoreStore`.
 *
 * Its methods are called on the thread of the call that needs them, never on the main thread, and
 * may show a prompt and wait for it. They must not call the device. Whatever they throw besides a
 * [SecretStoreFault] counts as [SecretStoreFault.Unavailable], and its text is dropped.
 */
public interface SecretStore {
    /** Protects the secret of a slot durably, in place of an earlier one. */
    @Throws(SecretStoreFault::class)
    public fun protect(slot: Slot, secret: ByteArray)

    /** Gives it back: the same 32 bytes. */
    @Throws(SecretStoreFault::class)
    public fun reveal(slot: Slot): ByteArray

    /** Destroys it for good, durably. There is nothing to do where that was done before. */
    @Throws(SecretStoreFault::class)
    public fun destroy(slot: Slot)
}

/** What a platform's key store says. */
public sealed class SecretStoreFault(name: String) : Exception(name) {
    /** The person or the platform said no: it may be asked again. */
    public class Cancelled : SecretStoreFault("cancelled")

    /** It has the secret no more. */
    public class Lost : SecretStoreFault("lost")

    /** It cannot be used now, or failed. */
    public class Unavailable : SecretStoreFault("unavailable")
}

/** The app's key store as the library asks it. */
internal class HostStore(private val store: SecretStore) : org.tabard.ffi.SecretStore {
    override fun protect(slot: Slot, secret: ByteArray) {
        try {
            asked { store.protect(slot, secret) }
        } finally {
            secret.fill(0)
        }
    }

    override fun reveal(slot: Slot): ByteArray = asked { store.reveal(slot) }

    override fun destroy(slot: Slot) = asked { store.destroy(slot) }

    private inline fun <T> asked(ask: () -> T): T {
        calling.set(true)
        try {
            return ask()
        } catch (_: SecretStoreFault.Cancelled) {
            throw SecretStoreException.Cancelled()
        } catch (_: SecretStoreFault.Lost) {
            throw SecretStoreException.Lost()
        } catch (_: Throwable) {
            // An Error too: thrown on, it would only be dropped in native code.
            throw SecretStoreException.Unavailable()
        } finally {
            calling.remove()
        }
    }

    internal companion object {
        private val calling = ThreadLocal<Boolean>()

        /** Whether this thread is within a call of the app's key store. */
        fun isCalling(): Boolean = calling.get() == true
    }
}
