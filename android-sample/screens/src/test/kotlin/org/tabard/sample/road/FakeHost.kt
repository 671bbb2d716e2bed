package org.tabard.sample.road

import java.io.File
import kotlinx.coroutines.flow.MutableStateFlow
import org.tabard.NetworkCost
import org.tabard.SecretsInMemory
import org.tabard.Slot
import org.tabard.Tabard
import org.tabard.UrlConnectionTransport
import org.tabard.sample.host.Camera
import org.tabard.sample.host.Captured
import org.tabard.sample.host.Choices
import org.tabard.sample.host.Host
import org.tabard.sample.host.Pictures
import org.tabard.sample.host.Player
import org.tabard.sample.host.Recorder
import org.tabard.sample.host.Scanner

/** A phone in memory: what a person would do at a camera is set beforehand. */
internal class FakeHost(override val folder: File) : Host {
    val secrets = SecretsInMemory()
    private val chosen = mutableMapOf<String, String>()
    var photo: Captured? = null
    var sound: Captured? = null
    var scanned: String? = null
    val called = mutableListOf<String>()
    val played = mutableListOf<Int>()

    override val language = "en"
    override val slots = listOf(Slot.BIOMETRIC, Slot.CREDENTIAL)
    override val transport = UrlConnectionTransport()
    override val network = MutableStateFlow(NetworkCost.UNMETERED)
    override val clock = HandClock()
    override val camera: Camera?
        get() = photo?.let { taken ->
            object : Camera {
                override suspend fun photograph() = taken
            }
        }
    override val recorder = object : Recorder {
        override suspend fun start() = sound != null
        override suspend fun stop() = sound
    }
    override val player = object : Player {
        override suspend fun play(bytes: ByteArray, mediaType: String) {
            played += bytes.size
        }
        override fun stop() = Unit
    }
    override val scanner = object : Scanner {
        override suspend fun scan() = scanned
    }
    override val pictures = Pictures { null }
    override val choices = object : Choices {
        override fun get(name: String): String? = chosen[name]
        override fun set(name: String, value: String?) {
            if (value == null) chosen -= name else chosen[name] = value
        }
    }

    override fun secrets(device: File) = secrets
    override fun freeBytes() = 1L shl 34
    override fun dial(number: String) {
        called += number
    }
    override fun opened(device: Tabard) = Unit
    override fun closed() = Unit
    override fun minimise() = Unit
}
