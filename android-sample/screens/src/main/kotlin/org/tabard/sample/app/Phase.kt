package org.tabard.sample.app

import org.tabard.sample.enrol.EnrolModel
import org.tabard.sample.kit.Fault
import org.tabard.sample.lock.LockModel

/** What is on the screen. */
sealed interface Phase {
    /** Nothing yet. */
    data object Starting : Phase

    /** Nobody joined with this phone yet. */
    class Enrol(val model: EnrolModel) : Phase

    /** Somebody has to open it. */
    class Locked(val model: LockModel) : Phase

    /** It is open. */
    class Open(val session: Session) : Phase

    /** An empty page of notes, for whoever looks over a shoulder. */
    data object Hidden : Phase

    /** Nothing here opens any more; the title and the sentence to show. */
    data class Gone(val title: String, val says: String) : Phase

    /** The app cannot begin. */
    data class Broken(val fault: Fault) : Phase
}
