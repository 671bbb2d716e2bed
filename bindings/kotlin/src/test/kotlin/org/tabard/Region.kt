package org.tabard

import java.io.File
import java.nio.file.Files
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** A region served by the real program, in a process and a folder of its own. */
internal class Region : AutoCloseable {
    val folder: File = Files.createTempDirectory("tabard").toFile()
    private val region = File(folder, "region").path
    private var server: Process? = null

    /** Where it listens. */
    var address: String = ""
        private set

    init {
        tabard("region", "init", "--dir", region, "--name", "Test Ambulance Service")
        start()
    }

    /** Serves it, at a port that the system chooses. */
    fun start() {
        val process = process("serve", "--dir", region, "--listen", "127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.DISCARD).start()
        val line = process.inputStream.bufferedReader().readLine()
        val said = Json.parseToJsonElement(line).jsonObject
        address = "http://" + said.getValue("listening").jsonPrimitive.content
        server = process
    }

    /** Takes the network away. */
    fun stop() {
        server?.destroyForcibly()?.waitFor()
        server = null
    }

    /** A one-time code for a crew's phone. */
    fun code(name: String): String {
        val made = tabard(
            "--json", "enrol-code", "--dir", region, "--role", "crew", "--name", name,
        )
        return Json.parseToJsonElement(made).jsonObject.getValue("code").jsonPrimitive.content
    }

    /** What the hub does by the command line. */
    fun hub(vararg arguments: String): String =
        tabard(*arguments.take(2).toTypedArray(), "--dir", region, *arguments.drop(2).toTypedArray())

    override fun close() {
        stop()
        folder.deleteRecursively()
    }

    private fun tabard(vararg arguments: String): String {
        val process = process(*arguments).start()
        val said = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { "tabard ${arguments.take(2)}: $said" }
        return said
    }

    private fun process(vararg arguments: String): ProcessBuilder =
        ProcessBuilder(listOf(System.getenv("TABARD_BIN")) + arguments)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
}

/** Stands in for a platform's key store, which no JVM has: secrets in memory. */
internal class SecretsInMemory : SecretStore {
    private val secrets = mutableMapOf<Slot, ByteArray>()

    /** What it throws when it is asked, in place of an answer. */
    var throws: Throwable? = null

    override fun protect(slot: Slot, secret: ByteArray) {
        throws?.let { throw it }
        secrets[slot] = secret.copyOf()
    }

    override fun reveal(slot: Slot): ByteArray {
        throws?.let { throw it }
        return secrets[slot]?.copyOf() ?: throw SecretStoreFault.Lost()
    }

    override fun destroy(slot: Slot) {
        secrets.remove(slot)
    }

    /** Forgets a secret, as a platform does when a finger is added. */
    fun lose(slot: Slot) {
        secrets.remove(slot)
    }
}
