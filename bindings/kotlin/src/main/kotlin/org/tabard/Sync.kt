package org.tabard

import java.time.Instant

/** Why something is not held by the region; its `hint` says to people what to do. */
public typealias Obstacle = org.tabard.ffi.Obstacle

/** What the network costs: large attachments wait for an unmetered one. */
public typealias NetworkCost = org.tabard.ffi.NetworkCost

/** How syncing stands. */
public sealed interface SyncState {
    /** Everything that could go has gone. */
    public data object Idle : SyncState

    /** An exchange is under way. What came to pass since this round began: */
    public data class Syncing(
        /** Entries that the region now holds and did not before. */
        public val newlyHeld: Long = 0,
        /** Entries that came. */
        public val received: Long = 0,
        /** Chunks of attachments that went or came. */
        public val chunks: Long = 0,
    ) : SyncState

    /** The next exchange is after a pause. */
    public data class Waiting(
        /** Until when, by this device's clock. */
        public val until: Instant,
        /** What stood in the way; null where nothing did. */
        public val obstacle: Obstacle?,
    ) : SyncState

    /** A person has to do something: the obstacle's hint says what. */
    public data class Stuck(
        /** What stands in the way. */
        public val obstacle: Obstacle,
    ) : SyncState

    /** The region ordered this device to be wiped, and it is. */
    public data class Wiped(
        /** The sentence to show. */
        public val hint: String,
        /** Changes that the region does not hold; they are kept, sealed. */
        public val unsent: Long,
    ) : SyncState
}

/** What a round of syncing came to. */
public sealed interface SyncOutcome {
    /** Everything that could go has gone. */
    public data object Done : SyncOutcome

    /** There is more to do, and not before this time (milliseconds since 1970). */
    public data class RetryAt(
        /** When. */
        public val atMs: Long,
    ) : SyncOutcome

    /** A person has to do something first. */
    public data class Stuck(
        /** What stands in the way. */
        public val obstacle: Obstacle,
    ) : SyncOutcome

    /** The device was wiped, as the region ordered. */
    public data class Wiped(
        /** Changes that the region does not hold; they are kept, sealed. */
        public val unsent: Long,
    ) : SyncOutcome
}
