package org.tabard.sample.phone.finder

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Matrix
import java.io.ByteArrayOutputStream

/**
 * A photograph as it is kept. Which way it is turned would stand beside the picture, where the library
 * takes everything away; so the picture itself is turned.
 */
fun uprightJpeg(jpeg: ByteArray, degrees: Int): ByteArray? {
    val taken = BitmapFactory.decodeByteArray(jpeg, 0, jpeg.size) ?: return null
    val turn = Matrix().apply { postRotate(degrees.toFloat()) }
    val upright = Bitmap.createBitmap(taken, 0, 0, taken.width, taken.height, turn, true)
    val bytes = ByteArrayOutputStream()
    return if (upright.compress(Bitmap.CompressFormat.JPEG, QUALITY, bytes)) bytes.toByteArray() else null
}

private const val QUALITY = 90
