package org.tabard.sample.phone.finder

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.tabard.QrCode
import org.tabard.qrCode

/** What comes of the camera's frames. */
class FinderTest {
    @Test
    fun `a code that the library draws is read from a frame of the camera`() {
        // About as long as a crew-mate's code.
        val text = "TABARD1" + "A7".repeat(150)
        val frame = Frame(runBlocking { qrCode(text) })
        assertEquals(text, frame.read(frame.light))
    }

    @Test
    fun `a frame with no code in it, or a code that is half covered, reads as nothing`() {
        val frame = Frame(runBlocking { qrCode("TABARD1 covered") })
        assertNull(frame.read(ByteArray(frame.light.size)))
        val half = frame.light.copyOf().apply { fill(PAPER, 0, size / 2) }
        assertNull(frame.read(half))
    }

    @Test
    fun `a photograph stands upright, however the phone is held`() {
        val turned = listOf(90 to 0, 90 to 1, 90 to 3, 270 to 0, 0 to 1)
        assertEquals(listOf(90, 0, 180, 270, 270), turned.map { (sensor, held) -> upright(sensor, held) })
    }

    /** A code of four pixels a module, a little off the middle, in rows that are longer than it. */
    private class Frame(code: QrCode) {
        private val side = (code.width + 2 * QUIET) * MODULE
        private val stride = side + 24
        val light = ByteArray(stride * (side - 1) + side) { at ->
            val (x, y) = at % stride / MODULE - QUIET to at / stride / MODULE - QUIET
            val inside = x in 0 until code.width && y in 0 until code.width
            if (inside && code.isDark(x, y)) INK else PAPER
        }

        fun read(light: ByteArray): String? = QrReader().read(light, stride, side, side)
    }

    private companion object {
        const val QUIET = 5
        const val MODULE = 4
        const val INK: Byte = 40
        const val PAPER: Byte = 110
    }
}
