package org.tabard.android.keystore

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.StrongBoxUnavailableException
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

/**
 * Stands in for `AndroidKeyStore`, which no JVM has: keys in memory, by their names, with what was
 * asked for when they were made. It enforces nothing of that.
 */
internal object FakeKeystore : Provider("AndroidKeyStore", "1", "keys in memory") {
    val specs = mutableMapOf<String, KeyGenParameterSpec>()
    val held = mutableMapOf<String, SecretKey>()
    var strongBox = true

    /** What it throws when a key is looked for. */
    var finding: Exception? = null

    init {
        put("KeyStore.AndroidKeyStore", FakeKeystoreSpi::class.java.name)
        put("KeyGenerator.AES", FakeGeneratorSpi::class.java.name)
    }

    fun reset() {
        specs.clear()
        held.clear()
        strongBox = true
        finding = null
    }
}

internal class FakeGeneratorSpi : KeyGeneratorSpi() {
    private lateinit var spec: KeyGenParameterSpec

    override fun engineInit(parameters: AlgorithmParameterSpec, random: SecureRandom?) {
        spec = parameters as KeyGenParameterSpec
    }

    override fun engineGenerateKey(): SecretKey {
        if (spec.isStrongBoxBacked && !FakeKeystore.strongBox) throw StrongBoxUnavailableException()
        val key = SecretKeySpec(SecureRandom().generateSeed(spec.keySize / 8), "AES")
        FakeKeystore.specs[spec.keystoreAlias] = spec
        FakeKeystore.held[spec.keystoreAlias] = key
        return key
    }

    override fun engineInit(random: SecureRandom?): Unit = error("not asked for")

    override fun engineInit(bits: Int, random: SecureRandom?): Unit = error("not asked for")
}

internal class FakeKeystoreSpi : KeyStoreSpi() {
    override fun engineGetKey(alias: String, password: CharArray?): Key? {
        FakeKeystore.finding?.let { throw it }
        return FakeKeystore.held[alias]
    }

    override fun engineContainsAlias(alias: String): Boolean = alias in FakeKeystore.held

    override fun engineDeleteEntry(alias: String) {
        FakeKeystore.held.remove(alias)
    }

    override fun engineAliases(): Enumeration<String> = Collections.enumeration(FakeKeystore.held.keys)

    override fun engineSize(): Int = FakeKeystore.held.size

    override fun engineLoad(stream: InputStream?, password: CharArray?): Unit = Unit

    override fun engineGetCertificateChain(alias: String?): Array<Certificate> = emptyArray()

    override fun engineGetCertificate(alias: String?): Certificate? = null

    override fun engineGetCreationDate(alias: String?): Date? = null

    override fun engineSetKeyEntry(a: String?, k: Key?, p: CharArray?, c: Array<out Certificate>?) =
        error("not asked for")

    override fun engineSetKeyEntry(a: String?, k: ByteArray?, c: Array<out Certificate>?) =
        error("not asked for")

    override fun engineSetCertificateEntry(a: String?, c: Certificate?) = error("not asked for")

    override fun engineIsKeyEntry(alias: String): Boolean = alias in FakeKeystore.held

    override fun engineIsCertificateEntry(alias: String?): Boolean = false

    override fun engineGetCertificateAlias(certificate: Certificate?): String? = null

    override fun engineStore(stream: OutputStream?, password: CharArray?) = error("not asked for")
}
