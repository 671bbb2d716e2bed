package org.tabard.sample.phone.finder

import android.media.Image
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** Reads a QR code in a picture of the camera, whichever way it is turned. */
class QrReader {
    private val reader = QRCodeReader()

    /** The text; null where there is none in it. */
    fun read(image: Image): String? {
        val light = image.planes.first()
        val bytes = ByteArray(light.buffer.remaining()).also(light.buffer::get)
        return read(bytes, light.rowStride, image.width, image.height)
    }

    /** The same, of a row of [stride] bytes of light for each line. */
    fun read(light: ByteArray, stride: Int, width: Int, height: Int): String? {
        // The last line ends with its last pixel.
        val whole = if (light.size < stride * height) light.copyOf(stride * height) else light
        val source = PlanarYUVLuminanceSource(whole, stride, height, 0, 0, width, height, false)
        return try {
            reader.decode(BinaryBitmap(HybridBinarizer(source)), HINTS).text
        } catch (_: ReaderException) {
            null
        } finally {
            reader.reset()
        }
    }

    private companion object {
        val HINTS = mapOf(DecodeHintType.TRY_HARDER to true)
    }
}
