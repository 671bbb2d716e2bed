package org.tabard.android

import android.content.Context
import java.io.File
import org.tabard.Settings
import org.tabard.Tabard

/** Where the device of this app lives: for the app alone, and in no backup. */
public fun deviceFolder(context: Context, name: String = "device"): File =
    File(context.noBackupFilesDir, "tabard/$name")

/** Settings for it, in the first of the phone's languages that Tabard has words in. */
public fun deviceSettings(
    context: Context,
    languages: List<String> = Tabard.languages,
    name: String = "device",
): Settings {
    val locales = context.resources.configuration.locales
    val wanted = (0 until locales.size()).map { locales[it].language }
    return Settings(deviceFolder(context, name), wanted.find { it in languages } ?: "en")
}
