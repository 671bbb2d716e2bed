package org.tabard.android.sync

import android.content.Context
import android.os.Build
import androidx.work.Constraints
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequest
import androidx.work.OutOfQuotaPolicy
import androidx.work.PeriodicWorkRequest
import androidx.work.WorkManager
import androidx.work.workDataOf
import java.util.concurrent.TimeUnit

/** Work that the system does for the app while nobody looks at it. */
public object BackgroundSync {
    /**
     * Syncs as soon as there is a network: for when the app goes to the back with something
     * waiting. Where that was asked for already, it stays as it is.
     */
    public fun request(context: Context) {
        val builder = once()
        // Before Android 12 expedited work has to show a notification; a report is not worth one.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            builder.setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
        }
        WorkManager.getInstance(context)
            .enqueueUniqueWork(ONCE, ExistingWorkPolicy.KEEP, builder.build())
    }

    /** Syncs now and then, for answers of the hub; every 15 minutes at the most often. */
    public fun keepGoing(context: Context) {
        val request = PeriodicWorkRequest.Builder(SyncWorker::class.java, 1, TimeUnit.HOURS)
            .setConstraints(connected())
            .build()
        WorkManager.getInstance(context)
            .enqueueUniquePeriodicWork(PERIODIC, ExistingPeriodicWorkPolicy.KEEP, request)
    }

    /** Ends both: for a device that was wiped, or is left. */
    public fun stop(context: Context) {
        val manager = WorkManager.getInstance(context)
        manager.cancelUniqueWork(ONCE)
        manager.cancelUniqueWork(PERIODIC)
    }

    /** Another round after a pause, behind the one that asks for it. */
    internal fun again(context: Context, afterMs: Long) {
        val request = once().setInitialDelay(afterMs, TimeUnit.MILLISECONDS).build()
        WorkManager.getInstance(context)
            .enqueueUniqueWork(ONCE, ExistingWorkPolicy.APPEND_OR_REPLACE, request)
    }

    private fun once(): OneTimeWorkRequest.Builder =
        OneTimeWorkRequest.Builder(SyncWorker::class.java)
            .setConstraints(connected())
            .setInputData(workDataOf(SyncWorker.SOMETHING_WAITS to true))

    private fun connected(): Constraints =
        Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()

    private const val ONCE = "org.tabard.sync"
    private const val PERIODIC = "org.tabard.sync.periodic"
}
