package org.tabard.android.keystore

import android.content.Context
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.CancellationSignal
import android.os.Handler
import android.os.Looper
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executor
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import javax.crypto.Cipher
import org.tabard.SecretStoreFault
import org.tabard.Slot

/**
 * The platform's own prompt for a finger, a face or the phone's code.
 *
 * It is shown by the system and answers to this object, so that it outlives an activity that is
 * made anew because the phone was turned. The class of androidx is not used: its answer gets lost
 * then, and from Android 11 on it does nothing else for us.
 *
 * @param context the application's.
 * @param texts asked for each time, in the language of the moment.
 */
public class SystemPrompt(
    private val context: Context,
    private val texts: () -> PromptTexts,
) : Prompt {
    override fun allow(slot: Slot, cipher: Cipher): Cipher {
        // It would wait for itself.
        if (Looper.myLooper() == Looper.getMainLooper()) throw SecretStoreFault.Unavailable()
        val answer = CompletableFuture<Cipher>()
        val cancelling = CancellationSignal()
        main.execute {
            try {
                show(slot, cipher, cancelling, answer)
            } catch (_: RuntimeException) {
                answer.completeExceptionally(SecretStoreFault.Unavailable())
            }
        }
        return awaited(answer, cancelling)
    }

    private fun show(
        slot: Slot,
        cipher: Cipher,
        cancelling: CancellationSignal,
        answer: CompletableFuture<Cipher>,
    ) {
        val words = texts()
        val builder = BiometricPrompt.Builder(context).setTitle(words.title)
        when (slot) {
            Slot.BIOMETRIC -> builder.setAllowedAuthenticators(Authenticators.BIOMETRIC_STRONG)
                // A face alone must not open it: the person presses once more.
                .setConfirmationRequired(true)
                .setNegativeButton(words.cancel, main) { _, _ ->
                    answer.completeExceptionally(SecretStoreFault.Cancelled())
                }
            // The platform's own screen has its own way back.
            Slot.CREDENTIAL -> builder.setAllowedAuthenticators(Authenticators.DEVICE_CREDENTIAL)
        }
        val crypto = BiometricPrompt.CryptoObject(cipher)
        builder.build().authenticate(crypto, cancelling, main, Answering(answer))
    }

    private fun awaited(answer: CompletableFuture<Cipher>, cancelling: CancellationSignal): Cipher =
        try {
            answer.get(PATIENCE_MINUTES, TimeUnit.MINUTES)
        } catch (_: TimeoutException) {
            cancelling.cancel()
            throw SecretStoreFault.Cancelled()
        } catch (_: InterruptedException) {
            cancelling.cancel()
            Thread.currentThread().interrupt()
            throw SecretStoreFault.Cancelled()
        } catch (failed: ExecutionException) {
            throw failed.cause as? SecretStoreFault ?: SecretStoreFault.Unavailable()
        }

    private companion object {
        /** The platform gives up on a finger itself; nobody types a code for longer than this. */
        const val PATIENCE_MINUTES = 5L

        val main: Executor = Handler(Looper.getMainLooper()).let { handler ->
            Executor { handler.post(it) }
        }
    }
}

/** Hands on what the platform's prompt says. A finger that does not fit is no answer yet. */
internal class Answering(
    private val answer: CompletableFuture<Cipher>,
) : BiometricPrompt.AuthenticationCallback() {
    override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
        val cipher = result.cryptoObject?.cipher
        if (cipher == null) {
            answer.completeExceptionally(SecretStoreFault.Unavailable())
        } else {
            answer.complete(cipher)
        }
    }

    override fun onAuthenticationError(code: Int, text: CharSequence?) {
        answer.completeExceptionally(faultOf(code))
    }
}

/** What a code of the platform's prompt comes to. */
internal fun faultOf(code: Int): SecretStoreFault =
    when (code) {
        BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED,
        BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
        BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT,
        -> SecretStoreFault.Cancelled()
        else -> SecretStoreFault.Unavailable()
    }
