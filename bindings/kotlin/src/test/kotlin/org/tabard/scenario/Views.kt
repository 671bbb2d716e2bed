package org.tabard.scenario

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.tabard.AttachmentDetails
import org.tabard.BytesAt
import org.tabard.Change
import org.tabard.Conflict
import org.tabard.Fields
import org.tabard.Report
import org.tabard.ReportQuery
import org.tabard.ReportState
import org.tabard.Value
import org.tabard.Version

/** What somebody sees at a step that looks, as JSON. */
internal suspend fun Actor.sees(step: JsonObject, names: Map<String, String>): JsonElement {
    val record = step.text("record")?.let(names::getValue).orEmpty()
    return when (val what = step.said("what")) {
        "attachment" -> attachment(tabard.attachments.get(record))
        "bytes" -> {
            val bytes = tabard.attachments.view(record, Actor.CREW)
            val same = bytes.contentEquals(scenarioBytes(bytes.size))
            json("length" to bytes.size, "as_attached" to same)
        }
        "history" -> JsonArray(tabard.reports.history(record).map(::version))
        "json" -> Json.parseToJsonElement(tabard.reports.json(record))
        "list" -> listed(step.text("words"))
        "report" -> report(tabard.reports.get(record))
        "status" -> status()
        else -> error("nobody looks at $what")
    }
}

private suspend fun Actor.listed(words: String?): JsonElement {
    val page = tabard.reports.list(ReportQuery(words = words, most = 100))
    return JsonArray(page.reports.map { json("record" to it.id, "title" to it.title) })
}

private suspend fun Actor.status(): JsonElement = tabard.status().run {
    json(
        "device" to device,
        "region" to region,
        "roles" to JsonArray(roles.map(::JsonPrimitive)),
        "waiting" to waiting.toLong(),
        "refused" to refused.toLong(),
        "drafts" to drafts.toLong(),
        "sending" to transfers.sending.toLong(),
        "may_be_read" to !lease.ended,
    )
}

private fun report(report: Report): JsonElement = report.summary.run {
    val state = when (val state = state) {
        ReportState.SavedOnThisPhone -> "saved_on_this_phone"
        ReportState.HeldByEdge -> "held_by_edge"
        ReportState.HeldByRegion -> "held_by_region"
        is ReportState.Answered -> state.status
    }
    json(
        "id" to id,
        "title" to title,
        "state" to state,
        "stands" to stands,
        "unsent" to unsent,
        "unread" to unread,
        "own" to own,
        "withdrawn" to withdrawn,
        "by" to by,
        "draft" to draft(report),
        "conflicts" to JsonArray(report.conflicts.map(::conflict)),
        "open_questions" to report.openQuestions.size,
        "writers" to report.writers.size,
    )
}

/** What differs on the screen from what was saved. */
private fun draft(report: Report): JsonElement {
    val (saved, typed) = report.fields to report.typed
    val changed = (saved.paths + typed.paths).filter { saved.at(it) != typed.at(it) }
    return JsonObject(changed.associateWith { scalar(typed.at(it)) })
}

private fun attachment(view: AttachmentDetails): JsonElement {
    val bytes = when (view.bytes) {
        BytesAt.NotHere -> "not_here"
        is BytesAt.Sending -> "sending"
        is BytesAt.Fetching -> "fetching"
        BytesAt.Held -> "held"
    }
    return json(
        "id" to view.id,
        "record" to view.report,
        "bytes" to bytes,
        "own" to view.own,
        "by" to view.by,
        "fields" to fields(view.fields),
        "custody" to JsonArray(
            view.custody.sortedBy { it.action.code }
                .map { json("action" to it.action.code, "by" to it.by) },
        ),
    )
}

private fun fields(fields: Fields<*>): JsonElement {
    val shown = fields.paths.filterNot { it.startsWith("custody/") }
    return JsonObject(shown.associateWith { scalar(fields.at(it)) })
}

/** In no order, since which of them shows is chance. */
private fun conflict(one: Conflict): JsonElement {
    val values = one.values.map { json("value" to scalar(it.value), "by" to it.by) }
    val sorted = values.sortedBy { it.getValue("value").toString() }
    return json("path" to one.path, "values" to JsonArray(sorted))
}

private fun version(one: Version): JsonElement {
    val changes = one.changes.filterNot { it.path.startsWith("edits/") }.sortedBy { it.path }
    return json("by" to one.by, "at" to one.at, "changes" to JsonArray(changes.map(::change)))
}

private fun change(one: Change): JsonElement = json(
    "path" to one.path,
    "before" to scalar(one.before),
    "after" to scalar(one.after),
    "settled" to one.settled,
)

private fun scalar(value: Value?): JsonElement = when (value) {
    null -> JsonNull
    is Value.Flag -> JsonPrimitive(value.on)
    is Value.Whole -> JsonPrimitive(value.number)
    is Value.Text -> JsonPrimitive(value.text)
}

private fun json(vararg fields: Pair<String, Any?>): JsonObject = JsonObject(
    fields.associate { (name, value) ->
        name to when (value) {
            null -> JsonNull
            is JsonElement -> value
            is Boolean -> JsonPrimitive(value)
            is Number -> JsonPrimitive(value)
            else -> JsonPrimitive(value.toString())
        }
    },
)
