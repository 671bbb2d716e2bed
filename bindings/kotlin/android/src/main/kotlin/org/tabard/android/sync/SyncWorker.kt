package org.tabard.android.sync

import android.content.Context
import androidx.work.CoroutineWorker
import androidx.work.WorkerParameters
import org.tabard.SyncDriver
import org.tabard.Tabard
import org.tabard.TabardError

/**
 * Syncs the device that is open. The system may stop it at any moment: the driver ends between two
 * requests, and what was not answered is asked for again.
 */
public class SyncWorker(context: Context, parameters: WorkerParameters) :
    CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val provider = applicationContext as? DeviceProvider ?: return Result.failure()
        val device = provider.openDevice()
        when (val next = if (device == null) whileLocked() else round(device, provider)) {
            NextWork.Nothing -> Unit
            NextWork.Person -> provider.needsOpening()
            is NextWork.Again -> BackgroundSync.again(applicationContext, next.afterMs)
        }
        return Result.success()
    }

    /** Only who asked for this work knows whether something waits; the periodic one does not. */
    private fun whileLocked(): NextWork =
        if (inputData.getBoolean(SOMETHING_WAITS, false)) NextWork.Person else NextWork.Nothing

    private suspend fun round(device: Tabard, provider: DeviceProvider): NextWork {
        val driver = SyncDriver(device, provider.transport)
        return try {
            driver.learn(applicationContext)
            after(driver.runOnce(), System.currentTimeMillis())
        } catch (error: TabardError) {
            after(error)
        }
    }

    internal companion object {
        const val SOMETHING_WAITS = "something_waits"
    }
}

/** Tells it what the phone's clock and network say now. */
internal suspend fun SyncDriver.learn(context: Context) {
    PhoneClock.read(context)?.let { tick(it.boot, it.elapsedMs) }
    setNetwork(networkCost(context))
}
