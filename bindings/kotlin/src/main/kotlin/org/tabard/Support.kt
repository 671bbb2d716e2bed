package org.tabard

import kotlinx.coroutines.flow.Flow
import org.tabard.ffi.Reply
import org.tabard.record.Wellbeing

/** A line that somebody answers. */
public typealias Helpline = org.tabard.ffi.Helpline

/** Requests for support, which wellbeing alone reads. */
public class SupportRequests internal constructor(private val calls: Calls) {
    /** The requests for support, the newest first, now and after each change. */
    public val all: Flow<List<Record<Wellbeing>>> = calls.changes.watch { list() }

    /** The requests for support, the newest first. */
    public suspend fun list(): List<Record<Wellbeing>> = calls.read { device ->
        device.records(Wellbeing.kind).map { Record(Wellbeing, it) }
    }

    /** Starts a request, after an incident or after none. Gives its id. */
    public suspend fun start(incident: String? = null): String =
        calls.write { it.startSupport(incident) }

    /** Says something in a request. */
    public suspend fun say(request: String, text: String): Boolean =
        calls.write { it.reply(Reply(request, text.wellFormed(), null)) }

    /** Lines that any ambulance worker in the United Kingdom may call. A trust's app adds its own. */
    public suspend fun helplines(): List<Helpline> = calls.read { it.helplines() }
}
