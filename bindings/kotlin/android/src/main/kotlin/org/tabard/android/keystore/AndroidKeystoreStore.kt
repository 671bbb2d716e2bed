package org.tabard.android.keystore

import android.content.Context
import android.security.keystore.KeyPermanentlyInvalidatedException
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.MessageDigest
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.tabard.SecretStore
import org.tabard.SecretStoreFault
import org.tabard.Slot

/**
 * Secrets of slots under keys of Android's key store, which asks the person each time that a key
 * is used: to protect a secret as well as to reveal it.
 *
 * The biometric slot's key dies when a finger or a face is enrolled anew, the credential slot's
 * when the phone's lock is taken away; both are told as [SecretStoreFault.Lost].
 */
public class AndroidKeystoreStore internal constructor(
    private val name: String,
    private val files: File,
    private val keys: Keys,
    private val prompt: Prompt,
) : SecretStore {
    /**
     * The store of the device that lives in [folder].
     *
     * @param prompt how the person is asked: mostly a [SystemPrompt].
     */
    public constructor(context: Context, folder: File, prompt: Prompt) :
        this(
            name = nameOf(context.noBackupFilesDir, folder),
            files = File(context.noBackupFilesDir, FILES),
            keys = PlatformKeys(),
            prompt = prompt,
        )

    override fun protect(slot: Slot, secret: ByteArray): Unit = mapped {
        val file = file(slot)
        // The earlier key lives on until the file names the new one: who says no to the prompt
        // keeps the secret that was there.
        val side = WrappedSecret.readOrNull(file, slot)?.side?.other ?: Side.A
        val cipher = prompt.allow(slot, encrypting(keys.make(alias(slot, side), slot)))
        cipher.updateAAD(WrappedSecret.header(slot, side))
        WrappedSecret(side, cipher.iv, cipher.doFinal(secret)).write(file, slot)
        keys.delete(alias(slot, side.other))
    }

    override fun reveal(slot: Slot): ByteArray = mapped {
        val wrapped = WrappedSecret.readOrNull(file(slot), slot) ?: throw SecretStoreFault.Lost()
        val key = keys.find(alias(slot, wrapped.side)) ?: throw SecretStoreFault.Lost()
        val cipher = prompt.allow(slot, decrypting(key, wrapped))
        cipher.updateAAD(WrappedSecret.header(slot, wrapped.side))
        cipher.doFinal(wrapped.bytes)
    }

    override fun destroy(slot: Slot): Unit = mapped {
        // The keys first: without them the file is noise.
        Side.entries.forEach { keys.delete(alias(slot, it)) }
        WrappedSecret.delete(file(slot))
    }

    private fun encrypting(key: SecretKey): Cipher =
        cipher().apply { init(Cipher.ENCRYPT_MODE, key) }

    private fun decrypting(key: SecretKey, wrapped: WrappedSecret): Cipher =
        cipher().apply {
            init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(WrappedSecret.TAG_BITS, wrapped.iv))
        }

    private fun cipher(): Cipher = Cipher.getInstance(CIPHER)

    private fun alias(slot: Slot, side: Side): String = "tabard.$name.${slot.word}.${side.word}"

    private fun file(slot: Slot): File = File(files, "$name.${slot.word}")

    override fun toString(): String = "AndroidKeystoreStore"

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val FILES = "tabard-keys"
        const val NAME_BYTES = 16

        /**
         * Tells devices of one app apart. A folder may be named after a person, so it is hashed;
         * the path is taken below the app's own, which moves with the app.
         */
        fun nameOf(base: File, folder: File): String {
            val path = folder.absoluteFile.relativeToOrSelf(base.absoluteFile)
            val hash = MessageDigest.getInstance("SHA-256")
                .digest(path.invariantSeparatorsPath.toByteArray())
            return hash.take(NAME_BYTES).joinToString("") { "%02x".format(it) }
        }
    }
}

/** Does something of the key store, whose failures become the three that the library knows. */
private inline fun <T> mapped(work: () -> T): T =
    try {
        work()
    } catch (fault: SecretStoreFault) {
        throw fault
    } catch (_: KeyPermanentlyInvalidatedException) {
        throw SecretStoreFault.Lost()
    } catch (_: AEADBadTagException) {
        throw SecretStoreFault.Lost()
    } catch (failed: UnrecoverableKeyException) {
        // Without a cause the platform says that the key was invalidated; with one, that it could
        // not look.
        throw if (failed.cause == null) SecretStoreFault.Lost() else SecretStoreFault.Unavailable()
    } catch (_: GeneralSecurityException) {
        throw SecretStoreFault.Unavailable()
    } catch (_: IOException) {
        throw SecretStoreFault.Unavailable()
    } catch (_: RuntimeException) {
        // A ProviderException, and what the key stores of some makers throw besides.
        throw SecretStoreFault.Unavailable()
    }

internal val Slot.word: String
    get() = when (this) {
        Slot.BIOMETRIC -> "biometric"
        Slot.CREDENTIAL -> "credential"
    }
