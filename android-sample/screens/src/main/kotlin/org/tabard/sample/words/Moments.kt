package org.tabard.sample.words

import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.ResolverStyle

/** A day and a time, as the clocks of a time zone show it. */
fun Texts.moment(at: Instant, zone: ZoneId): String {
    val there = at.atZone(zone)
    return fill(
        "moments.day_and_time",
        "day" to there.dayOfMonth,
        "month" to this["months.${there.monthValue}"],
        "year" to there.year,
        "hour" to there.hour.toString().padStart(2, '0'),
        "minute" to there.minute.toString().padStart(2, '0'),
    )
}

/** A moment that was written down (RFC 3339); its text where it is none. */
fun Texts.moment(text: String, zone: ZoneId): String =
    orNone { OffsetDateTime.parse(text).toInstant() }?.let { moment(it, zone) } ?: text

/** A day that was written down; its text where it is none. */
fun Texts.day(text: String): String {
    val day = orNone { LocalDate.parse(text) } ?: return text
    return fill(
        "moments.day",
        "day" to day.dayOfMonth,
        "month" to this["months.${day.monthValue}"],
        "year" to day.year,
    )
}

/** A moment as it is typed: `2026-03-01 03:12`, by the clocks of a time zone. */
object TypedMoment {
    private val format =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withResolverStyle(ResolverStyle.STRICT)

    /** What was typed; none where it is no such moment. */
    fun read(text: String, zone: ZoneId): OffsetDateTime? =
        orNone { LocalDateTime.parse(text.trim(), format).atZone(zone).toOffsetDateTime() }

    /** A moment as it would be typed. */
    fun write(at: Instant, zone: ZoneId): String = format.format(at.atZone(zone))
}

private inline fun <T> orNone(parse: () -> T): T? =
    try {
        parse()
    } catch (_: DateTimeException) {
        null
    }
