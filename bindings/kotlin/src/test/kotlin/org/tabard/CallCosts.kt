package org.tabard

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.tabard.code.IncidentType
import org.tabard.ffi.Device
import org.tabard.record.Incident

/**
 * What calls cost through this layer, and through the generated code below it: a JSON object a
 * line. It measures and judges nothing, so Surefire finds it by its name alone:
 *
 *     mvn -f bindings/kotlin/pom.xml test -Dtest=CallCosts
 */
internal class CallCosts : RegionTest() {
    @Test
    fun `calls cost what they cost`(): Unit = runBlocking {
        val phone = phone()
        val tabard = phone.enrol()
        val id = tabard.reports.write {
            add(Incident.types, IncidentType.VERBAL_ABUSE)
            add(Incident.types, IncidentType.PHYSICAL_CONTACT)
            set(Incident.callsign, "YA214")
            set(Incident.narrative, "He came at us as the door opened.")
        }
        assertEquals(SyncOutcome.Done, sync(tabard))
        say("kotlin_call", each(CALLS) { tabard.status() }, "ns")
        say("kotlin_report", each(READINGS) { tabard.reports.get(id) } / 1e3, "us")
        bytes(tabard, id)
        tabard.shutdown()
        val opened = List(OPENINGS) {
            val began = System.nanoTime()
            val again = phone.open()
            (System.nanoTime() - began).also { again.shutdown() }
        }
        say("kotlin_open", middle(opened) / 1e6, "ms")
        generated(phone, id)
    }

    /** MiB a second in and out, the middle of some turns. */
    private suspend fun bytes(tabard: Tabard, report: String) {
        val content = ByteArray(MIB shl 20) { (it % 251).toByte() }
        val custody = Custody(by = "Crew")
        val turns = List(TURNS) {
            val began = System.nanoTime()
            val id = tabard.attachments.attach(report, content, custody)
            val within = System.nanoTime()
            val seen = tabard.attachments.view(id, custody)
            val ended = System.nanoTime()
            assertEquals(content.size, seen.size)
            within - began to ended - within
        }
        say("kotlin_bytes_in", MIB * 1e9 / middle(turns.map { it.first }), "MiB/s")
        say("kotlin_bytes_out", MIB * 1e9 / middle(turns.map { it.second }), "MiB/s")
    }

    private suspend fun generated(phone: Phone, id: String) {
        val unlocking = Unlocking(Slot.CREDENTIAL).theirs()
        val device = Device.open(phone.settings.theirs(), HostStore(phone.secrets), unlocking)
        say("kotlin_generated_call", each(CALLS) { device.status() }, "ns")
        say("kotlin_generated_report", each(READINGS) { device.report(id) } / 1e3, "us")
        device.shutdown()
        device.close()
    }

    /** Nanoseconds a call, once the JVM has compiled it. */
    private suspend fun each(calls: Int, call: suspend () -> Unit): Double {
        repeat(calls) { call() }
        val began = System.nanoTime()
        repeat(calls) { call() }
        return (System.nanoTime() - began).toDouble() / calls
    }

    private fun middle(all: List<Long>): Long = all.sorted()[all.size / 2]

    private fun say(name: String, value: Double, unit: String) {
        val rounded = Math.round(value * 10) / 10.0
        println("""{"figure":"$name","value":$rounded,"unit":"$unit"}""")
    }

    private companion object {
        const val CALLS = 20_000
        const val READINGS = 2_000
        const val OPENINGS = 21
        const val TURNS = 5
        const val MIB = 8
    }
}
