package org.tabard.sample.words

import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.ResolverStyle
import java.time.temporal.ChronoUnit

/** Days and times as people read them, and as they type them, by the clocks of a time zone. */
class Moments(private val texts: Texts, private val zone: ZoneId) {
    /** A day and a time. */
    fun moment(at: Instant): String {
        val there = at.atZone(zone)
        return texts.fill(
            "moments.day_and_time",
            *names(there.toLocalDate()),
            "hour" to two(there.hour),
            "minute" to two(there.minute),
        )
    }

    /** A moment that was written down; its text where it is none. */
    fun moment(text: String): String =
        parsed { OffsetDateTime.parse(text) }?.let { moment(it.toInstant()) } ?: text

    /** A day that was written down; its text where it is none. */
    fun day(text: String): String =
        parsed { LocalDate.parse(text) }?.let { texts.fill("moments.day", *names(it)) } ?: text

    /** What was typed as `2026-03-01 03:12`; null where it is no such moment. */
    fun read(typed: String): OffsetDateTime? =
        parsed { LocalDateTime.parse(typed.trim(), Typed) }?.atZone(zone)?.toOffsetDateTime()

    /** A moment as it would be typed. */
    fun write(at: Instant): String = Typed.format(at.atZone(zone))

    /** A moment that was written down, as it would be typed; nothing where it is none. */
    fun write(text: String): String =
        parsed { OffsetDateTime.parse(text) }?.let { write(it.toInstant()) }.orEmpty()

    /** A moment as records hold it, to the second. */
    fun text(at: OffsetDateTime): String =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.truncatedTo(ChronoUnit.SECONDS))

    /** The same of an instant. */
    fun text(at: Instant): String = text(at.atZone(zone).toOffsetDateTime())

    private fun names(day: LocalDate): Array<Pair<String, Any>> = arrayOf(
        "year" to day.year,
        "month" to texts["months.${day.monthValue}"],
        "day" to day.dayOfMonth,
    )

    private fun two(number: Int): String = number.toString().padStart(2, '0')

    private companion object {
        /** Strict, so that 30 February is no day. */
        val Typed: DateTimeFormatter = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm")
            .withResolverStyle(ResolverStyle.STRICT)
    }
}

private inline fun <T : Any> parsed(parse: () -> T): T? =
    try {
        parse()
    } catch (_: DateTimeException) {
        null
    }
