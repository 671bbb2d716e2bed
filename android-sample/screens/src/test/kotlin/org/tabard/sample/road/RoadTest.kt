package org.tabard.sample.road

import java.io.File
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.tabard.Region
import org.tabard.code.IncidentType
import org.tabard.code.PersonRole
import org.tabard.record.Incident
import org.tabard.sample.app.Session

/** A region of the real program, phones on it, and one thread for the models, as on a phone. */
internal abstract class RoadTest {
    protected val region = Region()
    private val thread = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    private val scope = CoroutineScope(thread + SupervisorJob())
    private val phones = mutableListOf<TestPhone>()
    private val apps = mutableListOf<AppPhone>()

    @AfterEach
    fun close() {
        runBlocking(thread) {
            phones.forEach { it.close() }
            apps.forEach { it.close() }
        }
        scope.cancel()
        thread.close()
        region.close()
    }

    protected fun test(body: suspend () -> Unit) = models(body)

    /** Does something where the models are. */
    protected fun <T> models(body: suspend () -> T): T = runBlocking(thread) { body() }

    protected suspend fun phone(name: String): TestPhone =
        TestPhone.join(region, name, scope).also { phones += it }

    /** A phone with the whole app, which nobody joined with yet. */
    protected fun app(name: String): AppPhone =
        AppPhone(region, FakeHost(File(region.folder, name)), scope).also { apps += it }

    /** A report as the quick one leaves it. */
    protected suspend fun captured(session: Session): String = session.device.reports.write {
        add(Incident.types, IncidentType.PHYSICAL_CONTACT)
        item(Incident.people) { set(Incident.Person.role, PersonRole.PATIENT) }
    }
}
