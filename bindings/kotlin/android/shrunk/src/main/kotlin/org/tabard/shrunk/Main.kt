package org.tabard.shrunk

import java.io.File
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.tabard.Enrolling
import org.tabard.SecretStore
import org.tabard.SecretStoreFault
import org.tabard.Settings
import org.tabard.Slot
import org.tabard.SyncDriver
import org.tabard.Tabard
import org.tabard.TabardError
import org.tabard.Unlocking
import org.tabard.UrlConnectionTransport
import org.tabard.code.IncidentType
import org.tabard.record.Incident

/**
 * The smallest app: it joins a region, writes a report and opens its device again, and prints a line
 * after each. It is given a folder and a code.
 */
fun main(arguments: Array<String>): Unit = runBlocking {
    val (folder, code) = arguments
    val settings = Settings(File(folder))
    val secrets = Secrets()
    val slots = listOf(Slot.BIOMETRIC, Slot.CREDENTIAL)
    val transport = UrlConnectionTransport()

    val device = Tabard.enrol(settings, secrets, Enrolling(code, slots), transport)
    println("enrolled ${secrets.size}")
    val report = device.reports.start()
    device.reports.type(report) { add(Incident.types, IncidentType.VERBAL_ABUSE) }
    device.reports.save(report)
    println("saved ${device.reports.watch(report).first()[Incident.types].map { it.code }}")
    println("synced ${SyncDriver(device, transport).runOnce()}")
    device.shutdown()

    secrets.refuses = true
    try {
        Tabard.open(settings, secrets, Unlocking(Slot.CREDENTIAL))
    } catch (error: TabardError) {
        println("refused ${error.code}")
    }
    secrets.refuses = false
    Tabard.open(settings, secrets, Unlocking(Slot.BIOMETRIC)).shutdown()
    println("opened")
}

/** Stands in for a phone's key store, which calls come to through JNA. */
private class Secrets : SecretStore {
    private val held = ConcurrentHashMap<Slot, ByteArray>()
    val size: Int get() = held.size

    @Volatile
    var refuses = false

    override fun protect(slot: Slot, secret: ByteArray) {
        held[slot] = secret.copyOf()
    }

    override fun reveal(slot: Slot): ByteArray {
        if (refuses) throw SecretStoreFault.Cancelled()
        return held[slot]?.copyOf() ?: throw SecretStoreFault.Lost()
    }

    override fun destroy(slot: Slot) {
        held.remove(slot)
    }
}
