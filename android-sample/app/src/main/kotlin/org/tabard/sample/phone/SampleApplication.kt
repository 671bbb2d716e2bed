package org.tabard.sample.phone

import android.app.Application
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import org.tabard.HttpTransport
import org.tabard.Tabard
import org.tabard.android.sync.DeviceProvider
import org.tabard.sample.app.AppModel

/**
 * Holds the app's model, which outlives activities: what waits is still being sent when the last of
 * them is gone.
 */
class SampleApplication : Application(), DeviceProvider {
    private val scope: CoroutineScope = MainScope()

    /** The phone. */
    val host: AndroidHost by lazy { AndroidHost(this, scope) }

    /** The app. */
    val model: AppModel by lazy { AppModel(host, scope) }

    override val transport: HttpTransport get() = host.transport

    override fun openDevice(): Tabard? = host.background.device

    /** No notice: it would show over everything that this phone holds reports of violence. */
    override fun needsOpening() = Unit
}
