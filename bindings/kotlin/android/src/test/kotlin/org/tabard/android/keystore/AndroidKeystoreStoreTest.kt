package org.tabard.android.keystore

import android.app.Application
import android.content.Context
import android.hardware.biometrics.BiometricPrompt
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import java.io.File
import java.security.ProviderException
import java.security.Security
import java.security.UnrecoverableKeyException
import java.util.concurrent.CompletableFuture
import javax.crypto.Cipher
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.tabard.SecretStoreFault
import org.tabard.Slot

/** The key store with the platform's classes and keys in memory. No hardware is tried. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = Application::class, manifest = Config.NONE)
internal class AndroidKeystoreStoreTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val folder = File(context.noBackupFilesDir, "tabard/shared@RB")
    private val asked = mutableListOf<Slot>()
    private var refusal: SecretStoreFault? = null
    private val prompt = Prompt { slot, cipher ->
        asked += slot
        refusal?.let { throw it }
        cipher
    }
    private val store = AndroidKeystoreStore(context, folder, prompt)
    private val secret = ByteArray(32) { it.toByte() }
    private val files = File(context.noBackupFilesDir, "tabard-keys")

    @Before
    fun register() {
        FakeKeystore.reset()
        Security.addProvider(FakeKeystore)
    }

    @After
    fun remove() {
        Security.removeProvider(FakeKeystore.name)
        files.deleteRecursively()
    }

    @Test
    fun `a secret comes back after a prompt each, and lies nowhere in the clear`() {
        for (slot in Slot.entries) {
            store.protect(slot, secret.copyOf())
            assertArrayEquals(secret, another().reveal(slot))
        }
        assertEquals(Slot.entries.flatMap { listOf(it, it) }, asked)
        for (file in files.listFiles().orEmpty()) {
            assertFalse(file.name, file.name.contains("RB"))
            assertFalse(String(file.readBytes(), Charsets.ISO_8859_1).contains(String(secret, 0, 8)))
        }
        assertFalse(FakeKeystore.held.keys.any { it.contains("RB") })
    }

    @Test
    fun `the keys ask for what protects them`() {
        Slot.entries.forEach { store.protect(it, secret.copyOf()) }
        val (biometric, credential) = listOf("biometric", "credential").map { word ->
            FakeKeystore.specs.values.single { word in it.keystoreAlias }
        }
        for (spec in listOf(biometric, credential)) {
            assertEquals(256, spec.keySize)
            assertTrue(spec.isUserAuthenticationRequired)
            assertEquals(0, spec.userAuthenticationValidityDurationSeconds)
            assertTrue(spec.isUnlockedDeviceRequired)
            assertTrue(spec.isStrongBoxBacked)
            assertTrue(spec.isRandomizedEncryptionRequired)
        }
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, biometric.userAuthenticationType)
        assertTrue(biometric.isInvalidatedByBiometricEnrollment)
        assertEquals(KeyProperties.AUTH_DEVICE_CREDENTIAL, credential.userAuthenticationType)
        assertFalse(credential.isInvalidatedByBiometricEnrollment)
    }

    @Test
    fun `a phone without a secure element uses its trusted part`() {
        FakeKeystore.strongBox = false
        store.protect(Slot.BIOMETRIC, secret.copyOf())
        assertFalse(FakeKeystore.specs.values.single().isStrongBoxBacked)
        assertArrayEquals(secret, store.reveal(Slot.BIOMETRIC))
    }

    @Test
    fun `who says no to a new secret keeps the earlier one`() {
        store.protect(Slot.BIOMETRIC, secret.copyOf())
        refusal = SecretStoreFault.Cancelled()
        assertFault<SecretStoreFault.Cancelled> { store.protect(Slot.BIOMETRIC, ByteArray(32)) }
        refusal = null
        assertArrayEquals(secret, store.reveal(Slot.BIOMETRIC))
        val next = ByteArray(32) { 7 }
        repeat(3) { store.protect(Slot.BIOMETRIC, next.copyOf()) }
        assertArrayEquals(next, store.reveal(Slot.BIOMETRIC))
        assertEquals("the earlier key is gone", 1, FakeKeystore.held.size)
    }

    @Test
    fun `failures are the three that the library knows`() {
        store.protect(Slot.BIOMETRIC, secret.copyOf())
        val faults = listOf(
            UnrecoverableKeyException("User changed") to SecretStoreFault.Lost::class,
            UnrecoverableKeyException("busy").initCause(Exception()) to
                SecretStoreFault.Unavailable::class,
            ProviderException("zzqcanary") to SecretStoreFault.Unavailable::class,
            IllegalStateException("zzqcanary") to SecretStoreFault.Unavailable::class,
        )
        for ((thrown, expected) in faults) {
            FakeKeystore.finding = thrown as Exception
            val fault = runCatching { store.reveal(Slot.BIOMETRIC) }.exceptionOrNull()
            assertEquals(expected, fault?.let { it::class })
            assertFalse(fault.toString().contains("zzqcanary"))
        }
    }

    @Test
    fun `an invalidated key, a strange file and another slot's file are lost secrets`() {
        val keys = object : Keys by PlatformKeys() {
            override fun find(alias: String) = throw KeyPermanentlyInvalidatedException()
        }
        store.protect(Slot.BIOMETRIC, secret.copyOf())
        store.protect(Slot.CREDENTIAL, secret.copyOf())
        val files = files.listFiles().orEmpty().sortedBy { it.name }
        val dead = AndroidKeystoreStore(files.first().name.substringBefore("."), this.files, keys, prompt)
        assertFault<SecretStoreFault.Lost> { dead.reveal(Slot.BIOMETRIC) }

        val (biometric, credential) = files
        val whole = biometric.readBytes()
        for (position in whole.indices) {
            biometric.writeBytes(whole.copyOf().also { it[position] = (it[position] + 1).toByte() })
            assertFault<SecretStoreFault.Lost>("byte $position") { store.reveal(Slot.BIOMETRIC) }
        }
        for (length in listOf(0, 1, whole.size - 1, whole.size + 1)) {
            biometric.writeBytes(whole.copyOf(length))
            assertFault<SecretStoreFault.Lost>("length $length") { store.reveal(Slot.BIOMETRIC) }
        }
        credential.copyTo(biometric, overwrite = true)
        assertFault<SecretStoreFault.Lost> { store.reveal(Slot.BIOMETRIC) }
        // It can be protected anew all the same.
        store.protect(Slot.BIOMETRIC, secret.copyOf())
        assertArrayEquals(secret, store.reveal(Slot.BIOMETRIC))
    }

    @Test
    fun `what is destroyed is gone, its keys with it, and it may be said twice`() {
        store.protect(Slot.CREDENTIAL, secret.copyOf())
        repeat(2) { store.destroy(Slot.CREDENTIAL) }
        assertEquals(emptySet<String>(), FakeKeystore.held.keys)
        assertEquals(0, files.listFiles().orEmpty().size)
        assertFault<SecretStoreFault.Lost> { store.reveal(Slot.CREDENTIAL) }
        store.destroy(Slot.BIOMETRIC)
    }

    @Test
    fun `two devices of one phone do not share a secret`() {
        store.protect(Slot.CREDENTIAL, secret.copyOf())
        val other = AndroidKeystoreStore(context, File(folder.parentFile, "shared@JK"), prompt)
        assertFault<SecretStoreFault.Lost> { other.reveal(Slot.CREDENTIAL) }
        other.destroy(Slot.CREDENTIAL)
        assertArrayEquals(secret, store.reveal(Slot.CREDENTIAL))
    }

    @Test
    fun `the prompt's codes come to no, or to not now`() {
        val no = listOf(
            BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED,
            BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
            BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT,
        )
        for (code in -1..40) {
            val answer = CompletableFuture<Cipher>()
            Answering(answer).onAuthenticationError(code, "zzqcanary")
            val fault = runCatching { answer.get() }.exceptionOrNull()?.cause
            assertEquals("code $code", code in no, fault is SecretStoreFault.Cancelled)
            assertEquals("code $code", code !in no, fault is SecretStoreFault.Unavailable)
        }
    }

    @Test
    fun `the prompt refuses to wait on the main thread for itself`() {
        val system = SystemPrompt(context) { PromptTexts("title", "cancel") }
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        assertFault<SecretStoreFault.Unavailable> { system.allow(Slot.BIOMETRIC, cipher) }
    }

    private fun another() = AndroidKeystoreStore(context, folder, prompt)
}

private inline fun <reified T : SecretStoreFault> assertFault(what: String = "", work: () -> Unit) {
    val thrown = runCatching(work).exceptionOrNull()
    assertTrue("$what: $thrown", thrown is T)
}
