package org.tabard.sample.phone

import android.content.Context
import androidx.core.content.edit
import org.tabard.sample.host.Choices

/** In the app's own preferences, which no backup holds. */
class StoredChoices(context: Context) : Choices {
    private val preferences = context.getSharedPreferences("choices", Context.MODE_PRIVATE)

    override fun get(name: String): String? = preferences.getString(name, null)

    override fun set(name: String, value: String?) = preferences.edit { putString(name, value) }
}
