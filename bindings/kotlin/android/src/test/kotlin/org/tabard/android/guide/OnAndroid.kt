package org.tabard.android.guide

import android.app.Application
import android.content.Context
import androidx.lifecycle.ProcessLifecycleOwner
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import org.tabard.HttpTransport
import org.tabard.SecretStore
import org.tabard.Settings
import org.tabard.Tabard
import org.tabard.UrlConnectionTransport
import org.tabard.Words
import org.tabard.android.deviceSettings
import org.tabard.android.keystore.AndroidKeystoreStore
import org.tabard.android.keystore.PromptTexts
import org.tabard.android.keystore.SystemPrompt
import org.tabard.android.sync.BackgroundSync
import org.tabard.android.sync.DeviceProvider
import org.tabard.android.sync.ForegroundSync

/** What of `docs/guide/kotlin.md` there is on Android alone: compiled, and not run. */
internal class OnAndroid {
    fun settings(context: Context, words: Words): Pair<Settings, SecretStore> {
        // snippet: android-settings
        val settings = deviceSettings(context)
        val prompt = SystemPrompt(context) {
            PromptTexts(title = words.text("app.lock.open"), cancel = words.text("app.common.cancel"))
        }
        val secrets = AndroidKeystoreStore(context, settings.dir, prompt)
        // end
        return settings to secrets
    }

    // snippet: android-background
    class App : Application(), DeviceProvider {
        override val transport: HttpTransport = UrlConnectionTransport()
        private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        private var device: Tabard? = null
        private var syncing: ForegroundSync? = null

        override fun openDevice(): Tabard? = device

        override fun needsOpening() = leaveNotice(this)

        /** On the main thread, as [closing] is. */
        fun opened(tabard: Tabard) {
            device = tabard
            syncing = ForegroundSync(this, tabard, transport, scope).also {
                ProcessLifecycleOwner.get().lifecycle.addObserver(it)
            }
            BackgroundSync.keepGoing(this)
        }

        /** Before the device is shut down. */
        fun closing() {
            syncing?.let { ProcessLifecycleOwner.get().lifecycle.removeObserver(it) }
            device = null
        }
    }
    // end
}

/** A notification with a neutral name and no word of a report. */
private fun leaveNotice(@Suppress("UNUSED_PARAMETER") context: Context) = Unit
