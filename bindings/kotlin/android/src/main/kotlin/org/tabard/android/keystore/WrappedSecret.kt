package org.tabard.android.keystore

import java.io.File
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import org.tabard.Slot

/** Which of two keys a secret is under. They change places, so that one is there at any moment. */
internal enum class Side(val word: String, val code: Byte) {
    A("a", 1),
    B("b", 2),
    ;

    val other: Side get() = if (this == A) B else A
}

/** A secret as it lies on the disk: version, slot, side, the nonce, and 32 bytes with their tag. */
internal class WrappedSecret(val side: Side, val iv: ByteArray, val bytes: ByteArray) {
    /** Replaces the file at once and durably. */
    fun write(file: File, slot: Slot) {
        val folder = file.absoluteFile.parentFile ?: throw IOException("no folder")
        Files.createDirectories(folder.toPath())
        val next = File(folder, "${file.name}.next").toPath()
        FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING).use { channel ->
            val whole = ByteBuffer.wrap(header(slot, side) + iv + bytes)
            while (whole.hasRemaining()) channel.write(whole)
            channel.force(true)
        }
        Files.move(next, file.toPath(), ATOMIC_MOVE)
        sync(folder)
    }

    override fun toString(): String = "WrappedSecret"

    companion object {
        const val TAG_BITS = 128
        private const val VERSION: Byte = 1
        private const val IV = 12
        private const val SECRET = 32
        private const val HEADER = 3
        private const val LENGTH = HEADER + IV + SECRET + TAG_BITS / 8

        /** What the wrap is bound to, and the beginning of its file. */
        fun header(slot: Slot, side: Side): ByteArray = byteArrayOf(VERSION, slot.code, side.code)

        /** What is in the file; null where there is none, or it is none of this slot. */
        fun readOrNull(file: File, slot: Slot): WrappedSecret? {
            if (!file.exists()) return null
            val whole = FileChannel.open(file.toPath(), READ).use { channel ->
                // One byte more tells a longer file.
                val buffer = ByteBuffer.allocate(LENGTH + 1)
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) Unit
                buffer.array().copyOf(buffer.position())
            }
            return parse(whole, slot)
        }

        private fun parse(whole: ByteArray, slot: Slot): WrappedSecret? {
            if (whole.size != LENGTH) return null
            val header = whole.copyOf(HEADER)
            val side = Side.entries.find { header.contentEquals(header(slot, it)) } ?: return null
            val (iv, bytes) = HEADER + IV to LENGTH
            return WrappedSecret(side, whole.copyOfRange(HEADER, iv), whole.copyOfRange(iv, bytes))
        }

        /** Takes the file away, durably. */
        fun delete(file: File) {
            Files.deleteIfExists(File(file.parentFile, "${file.name}.next").toPath())
            if (Files.deleteIfExists(file.toPath())) sync(file.absoluteFile.parentFile ?: return)
        }

        private fun sync(folder: File) = FileChannel.open(folder.toPath(), READ).use { it.force(true) }

        private val Slot.code: Byte
            get() = when (this) {
                Slot.BIOMETRIC -> 1
                Slot.CREDENTIAL -> 2
            }
    }
}
