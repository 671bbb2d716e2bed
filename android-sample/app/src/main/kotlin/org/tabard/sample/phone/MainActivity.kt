package org.tabard.sample.phone

import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import org.tabard.sample.app.TabardApp
import org.tabard.sample.phone.finder.FinderOverlay

/** The only window: the screens, and the camera's picture over them. */
class MainActivity : ComponentActivity() {
    private val app get() = application as SampleApplication
    private val permission = registerForActivityResult(RequestPermission()) { given ->
        app.host.permissions.answered(given)
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        // The state of screens holds what a person typed: none of it goes to the system.
        super.onCreate(null)
        // Neither a picture in the list of recent apps, nor one that another app takes.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        setContent {
            BackHandler { if (!app.model.back()) moveTaskToBack(true) }
            TabardApp(app.model)
            FinderOverlay(app.host.finder, app.model)
        }
    }

    override fun onStart() {
        super.onStart()
        app.host.shown(this)
        app.host.permissions.by(permission)
    }

    override fun onStop() {
        app.host.finder.giveUp()
        app.host.permissions.gone()
        app.host.hidden(this)
        if (!isChangingConfigurations) app.model.wentAway()
        super.onStop()
    }
}
