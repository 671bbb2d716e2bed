package org.tabard.sample.capture

import androidx.compose.runtime.Immutable
import org.tabard.sample.kit.Fault
import org.tabard.sample.kit.Standing

/** Where the quick report is. */
enum class Step {
    Safe,
    Help,
    What,
    Who,
    Factors,
    Saved,
    ;

    /** On without an answer, or with those that were ticked. */
    fun next(): Step = when (this) {
        Safe, Help -> What
        What -> Who
        Who, Factors -> Factors
        Saved -> Saved
    }

    /** The question before; none where there is none. */
    fun before(): Step? = when (this) {
        Safe, Saved -> null
        Help, What -> Safe
        Who -> What
        Factors -> Who
    }
}

/** How the optional voice note goes. */
sealed interface VoiceNote {
    /** This phone gives the app no microphone. */
    data object Absent : VoiceNote

    /** Nothing was said yet. */
    data object None : VoiceNote

    /** It records, sealed as it goes. */
    data class Recording(val seconds: Int) : VoiceNote

    /** It is saved. */
    data object Kept : VoiceNote
}

/** What the screen says once the report is durable. */
@Immutable
data class SavedNote(
    val id: String,
    val reference: String,
    val standing: Standing,
)

/** The quick report. */
@Immutable
data class CaptureState(
    val step: Step = Step.Safe,
    val safe: String? = null,
    val what: Set<String> = emptySet(),
    val kinds: List<String> = emptyList(),
    val allKinds: Boolean = false,
    val who: String? = null,
    val factors: Set<String> = emptySet(),
    val voice: VoiceNote = VoiceNote.None,
    val saved: SavedNote? = null,
    val fault: Fault? = null,
) {
    /** Where one goes on who began it before. */
    fun firstUnanswered(): Step = when {
        safe == null -> Step.Safe
        what.isEmpty() -> Step.What
        who == null -> Step.Who
        else -> Step.Factors
    }

    override fun toString(): String = "CaptureState($step)"
}

/** What a person may do in it. */
sealed interface CaptureTap {
    data class Safe(val code: String) : CaptureTap
    data object SafeNow : CaptureTap
    data class What(val tile: String) : CaptureTap
    data object AllKinds : CaptureTap
    data object Next : CaptureTap
    data class Who(val code: String) : CaptureTap
    data class Factor(val code: String) : CaptureTap
    data object Voice : CaptureTap
    data object Save : CaptureTap
}

/** The tiles, in the order of the screen. Which of them there are is a matter of room. */
object Tile {
    const val WEAPON = "weapon"
    val Safe = listOf("safe", "hurt", "need_help_now")
    val What = listOf(
        "verbal_abuse",
        "verbal_threat",
        "physical_contact",
        "spitting_body_fluid",
        "sexual_assault",
        "hate_incident",
        WEAPON,
        "vehicle_or_property_damage",
        "animal_threat",
    )
    val Who = listOf("patient", "relative_friend", "bystander_public", "unknown")
    val Factors = listOf(
        "alcohol",
        "drugs",
        "mental_health_crisis",
        "dementia",
        "delirium",
        "post_ictal",
        "hypoglycaemia",
        "head_injury",
        "hate_race",
        "hate_religion",
        "hate_sexuality",
        "hate_disability",
        "hate_transgender",
        "misogyny",
    )
}
