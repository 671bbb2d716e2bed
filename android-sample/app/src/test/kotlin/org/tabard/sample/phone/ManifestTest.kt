package org.tabard.sample.phone

import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.w3c.dom.Element

/** What the app may do, and what may be done with what it holds. */
class ManifestTest {
    private val app = parsed("src/main/AndroidManifest.xml")
    private val library = parsed("../../bindings/kotlin/android/src/main/AndroidManifest.xml")

    @Test
    fun `it asks for the network, the prompt, the camera and the microphone, and for nothing else`() {
        val asked = (app.all("uses-permission") + library.all("uses-permission"))
            .map { it.says("name").removePrefix("android.permission.") }
        val allowed = setOf("INTERNET", "ACCESS_NETWORK_STATE", "USE_BIOMETRIC", "CAMERA", "RECORD_AUDIO")
        assertEquals(allowed, asked.toSet())
    }

    @Test
    fun `nothing of it goes into a backup or to another phone`() {
        val application = app.all("application").single()
        assertEquals("false", application.says("allowBackup"))
        assertEquals("false", application.says("hasFragileUserData"))
        assertEquals("@xml/data_extraction_rules", application.says("dataExtractionRules"))
        val rules = parsed("src/main/res/xml/data_extraction_rules.xml")
        for (way in listOf("cloud-backup", "device-transfer")) {
            val excluded = rules.all(way).single().all("exclude").map { it.getAttribute("domain") }
            assertEquals(DOMAINS, excluded.toSet(), way)
        }
    }

    @Test
    fun `other apps can start its window alone, and what it sends is under TLS`() {
        val open = listOf("activity", "service", "receiver", "provider").flatMap { app.all(it) }
            .filter { it.says("exported") == "true" }.map { it.says("name") }
        assertEquals(listOf(".phone.MainActivity"), open)
        val network = parsed("src/main/res/xml/network_security.xml").all("base-config").single()
        assertEquals("false", network.getAttribute("cleartextTrafficPermitted"))
    }

    private fun parsed(path: String): Element {
        val factory = DocumentBuilderFactory.newInstance().apply { isNamespaceAware = true }
        return factory.newDocumentBuilder().parse(File(path)).documentElement
    }

    private fun Element.all(tag: String): List<Element> =
        getElementsByTagName(tag).let { found -> (0 until found.length).map { found.item(it) as Element } }

    private fun Element.says(name: String): String =
        getAttributeNS("http://schemas.android.com/apk/res/android", name)

    private companion object {
        val DOMAINS = listOf("root", "file", "database", "sharedpref")
            .flatMap { listOf(it, "device_$it") }.toSet() + "external"
    }
}
