package org.tabard.android.keystore

import javax.crypto.Cipher
import org.tabard.SecretStoreFault
import org.tabard.Slot

/** How a person allows the use of a key. */
public fun interface Prompt {
    /**
     * Asks, waits for the answer, and gives back the cipher that may be used once. It is called on
     * a background thread.
     *
     * @throws SecretStoreFault.Cancelled when the person or the platform says no.
     * @throws SecretStoreFault.Unavailable when nobody can be asked now.
     */
    @Throws(SecretStoreFault::class)
    public fun allow(slot: Slot, cipher: Cipher): Cipher
}

/**
 * What the platform's prompt says. It shows over everything, also beside a patient: a neutral name,
 * and no word of reports.
 */
public class PromptTexts(
    /** The title. */
    public val title: String,
    /** The button that says no to a biometric. */
    public val cancel: String,
)
