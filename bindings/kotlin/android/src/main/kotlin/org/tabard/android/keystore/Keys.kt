package org.tabard.android.keystore

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import org.tabard.Slot

/** The keys of a key store, by their names. */
internal interface Keys {
    /** Makes a key that the person has to allow each use of; one of that name is replaced. */
    fun make(alias: String, slot: Slot): SecretKey

    /** The key, or null where there is none. */
    fun find(alias: String): SecretKey?

    /** Destroys it; there is nothing to do where there is none. */
    fun delete(alias: String)
}

/** Those that do not leave the phone's hardware: its secure element, or else its trusted part. */
internal class PlatformKeys : Keys {
    private val store: KeyStore by lazy { KeyStore.getInstance(PROVIDER).apply { load(null) } }

    override fun make(alias: String, slot: Slot): SecretKey =
        try {
            generated(alias, slot, strongBox = true)
        } catch (_: ProviderException) {
            // Most phones have no secure element, and those of some makers fail in their own way.
            generated(alias, slot, strongBox = false)
        }

    override fun find(alias: String): SecretKey? = store.getKey(alias, null) as? SecretKey

    override fun delete(alias: String) {
        if (store.containsAlias(alias)) store.deleteEntry(alias)
    }

    private fun generated(alias: String, slot: Slot, strongBox: Boolean): SecretKey {
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
        generator.init(spec(alias, slot, strongBox))
        return generator.generateKey()
    }

    private fun spec(alias: String, slot: Slot, strongBox: Boolean): KeyGenParameterSpec =
        KeyGenParameterSpec.Builder(
            alias,
            KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT,
        )
            .setKeySize(KEY_BITS)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setUserAuthenticationRequired(true)
            .setUserAuthenticationParameters(EACH_USE, slot.authentication)
            .setInvalidatedByBiometricEnrollment(slot == Slot.BIOMETRIC)
            .setUnlockedDeviceRequired(true)
            .setIsStrongBoxBacked(strongBox)
            .build()

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val KEY_BITS = 256
        const val EACH_USE = 0

        val Slot.authentication: Int
            get() = when (this) {
                Slot.BIOMETRIC -> KeyProperties.AUTH_BIOMETRIC_STRONG
                Slot.CREDENTIAL -> KeyProperties.AUTH_DEVICE_CREDENTIAL
            }
    }
}
