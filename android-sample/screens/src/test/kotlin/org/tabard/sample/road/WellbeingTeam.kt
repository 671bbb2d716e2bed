package org.tabard.sample.road

import java.io.File
import org.tabard.Region

/** What the wellbeing team does by the command line. */
internal class WellbeingTeam(private val region: Region) {
    private val vault = File(region.folder, "wellbeing").path

    init {
        val said = region.tabard(
            "enrol-code", "--dir", region.dir.path, "--role", "wellbeing", "--name", "Wellbeing",
        )
        val code = checkNotNull(CODE.find(said)).groupValues[1]
        region.tabard("device", "enrol", "--vault", vault, "--code", code)
        // Its key is told to others with its first sync.
        sync()
    }

    /** Answers a request. */
    fun answer(request: String, vararg answer: String) {
        sync()
        region.tabard("wellbeing", "answer", "--vault", vault, request, *answer)
        sync()
    }

    private fun sync() {
        region.tabard("device", "sync", "--vault", vault)
    }

    private companion object {
        val CODE = Regex(""""code":"([^"]+)"""")
    }
}
