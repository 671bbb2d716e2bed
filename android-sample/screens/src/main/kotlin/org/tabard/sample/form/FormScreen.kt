package org.tabard.sample.form

import androidx.compose.runtime.Composable
import org.tabard.sample.kit.Page
import org.tabard.sample.kit.Quiet
import org.tabard.sample.words.LocalTexts

/** A page that is made of questions, which saves itself when it is left. */
@Composable
fun FormScreen(
    title: String,
    state: FormState,
    back: () -> Unit,
    says: String? = null,
    onTap: (FormTap) -> Unit,
) {
    val texts = LocalTexts.current
    Page(title, back) {
        if (says != null) Quiet(says)
        Quiet(texts["app.section.saves_itself"])
        if (state.blocks.isEmpty() && state.fault == null) Quiet(texts["app.common.wait"])
        Questions(state, onTap)
    }
}
