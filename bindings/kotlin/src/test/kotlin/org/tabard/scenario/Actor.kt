package org.tabard.scenario

import java.io.File
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.tabard.Custody
import org.tabard.Edits
import org.tabard.Enrolling
import org.tabard.MateIntroduction
import org.tabard.RecordKind
import org.tabard.SecretsInMemory
import org.tabard.Settings
import org.tabard.Slot
import org.tabard.SyncDriver
import org.tabard.SyncState
import org.tabard.Tabard
import org.tabard.Unlocking
import org.tabard.UrlConnectionTransport
import org.tabard.Value
import org.tabard.record.Account
import org.tabard.record.Incident
import org.tabard.record.Wellbeing

/** A person with a phone. */
internal class Actor private constructor(
    private val settings: Settings,
    private val secrets: SecretsInMemory,
    internal var tabard: Tabard,
) {
    /** The kinds of what was started; anything else is an incident. */
    private val kinds = mutableMapOf<String, RecordKind>()

    suspend fun id(): String = tabard.status().device

    suspend fun shutdown() = tabard.shutdown()

    suspend fun mateCode(step: JsonObject): String = tabard.crew.code(step.introduction())

    suspend fun invite(record: String, code: String) {
        tabard.crew.invite(record, code)
    }

    /** Does a step; gives the id of what it made. */
    suspend fun does(step: JsonObject, names: Map<String, String>): String? {
        // A name that nothing has stands for itself: a bad id.
        val record = step.text("record")?.let { names[it] ?: it }.orEmpty()
        val reports = tabard.reports
        when (val does = step.said("do")) {
            "reopen" -> reopen()
            "sync" -> sync(step)
            "start" -> return start(step.said("kind"), step.text("about")?.let(names::getValue))
            "report" -> return reports.write { state(step) }
            "attach" -> return attach(record, step)
            "type" -> type(kind(record), record, step)
            "save" -> save(record)
            "edit" -> edit(kind(record), record, step)
            "join" -> tabard.crew.join(record, step.introduction())
            "settle" -> reports.settle(record, step.said("path"), step.getValue("value").value()!!)
            "reply" -> reports.reply(record, step.said("text"))
            "read" -> reports.markRead(record)
            "withdraw" -> reports.withdraw(record, step.said("reason"))
            "fetch" -> tabard.attachments.fetch(record)
            else -> error("nobody knows how to $does")
        }
        return null
    }

    private fun kind(record: String): RecordKind = kinds[record] ?: Incident

    private suspend fun start(kind: String, about: String?): String = when (kind) {
        "report" -> tabard.reports.start()
        "account" -> tabard.records.startAccount(about!!).also { kinds[it] = Account }
        "support" -> tabard.support.start(about).also { kinds[it] = Wellbeing }
        else -> error("nobody starts a $kind")
    }

    private suspend fun <K : RecordKind> type(kind: K, record: String, step: JsonObject) {
        if (kind == Incident) {
            tabard.reports.type(record) { state(step) }
        } else {
            tabard.records.type(kind, record) { state(step) }
        }
    }

    private suspend fun <K : RecordKind> edit(kind: K, record: String, step: JsonObject) {
        if (kind == Incident) {
            tabard.reports.edit(record) { state(step) }
        } else {
            tabard.records.edit(kind, record) { state(step) }
        }
    }

    private suspend fun save(record: String): Boolean =
        if (kind(record) == Incident) tabard.reports.save(record) else tabard.records.save(record)

    private suspend fun attach(record: String, step: JsonObject): String {
        val bytes = scenarioBytes(step.said("bytes").toInt())
        return tabard.attachments.attach(record, bytes, CREW) { state(step) }
    }

    private suspend fun reopen() {
        tabard.shutdown()
        tabard = Tabard.open(settings, secrets, Unlocking(Slot.BIOMETRIC))
    }

    private suspend fun sync(step: JsonObject) {
        SyncDriver(tabard, UrlConnectionTransport()).runOnce()
        val obstacle = when (val state = tabard.sync.value) {
            is SyncState.Waiting -> state.obstacle
            is SyncState.Stuck -> state.obstacle
            else -> null
        }
        assertEquals(step.text("problem"), obstacle?.code, "what stood in the way")
    }

    companion object {
        val CREW = Custody("Crew")

        suspend fun enrolled(dir: File, code: String): Actor {
            val (settings, secrets) = Settings(dir) to SecretsInMemory()
            val enrolling = Enrolling(code, listOf(Slot.BIOMETRIC, Slot.CREDENTIAL))
            val transport = UrlConnectionTransport()
            return Actor(settings, secrets, Tabard.enrol(settings, secrets, enrolling, transport))
        }
    }
}

/** So many bytes, the same in every language. */
internal fun scenarioBytes(length: Int): ByteArray = ByteArray(length) { (it % 251).toByte() }

private fun JsonObject.introduction() = MateIntroduction(text("name"), text("role"))

private fun Edits<*>.state(step: JsonObject) {
    for ((path, json) in step.getValue("edits").jsonObject) at(path, json.value())
}

private fun JsonElement.value(): Value? {
    val one: JsonPrimitive = jsonPrimitive
    return when {
        one is JsonNull -> null
        one.isString -> Value.Text(one.content)
        else -> one.booleanOrNull?.let(Value::Flag) ?: Value.Whole(one.long)
    }
}
