package org.tabard.sample

import androidx.compose.runtime.Composable
import java.time.ZoneOffset
import org.tabard.Value
import org.tabard.record.Incident
import org.tabard.record.Wellbeing
import org.tabard.sample.answer.AnswerScreen
import org.tabard.sample.answer.AnswerState
import org.tabard.sample.answer.SaidLine
import org.tabard.sample.conflicts.ConflictRow
import org.tabard.sample.conflicts.ConflictsScreen
import org.tabard.sample.conflicts.ConflictsState
import org.tabard.sample.conflicts.StatedValue
import org.tabard.sample.crew.CrewScreen
import org.tabard.sample.crew.CrewState
import org.tabard.sample.crew.CrewWays
import org.tabard.sample.files.FileRow
import org.tabard.sample.files.FilesScreen
import org.tabard.sample.files.FilesState
import org.tabard.sample.files.FilesWays
import org.tabard.sample.files.Looking
import org.tabard.sample.form.Catalogue
import org.tabard.sample.form.Filled
import org.tabard.sample.form.FormLayout
import org.tabard.sample.form.FormScreen
import org.tabard.sample.form.FormState
import org.tabard.sample.form.ReportSection
import org.tabard.sample.history.HistoryRow
import org.tabard.sample.history.HistoryScreen
import org.tabard.sample.history.HistoryState
import org.tabard.sample.kit.CodePicture
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.Mark
import org.tabard.sample.kit.Standing
import org.tabard.sample.report.Missing
import org.tabard.sample.report.Part
import org.tabard.sample.report.ReportRead
import org.tabard.sample.report.ReportScreen
import org.tabard.sample.report.ReportState
import org.tabard.sample.report.ReportWays
import org.tabard.sample.support.CallLine
import org.tabard.sample.support.SupportRow
import org.tabard.sample.support.SupportScreen
import org.tabard.sample.support.SupportState
import org.tabard.sample.support.SupportWays
import org.tabard.sample.words.Texts


/** Screens of a report in states that they come into. */
internal class ReportSamples(private val texts: Texts) {
    private val catalogue = Catalogue(Incident, texts, ZoneOffset.UTC)
    private val at = "1 ${texts["months.3"]} 2026, 03:12"
    private val fault = Fault(
        Fault.Kind.Full, texts["app.fault.full"], texts["app.fault.full_says"],
    )

    /** By their names. */
    fun all(): Map<String, @Composable () -> Unit> = mapOf(
        "report" to { Report(ReportState(read)) },
        "report-asked" to { Report(ReportState(asked)) },
        "report-waits" to { Report(ReportState()) },
        "report-fault" to { Report(ReportState(read, fault)) },
        "what" to { Form(ReportSection.What) },
        "where" to { Form(ReportSection.Where) },
        "injuries" to { Form(ReportSection.Injuries) },
        "conflicts" to { ConflictsScreen(conflicts, {}) { _, _ -> } },
        "conflicts-none" to { ConflictsScreen(ConflictsState(emptyList(), true), {}) { _, _ -> } },
        "history" to { HistoryScreen(history, {}) },
        "answer" to { AnswerScreen(answer, {}) {} },
        "answer-none" to { AnswerScreen(AnswerState(loaded = true), {}) {} },
        "crew" to { CrewScreen(CrewState(2), crew) },
        "crew-code" to { CrewScreen(invited, crew) },
        "files" to { FilesScreen(FilesState(files), filesWays) },
        "files-none" to { FilesScreen(recording, filesWays) },
        "support" to { Support(SupportState(emptyList(), lines)) },
        "support-asked" to { Support(SupportState(listOf(request), lines)) },
    )

    @Composable
    private fun Report(state: ReportState) =
        ReportScreen(state, ReportWays("report", {}, {}, {}, {}))

    @Composable
    private fun Form(section: ReportSection) {
        val filled = Filled.Nothing
            .with("types/verbal_abuse", Value.Flag(true))
            .with("types/physical_contact", Value.Flag(true))
            .with("weapon_involved", Value.Flag(false))
            .with("callsign", Value.Text("YA214"))
            .with("occurred_at", Value.Text("2026-03-01T03:12:00Z"))
            .with("injuries/one/body_region", Value.Text("face"))
        val faults = mapOf("occurred_at" to texts["app.section.time_hint"])
        val blocks = FormLayout(texts, ZoneOffset.UTC, faults).blocks(section.fields, filled)
        FormScreen(texts[section.key], FormState(blocks), {}) {}
    }

