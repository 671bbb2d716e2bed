package org.tabard

import org.tabard.ffi.Invitation
import org.tabard.ffi.Joining

/** Crew-mates, who write a report together. */
public class Crew internal constructor(private val calls: Calls) {
    /**
     * The text, for a [qrCode], by which a crew-mate lets this device into a report. It is no
     * secret.
     */
    public suspend fun code(who: MateIntroduction): String =
        calls.read { it.mateCode(who.theirs()) }

    /** What a crew-mate's code says, to be shown before they are let in. */
    public suspend fun read(code: String): MateIntroduction = calls.read { device ->
        device.readMateCode(code).let { MateIntroduction(it.name, it.role) }
    }

    /**
     * Lets a crew-mate's device read and write a report. Gives whether that was new; a device that
     * was let in before is sent the report's key again.
     */
    public suspend fun invite(report: String, code: String): Boolean =
        calls.write { it.invite(Invitation(report, code)) }

    /** Writes down who holds this device in a report that it was let into. */
    public suspend fun join(report: String, who: MateIntroduction): Boolean =
        calls.write { it.join(Joining(report, who.theirs())) }

    /** Leaves a report: the others see it, and it is listed here no more. */
    public suspend fun leave(report: String): Boolean = calls.write { it.leave(report) }
}

/** How the holder of a device wants to be called in a report. */
public data class MateIntroduction(
    /** The name. */
    public val name: String? = null,
    /** The role. */
    public val role: String? = null,
) {
    override fun toString(): String = "MateIntroduction"

    internal fun theirs() = org.tabard.ffi.MateIntroduction(name, role)
}
