package org.tabard

import java.io.File
import java.nio.file.Files
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** A region served by the real program, in a process and a folder of its own. */
internal class Region(founded: Boolean = true) : AutoCloseable {
    val folder: File = Files.createTempDirectory("tabard").toFile()

    /** The region's own folder. */
    val dir: File = File(folder, "region")
    private var server: Process? = null
    private var listen = "127.0.0.1:0"

    /** Where it listens. */
    val address: String get() = "http://$listen"

    init {
        if (founded) {
            tabard("region", "init", "--dir", dir.path, "--name", "Test Ambulance Service")
            start()
        }
    }

    /** Serves it: at a port that the system chooses, and at the same one ever after. */
    fun start() {
        val process = process("serve", "--dir", dir.path, "--listen", listen)
            .redirectError(ProcessBuilder.Redirect.DISCARD).start()
        val line = process.inputStream.bufferedReader().readLine()
        listen = Json.parseToJsonElement(line).text("listening")
        server = process
    }

    /** Takes the network away. */
    fun stop() {
        server?.destroy()
        server?.waitFor()
        server = null
    }

    /** A one-time code for a crew's phone. */
    fun code(name: String): String = Json.parseToJsonElement(
        tabard("enrol-code", "--dir", dir.path, "--role", "crew", "--name", name),
    ).text("code")

    /** What the hub does by the command line. */
    fun hub(vararg arguments: String): String =
        tabard(*arguments.take(2).toTypedArray(), "--dir", dir.path, *arguments.drop(2).toTypedArray())

    /** Runs the program, which has to do what it is told; gives the JSON that it says. */
    fun tabard(vararg arguments: String): String {
        val process = process("--json", *arguments).start()
        val said = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { "tabard ${arguments.take(2)}: $said" }
        return said
    }

    override fun close() {
        stop()
        folder.deleteRecursively()
    }

    private fun process(vararg arguments: String): ProcessBuilder =
        ProcessBuilder(listOf(System.getenv("TABARD_BIN")) + arguments)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
}

private fun JsonElement.text(key: String): String =
    jsonObject.getValue(key).jsonPrimitive.content
