package org.tabard.sample.about

import java.time.Instant
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.tabard.DeviceStatus
import org.tabard.Tabard
import org.tabard.sample.app.Session
import org.tabard.sample.kit.Fault
import org.tabard.sample.words.moment

/** How this phone stands, in sentences. */
data class AboutState(val lines: List<String> = emptyList(), val fault: Fault? = null)

/** How this phone stands. */
class AboutModel(private val session: Session) {
    private val shown = MutableStateFlow(AboutState())
    private val texts = session.texts

    /** What the screen shows. */
    val state: StateFlow<AboutState> = shown.asStateFlow()

    /** Reads for as long as the screen is there. */
    suspend fun run() = session.follow(session.device.status, ::failed) { status ->
        shown.value = AboutState(says(status))
    }

    private fun says(status: DeviceStatus): List<String> {
        val contact = status.lease.lastContactMs?.let { said("contact", it) }
        return listOfNotNull(
            texts.fill("app.about.held", "count" to status.held),
            texts.fill("app.about.waiting", "count" to status.waiting),
            counted("at_edge", status.atEdge),
            counted("refused", status.refused),
            counted("files", status.transfers.sending.toULong()),
            contact ?: texts["app.about.never"],
            status.lease.untilMs?.let { said("readable", it) },
            texts.fill("app.about.version", "version" to Tabard.version),
            "${texts["app.about.region"]} ${status.region.take(8)}",
        )
    }

    private fun counted(key: String, count: ULong): String? =
        if (count == 0UL) null else texts.fill("app.about.$key", "count" to count)

    private fun said(key: String, ms: Long): String {
        val at = texts.moment(Instant.ofEpochMilli(ms), session.host.clock.zone())
        return texts.fill("app.about.$key", "when" to at)
    }

    private fun failed(fault: Fault) = shown.update { it.copy(fault = fault) }
}
