package org.tabard.shrunk

import com.android.tools.r8.CompilationMode
import com.android.tools.r8.JdkClassFileProvider
import com.android.tools.r8.OutputMode
import com.android.tools.r8.R8
import com.android.tools.r8.R8Command
import com.android.tools.r8.origin.Origin
import java.io.File
import java.util.concurrent.TimeUnit
import java.util.zip.ZipFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.tabard.Region

/** R8 in full mode over the Kotlin layer and what is below it, and the result against a real region. */
class ShrunkTest {
    private val rules = File("../consumer-rules.pro")

    @TempDir
    lateinit var folder: File

    @Test
    fun `an app that R8 shrank with the rules of the AAR enrols, writes, syncs and opens`() {
        val jar = shrink(rules.readText())
        val names = ZipFile(jar).use { zip -> zip.entries().toList().map { it.name } }
        assertFalse("org/tabard/SharedPhone.class" in names, "nothing was shrunk")
        val run = run(jar)
        assertEquals(EXPECTED, run.said, run.errors)
        assertEquals(0, run.status, run.errors)
    }

    @Test
    fun `without the rules it cannot call the library`() {
        val dontwarn = rules.readLines().filter { it.startsWith("-dontwarn") }
        // What breaks it is the shrinking; to optimise as well takes minutes.
        val run = run(shrink((dontwarn + "-dontoptimize").joinToString("\n")))
        assertEquals("", run.said)
        assertNotEquals(0, run.status)
    }

    /** R8's full mode, as Android's Gradle plugin has it, to a jar that a JVM can run. */
    private fun shrink(rules: String): File {
        val jar = File(folder, "shrunk.jar")
        val parts = classPath().filter { path -> PARTS.any { it in path.path } }
        val command = R8Command.builder()
            .setMode(CompilationMode.RELEASE)
            .setProguardCompatibility(false)
            .enableLegacyFullModeForKeepRules(false)
            .addLibraryResourceProvider(JdkClassFileProvider.fromSystemJdk())
            .addProguardConfiguration(listOf(MAIN, rules) + rulesIn(parts), Origin.unknown())
            .addProgramFiles(parts.flatMap(::programs).map(File::toPath))
            .setOutput(jar.toPath(), OutputMode.ClassFile)
        R8.run(command.build())
        return jar
    }

    /** Coroutines bring rules of their own, which Android's Gradle plugin takes out of the jar. */
    private fun rulesIn(parts: List<File>): List<String> = parts.filter { it.isFile }.flatMap { jar ->
        ZipFile(jar).use { zip ->
            zip.entries().asSequence().filter { it.name.matches(RULES_OF_A_JAR) }
                .map { zip.getInputStream(it).reader().readText() }.toList()
        }
    }

    private fun programs(part: File): List<File> =
        if (part.isDirectory) part.walk().filter { it.extension == "class" }.toList() else listOf(part)

    /** In a process of its own, with a region of its own. */
    private fun run(jar: File): Run = Region().use { region ->
        val java = File(System.getProperty("java.home"), "bin/java").path
        val library = "-Djna.library.path=${System.getenv("TABARD_LIBRARY_DIR")}"
        val (device, said, errors) = listOf("device", "said", "errors").map { File(region.folder, it) }
        val process = ProcessBuilder(java, library, "-cp", jar.path, MAIN_CLASS, device.path, region.code("app"))
            .redirectOutput(said).redirectError(errors).start()
        val ended = process.waitFor(2, TimeUnit.MINUTES)
        if (!ended) process.destroyForcibly()
        Run(said.readText(), errors.readText(), if (ended) process.exitValue() else null)
    }

    private class Run(val said: String, val errors: String, val status: Int?)

    private companion object {
        const val MAIN_CLASS = "org.tabard.shrunk.MainKt"
        const val MAIN = "-keep class $MAIN_CLASS { public static void main(java.lang.String[]); }"

        /** What the app is made of, by their paths: its own classes, the layer, and what is below it. */
        val PARTS = listOf(
            "/shrunk/target/classes",
            "/kotlin/target/classes",
            "/jna-",
            "/kotlin-stdlib-",
            "/jetbrains/annotations/",
            "/kotlinx-coroutines-core-jvm-",
        )
        val RULES_OF_A_JAR = Regex("META-INF/com\\.android\\.tools/r8/.*\\.pro")

        val EXPECTED = """
            enrolled 2
            saved [verbal_abuse]
            synced Done
            refused cancelled
            opened

        """.trimIndent()

        fun classPath(): List<File> =
            System.getProperty("java.class.path").split(File.pathSeparator).map(::File)
    }
}
