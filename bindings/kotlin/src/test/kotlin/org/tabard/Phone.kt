package org.tabard

import java.io.File

/** An app on a phone: its folder, its key store, its network. */
internal class Phone(private val region: Region, private val name: String) {
    val settings = Settings(File(region.folder, name))
    val secrets = SecretsInMemory()

    /** Enrols it, with both slots. */
    suspend fun enrol(
        pin: String? = null,
        code: String = region.code(name),
        transport: HttpTransport = UrlConnectionTransport(),
    ): Tabard = Tabard.enrol(settings, secrets, Enrolling(code, SLOTS, pin), transport)

    /** Opens what is enrolled in its folder. */
    suspend fun open(slot: Slot = Slot.CREDENTIAL, pin: String? = null): Tabard =
        Tabard.open(settings, secrets, Unlocking(slot, pin))

    private companion object {
        val SLOTS = listOf(Slot.BIOMETRIC, Slot.CREDENTIAL)
    }
}
