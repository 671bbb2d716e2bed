package org.tabard.sample.jobs

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.JobMarker
import org.tabard.JobQuestion
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault

/** A job that was asked about. */
data class JobRow(
    val id: String,
    val title: String,
    /** What is so: waiting, over, or what the control room said. */
    val says: String,
    val markers: List<String>,
    val mayAcknowledge: Boolean,
    val acknowledged: Boolean,
) {
    override fun toString(): String = "JobRow"
}

/** What is known of jobs. */
data class JobsState(
    /** The jobs, the newest first. */
    val rows: List<JobRow> = emptyList(),
    /** How often was asked: what was typed is gone from the fields then. */
    val asked: Int = 0,
    /** What went wrong. */
    val fault: Fault? = null,
) {
    override fun toString(): String = "JobsState(${rows.size})"
}

/** A job as it is typed. */
data class TypedJob(
    val cad: String = "",
    val callsign: String = "",
    val number: String = "",
    val place: String = "",
) {
    override fun toString(): String = "TypedJob"
}

/** Whether there is a warning for a job. No answer is never an all-clear. */
class JobsModel(private val session: Session) {
    private val shown = MutableStateFlow(JobsState())
    private val texts = session.texts

    /** What the screen shows. */
    val state: StateFlow<JobsState> = shown.asStateFlow()

    /** What is typed. */
    var typed = TypedJob()

    /** Reads for as long as the screen is there. */
    suspend fun run() = session.follow(session.device.jobs.all, ::failed) { all ->
        shown.update { it.copy(rows = all.map(::row)) }
    }

    /** Asks the control room. */
    fun ask(): Job = session.launch {
        val question = JobQuestion(
            cadNumber = typed.cad,
            callsign = typed.callsign.ifEmpty { null },
            number = typed.number.ifEmpty { null },
            place = typed.place.ifEmpty { null },
        )
        session.attempt(::failed) { session.device.jobs.ask(question) } ?: return@launch
        typed = TypedJob()
        shown.update { it.copy(asked = it.asked + 1, fault = null) }
    }

    /** Says that the crew has read it. */
    fun acknowledge(job: String): Job = session.launch {
        session.attempt(::failed) { session.device.jobs.acknowledge(job) }
    }

    private fun row(job: org.tabard.Job) = JobRow(
        id = job.id,
        title = texts.fill("app.job.job", "number" to job.question.cadNumber),
        says = says(job),
        markers = if (job.over) emptyList() else job.markers.map(::says),
        mayAcknowledge = job.reply != null && job.acknowledgedAt == null && !job.over,
        acknowledged = job.acknowledgedAt != null,
    )

    private fun says(job: org.tabard.Job): String {
        val reply = job.reply
        return when {
            job.over -> texts["app.job.over"]
            reply != null -> texts.code(reply.list.name, reply.code)
            job.sent -> texts["app.job.waiting_sent"]
            else -> texts["app.job.waiting_unsent"]
        }
    }

    private fun says(marker: JobMarker): String = listOfNotNull(
        marker.instruction?.let { texts.code(it.list.name, it.code) },
        marker.sentence,
        texts["app.job.same_building"].takeIf { marker.sameBuilding },
    ).joinToString(" · ")

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }
}
