package org.tabard.android.sync

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import org.tabard.NetworkCost

/** What the network costs now. One that nobody knows counts as metered. */
public fun networkCost(context: Context): NetworkCost {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    return costOf(manager?.getNetworkCapabilities(manager.activeNetwork))
}

/** What the network costs, each time that it changes; null while there is none. */
public fun networkCosts(context: Context): Flow<NetworkCost?> = callbackFlow {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    val callback = object : ConnectivityManager.NetworkCallback() {
        override fun onCapabilitiesChanged(network: Network, can: NetworkCapabilities) {
            trySend(costOf(can))
        }

        override fun onLost(network: Network) {
            trySend(null)
        }
    }
    manager.registerDefaultNetworkCallback(callback)
    awaitClose { manager.unregisterNetworkCallback(callback) }
}.conflate().distinctUntilChanged()

private fun costOf(can: NetworkCapabilities?): NetworkCost =
    if (can?.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) == true) {
        NetworkCost.UNMETERED
    } else {
        NetworkCost.METERED
    }
