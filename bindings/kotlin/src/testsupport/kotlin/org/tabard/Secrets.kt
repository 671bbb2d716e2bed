package org.tabard

import java.util.concurrent.ConcurrentHashMap

/** Stands in for a platform's key store, which no JVM has: secrets in memory. */
internal class SecretsInMemory : SecretStore {
    private val secrets = ConcurrentHashMap<Slot, ByteArray>()

    /** Done whenever it is asked: a prompt that a person refuses, a fault. */
    @Volatile
    var asked: () -> Unit = {}

    override fun protect(slot: Slot, secret: ByteArray) {
        asked()
        secrets[slot] = secret.copyOf()
    }

    override fun reveal(slot: Slot): ByteArray {
        asked()
        return secrets[slot]?.copyOf() ?: throw SecretStoreFault.Lost()
    }

    override fun destroy(slot: Slot) {
        asked()
        lose(slot)
    }

    /** Forgets a secret, as a platform does when a finger is added. */
    fun lose(slot: Slot) {
        secrets.remove(slot)
    }

    /** Gives back something else from now on. */
    fun exchange(slot: Slot, secret: ByteArray) {
        secrets[slot] = secret
    }
}
