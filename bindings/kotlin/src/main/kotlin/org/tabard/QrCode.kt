package org.tabard

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** A square of modules, without the quiet border: leave four modules free around it. */
public class QrCode internal constructor(private val drawn: org.tabard.ffi.QrCode) {
    /** Modules on a side. */
    public val width: Int get() = drawn.width.toInt()

    /** Whether the module in a column and a row, from the top left, is dark. */
    public fun isDark(column: Int, row: Int): Boolean = drawn.dark[row * width + column]

    override fun toString(): String = "QrCode($width)"
}

/** Draws a text, such as a crew-mate's code, as a QR code. */
public suspend fun qrCode(
    text: String,
    dispatcher: CoroutineDispatcher = Dispatchers.IO,
): QrCode = withContext(dispatcher) { said { QrCode(org.tabard.ffi.qrCode(text)) } }
