package org.tabard.sample.phone.finder

import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.util.Size

/** A camera of the phone, and how large its pictures are taken. */
class Lens private constructor(
    /** Its name. */
    val id: String,
    /** By how many degrees its pictures are turned clockwise to stand upright. */
    private val turned: Int,
    /** What is shown. */
    val preview: Size,
    /** What is kept. */
    val photograph: Size,
    /** What is searched for a code. */
    val light: Size,
) {
    /** By how many degrees a picture is turned when the phone is held in [rotation] quarters. */
    fun upright(rotation: Int): Int = upright(turned, rotation)

    /** Puts what is shown upright and whole into a view, which the system stretches it over. */
    fun fitted(view: Size, rotation: Int): Matrix {
        val across = turned % (2 * QUARTER) != 0
        val width = (if (across) preview.height else preview.width).toFloat()
        val height = (if (across) preview.width else preview.height).toFloat()
        val lies = rotation % 2 != 0
        val scale = minOf(
            view.width / (if (lies) height else width),
            view.height / (if (lies) width else height),
        )
        val (x, y) = view.width / 2f to view.height / 2f
        return Matrix().apply {
            postScale(width / view.width, height / view.height, x, y)
            postRotate(-QUARTER.toFloat() * rotation, x, y)
            postScale(scale, scale, x, y)
        }
    }

    companion object {
        private const val SHOWN = 1920 * 1080
        private const val KEPT = 8_000_000
        private const val SEARCHED = 1280 * 960

        /** The one at the back, or the only one. */
        fun of(manager: CameraManager): Lens? {
            val all = manager.cameraIdList.map { it to manager.getCameraCharacteristics(it) }
            val back = all.firstOrNull { (_, says) ->
                says[CameraCharacteristics.LENS_FACING] == CameraCharacteristics.LENS_FACING_BACK
            }
            val (id, says) = back ?: all.firstOrNull() ?: return null
            val sizes = says[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP] ?: return null
            return Lens(
                id,
                says[CameraCharacteristics.SENSOR_ORIENTATION] ?: 0,
                sizes.getOutputSizes(SurfaceTexture::class.java).upTo(SHOWN) ?: return null,
                sizes.getOutputSizes(ImageFormat.JPEG).upTo(KEPT) ?: return null,
                sizes.getOutputSizes(ImageFormat.YUV_420_888).upTo(SEARCHED) ?: return null,
            )
        }

        private fun Array<Size>?.upTo(pixels: Int): Size? =
            this?.filter { it.width * it.height <= pixels }?.maxByOrNull { it.width * it.height }
    }
}

/** By how many degrees clockwise a picture is turned whose sensor is [turned], on a phone held so. */
internal fun upright(turned: Int, rotation: Int): Int = (turned - QUARTER * rotation + FULL) % FULL

private const val QUARTER = 90
private const val FULL = 360
