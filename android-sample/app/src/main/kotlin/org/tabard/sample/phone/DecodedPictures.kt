package org.tabard.sample.phone

import android.graphics.BitmapFactory
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import org.tabard.sample.host.Pictures

/** No larger than a screen shows: a whole photograph fills the memory of a small phone. */
object DecodedPictures : Pictures {
    private const val SIDE = 2048

    override fun decode(bytes: ByteArray): ImageBitmap? {
        val options = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options)
        val side = maxOf(options.outWidth, options.outHeight)
        if (side <= 0) return null
        options.inJustDecodeBounds = false
        options.inSampleSize = (side / SIDE).coerceAtLeast(1)
        return BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options)?.asImageBitmap()
    }
}
