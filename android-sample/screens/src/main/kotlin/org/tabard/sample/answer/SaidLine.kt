package org.tabard.sample.answer

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import java.time.OffsetDateTime
import java.time.ZoneId
import org.tabard.sample.kit.Body
import org.tabard.sample.kit.Panel
import org.tabard.sample.kit.Quiet
import org.tabard.sample.words.Texts
import org.tabard.sample.words.moment

/** A line of what the hub or wellbeing and this person say to each other. */
@Immutable
data class SaidLine(
    val id: String,
    /** Who, and when. */
    val title: String,
    val says: String,
    /** That it is a question, and whether it was answered. */
    val question: String? = null,
) {
    override fun toString(): String = "SaidLine($id)"
}

/** Who said something, and when. */
internal fun saidBy(who: String, at: OffsetDateTime?, texts: Texts, zone: ZoneId): String =
    listOfNotNull(who, at?.let { texts.moment(it.toInstant(), zone) }).joinToString(" · ")

/** A line of a conversation. */
@Composable
fun Said(line: SaidLine) = Panel(Modifier.semantics(mergeDescendants = true) {}) {
    Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Quiet(line.title)
        if (line.question != null) {
            Text(line.question, style = MaterialTheme.typography.titleMedium)
        }
        Body(line.says)
    }
}
