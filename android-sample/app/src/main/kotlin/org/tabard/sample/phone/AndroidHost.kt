package org.tabard.sample.phone

import android.app.Activity
import android.app.KeyguardManager
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.net.Uri
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.stateIn
import org.tabard.HttpTransport
import org.tabard.NetworkCost
import org.tabard.SecretStore
import org.tabard.Slot
import org.tabard.Tabard
import org.tabard.UrlConnectionTransport
import org.tabard.android.keystore.AndroidKeystoreStore
import org.tabard.android.keystore.PromptTexts
import org.tabard.android.keystore.SystemPrompt
import org.tabard.android.sync.networkCost
import org.tabard.android.sync.networkCosts
import org.tabard.sample.host.Camera
import org.tabard.sample.host.Choices
import org.tabard.sample.host.Clock
import org.tabard.sample.host.Host
import org.tabard.sample.host.Pictures
import org.tabard.sample.host.Player
import org.tabard.sample.host.Recorder
import org.tabard.sample.host.Scanner
import org.tabard.sample.phone.finder.Finder

/** An Android phone as the screens ask it. */
class AndroidHost(private val app: SampleApplication, scope: CoroutineScope) : Host {
    /** What the person allows. */
    val permissions = Permissions(app)

    /** The camera's picture, over the screens. */
    val finder = Finder(permissions)

    /** What is sent while nobody looks. */
    val background = Background(app, scope)

    private var activity: Activity? = null
    private val prompt = SystemPrompt(app) {
        val texts = app.model.texts.value
        PromptTexts(texts["app.lock.open"], texts["app.common.cancel"])
    }

    override val folder: File = File(app.noBackupFilesDir, "tabard")
    override val language: String get() = app.resources.configuration.locales[0].toLanguageTag()
    override val slots: List<Slot> get() = Slot.entries.filter(::has)
    override val clock: Clock = PhoneClocks(app)
    override val transport: HttpTransport = UrlConnectionTransport()
    override val network: StateFlow<NetworkCost> =
        networkCosts(app).filterNotNull().stateIn(scope, SharingStarted.Eagerly, networkCost(app))
    override val camera: Camera? get() = finder.takeIf { hasCamera }
    override val scanner: Scanner? get() = finder.takeIf { hasCamera }
    override val recorder: Recorder? = MicrophoneRecorder(app, permissions)
    override val player: Player = MemoryPlayer()
    override val pictures: Pictures = DecodedPictures
    override val choices: Choices = StoredChoices(app)

    private val hasCamera: Boolean
        get() = app.packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY)

    override fun secrets(device: File): SecretStore = AndroidKeystoreStore(app, device, prompt)

    override fun freeBytes(): Long = app.noBackupFilesDir.usableSpace

    override fun dial(number: String) {
        val intent = Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null))
        try {
            app.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        } catch (_: ActivityNotFoundException) {
            // A tablet makes no calls; the number stands on the screen.
            return
        }
    }

    override fun opened(device: Tabard) = background.opened(device)

    override fun closed() = background.closed()

    override fun minimise() {
        activity?.finishAndRemoveTask()
    }

    /** The window came in sight. */
    fun shown(by: Activity) {
        activity = by
    }

    /** It went out of sight. */
    fun hidden(by: Activity) {
        if (activity === by) activity = null
    }

    private fun has(slot: Slot): Boolean =
        when (slot) {
            Slot.BIOMETRIC -> asked<BiometricManager>()
                ?.canAuthenticate(BiometricManager.Authenticators.BIOMETRIC_STRONG) ==
                BiometricManager.BIOMETRIC_SUCCESS
            Slot.CREDENTIAL -> asked<KeyguardManager>()?.isDeviceSecure == true
        }

    private inline fun <reified T> asked(): T? = (app as Context).getSystemService(T::class.java)
}
