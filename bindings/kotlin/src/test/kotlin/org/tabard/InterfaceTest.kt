package org.tabard

import java.io.File
import java.io.StringWriter
import kotlin.metadata.KmClassifier
import kotlin.metadata.Visibility
import kotlin.metadata.jvm.KotlinClassMetadata
import kotlin.metadata.visibility
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What apps are built on, beside what was reviewed last. */
class InterfaceTest {
    private val classes = File(Tabard::class.java.protectionDomain.codeSource.location.toURI())
    private val reviewed = File("../golden/kotlin.txt")

    @Test
    fun `the public interface is as it was reviewed`() {
        val now = signatures() + aliases()
        if (System.getenv("TABARD_BLESS") != null) reviewed.writeText(now)
        val found = File(classes, "../kotlin.txt").apply { writeText(now) }
        val difference = AbiTools.getInstance().filesDiff(reviewed, found)
        assertNull(difference) { "$HOW\n$difference" }
    }

    @Test
    fun `the text names what apps call, and nothing of what is generated below it`() {
        val text = signatures()
        for (name in listOf("org/tabard/Tabard", "org/tabard/record/", "org/tabard/code/")) {
            assertTrue("class $name" in text, name)
        }
        assertFalse("class org/tabard/ffi/" in text)
    }

    /** By the tool of Kotlin's own check of binary compatibility. */
    private fun signatures(): String {
        val below = AbiFilters(emptySet(), setOf("org.tabard.ffi.**"), emptySet(), emptySet())
        val text = StringWriter()
        AbiTools.getInstance().printJvmDump(text, classFiles(), below)
        return text.toString()
    }

    /** That tool knows no alias: a name that is taken away would go unseen. */
    private fun aliases(): String =
        classFiles().filter { it.name.endsWith("Kt.class") }.flatMap(::aliasesIn).sorted()
            .joinToString("") { "$it\n" }

    private fun aliasesIn(file: File): List<String> {
        val name = file.relativeTo(classes).path.removeSuffix(".class").replace(File.separatorChar, '.')
        val metadata = Class.forName(name).getAnnotation(Metadata::class.java) ?: return emptyList()
        val facade = KotlinClassMetadata.readStrict(metadata) as? KotlinClassMetadata.FileFacade
        val public = facade?.kmPackage?.typeAliases.orEmpty().filter { it.visibility == Visibility.PUBLIC }
        return public.mapNotNull { alias ->
            val of = alias.expandedType.classifier as? KmClassifier.Class
            of?.let { "public typealias ${name.substringBeforeLast('.').replace('.', '/')}/${alias.name} = ${it.name}" }
        }
    }

    private fun classFiles(): List<File> =
        classes.walk().filter { it.extension == "class" }.sortedBy { it.path }.toList()

    private companion object {
        const val HOW = "bindings/golden/kotlin.txt is another than the library's: read the difference, " +
            "run this test again with TABARD_BLESS=1, and commit it. (Classes of before stay in target: `mvn clean`.)"
    }
}