    @Composable
    private fun Support(state: SupportState) {
        val fields = listOf(Wellbeing.support, Wellbeing.contactWhen, Wellbeing.note)
        val blocks = FormLayout(texts, ZoneOffset.UTC).blocks(fields, Filled.Nothing)
        SupportScreen(state, FormState(blocks), state, SupportWays({}, {}, {}, {}, { _, _ -> }))
    }

    private fun standing(mark: Mark, says: String) =
        Standing(mark, texts["app.state.${mark.key}"], texts["states.$says"])

    private val read = ReportRead(
        title = texts["codes.incident_type.physical_contact"],
        reference = texts.reference("v7k3qqqq"),
        standing = standing(Mark.Phone, "saved_on_this_phone"),
        notes = emptyList(),
        missing = listOf("occurred_at", "location_type", "narrative").map {
            Missing(it, catalogue.question(it), ReportSection.asking(it))
        },
        parts = ReportSection.entries.mapIndexed { at, part -> Part(part, at % 3) },
        answer = texts["app.report.no_answer"],
        questionOpen = false,
        conflicts = 0,
        typed = false,
        mayWithdraw = true,
    )

    private val asked = read.copy(
        standing = standing(Mark.Region, "held_by_region"),
        notes = listOf(texts["app.report.withdrawn"]),
        answer = texts["codes.followup_status.being_looked_at"],
        questionOpen = true,
        conflicts = 1,
        typed = true,
        missing = emptyList(),
        mayWithdraw = false,
    )

    private fun by(who: String) =
        texts.fill("app.conflicts.by", "who" to texts["app.conflicts.$who"]) + " · $at"

    private val conflicts = ConflictsState(
        listOf(
            ConflictRow(
                "callsign",
                catalogue.question("callsign"),
                listOf("YA214" to "you", "YA215" to "mate").map { (says, who) ->
                    StatedValue(says, by(who), Value.Text(says))
                },
            ),
        ),
    )

    private val history = HistoryState(
        listOf("other", "this_phone").map { who ->
            val changes = listOf("callsign" to "YA215", "narrative" to "A long text. ".repeat(12))
            HistoryRow(
                texts["app.history.$who"] + " · $at",
                changes.map { (field, says) ->
                    val asks = catalogue.question(field)
                    texts.fill("app.history.set", "field" to asks, "after" to says)
                },
            )
        },
    )

    private val lines = listOf(CallLine("A line", "01632 960123", "24 h"))

    private fun line(key: String, says: String, question: String? = null) =
        SaidLine(key + says, texts[key] + " · $at", says, question?.let { texts[it] })

    private val answer = AnswerState(
        loaded = true,
        stands = texts["codes.followup_status.being_looked_at"],
        lines = listOf(
            line("app.answer.from_hub", "Was the door open?", "app.answer.question"),
            line("app.answer.from_you", "It was ajar."),
        ),
        saved = 1,
    )

    private val crew = CrewWays({}, {}, {}, {}, {}, {}, {}, {}, {})

    private val invited = CrewState(
        writers = 2,
        mine = CodePicture(29, List(29 * 29) { (it * 7 + it / 29 * 3) % 5 < 2 }),
        mineAsText = "tabard:mate:" + "K3F9A2Q7".repeat(18),
        letIn = texts.fill("app.crew.let_in", "name" to "Sam"),
        said = texts["app.crew.added"],
    )

    private val filesWays = FilesWays({}, {}, {}, {}, {}, {}, {}, {})
    private val custody = listOf("$at · ${texts["codes.custody_action.captured"]}")

    private val files = listOf(
        FileRow(
            "a", texts["codes.attachment_media.photo"] + " · $at", texts["states.bytes_held"],
            custody, here = true, held = true,
        ),
        FileRow(
            "b", texts["codes.attachment_media.voice_note"] + " · $at",
            texts["states.bytes_held_elsewhere"], custody, here = false, held = false,
        ),
    )

    private val recording = FilesState(
        emptyList(),
        Looking.Sound(texts.fill("app.files.sound", "size" to 24)),
        recording = true,
    )

    private val request = SupportRow(
        "a",
        texts.fill("app.support.asked_at", "when" to at),
        standing(Mark.Phone, "support_saved"),
        listOf(line("app.support.them", "I ring you on Tuesday.")),
    )
}
