package org.tabard

import kotlinx.coroutines.flow.Flow
import org.tabard.code.EnquiryReply
import org.tabard.code.ResponseInstruction
import org.tabard.ffi.JobView

/** Whether there is a warning marker for the job a crew is sent to: asked of the control room. */
public class Jobs internal constructor(private val calls: Calls) {
    /** The jobs that were asked about, the newest first, now and after each change. */
    public val all: Flow<List<Job>> = calls.changes.watch { list() }

    /** The jobs that were asked about, the newest first. */
    public suspend fun list(): List<Job> = calls.read { it.jobs().map(Job::of) }

    /** Asks whether there is a marker for a job; it goes with the next sync. Gives its id. */
    public suspend fun ask(question: JobQuestion): String =
        calls.write { it.askAboutJob(question.theirs()) }

    /** Says that the crew has read what it was told. Gives whether that was new. */
    public suspend fun acknowledge(job: String): Boolean =
        calls.write { it.acknowledgeJob(job) }
}

/** The job, as the crew knows it. */
public data class JobQuestion(
    /** Its number in the dispatch system. */
    public val cadNumber: String,
    /** Who asks. */
    public val callsign: String? = null,
    /** The number that called. */
    public val number: String? = null,
    /** Where it is. */
    public val place: String? = null,
) {
    override fun toString(): String = "JobQuestion"

    internal fun theirs() = org.tabard.ffi.JobQuestion(cadNumber, callsign, number, place)
}

/** A job that was asked about, with what the control room says. */
public data class Job(
    /** The question. */
    public val id: String,
    /** The job. */
    public val question: JobQuestion,
    /** Null while the control room has not answered, which is not an "all clear". */
    public val reply: EnquiryReply?,
    /** What the markers say, until the job is over. */
    public val markers: List<JobMarker>,
    /** When it was answered (RFC 3339). */
    public val answeredAt: String?,
    /** When the crew said that it had read the answer (RFC 3339). */
    public val acknowledgedAt: String?,
    /** Whether the job is over, and with it the answer. */
    public val over: Boolean,
    /** Whether the region holds the question. */
    public val sent: Boolean,
) {
    override fun toString(): String = "Job($id)"

    internal companion object {
        fun of(one: JobView) = Job(
            id = one.id,
            question = one.job.let { JobQuestion(it.cadNumber, it.callsign, it.number, it.place) },
            reply = one.reply?.let(EnquiryReply::of),
            markers = one.markers.map(JobMarker::of),
            answeredAt = one.answeredAt,
            acknowledgedAt = one.acknowledgedAt,
            over = one.over,
            sent = one.sent,
        )
    }
}

/** What one marker says to crews. */
public data class JobMarker(
    /** Its sentence. */
    public val sentence: String,
    /** What to do. */
    public val instruction: ResponseInstruction?,
    /** Whether it is about another part of the same building. */
    public val sameBuilding: Boolean,
) {
    override fun toString(): String = "JobMarker"

    internal companion object {
        fun of(one: org.tabard.ffi.JobMarker) = JobMarker(
            one.sentence,
            one.instruction?.let(ResponseInstruction::of),
            one.sameBuilding,
        )
    }
}
