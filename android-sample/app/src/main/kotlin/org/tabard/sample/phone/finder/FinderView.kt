package org.tabard.sample.phone.finder

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraManager
import android.media.Image
import android.media.ImageReader
import android.util.Size
import android.view.Surface
import android.view.TextureView

/** What the camera sees, and what comes of it: a photograph, or the text of a code. */
@SuppressLint("ViewConstructor")
class FinderView(
    context: Context,
    private val manager: CameraManager,
    private val lens: Lens,
    private val wanted: Wanted,
    private val failed: () -> Unit,
) : TextureView(context), TextureView.SurfaceTextureListener, AutoCloseable {
    private val reader = QrReader()
    private var stream: CameraStream? = null

    /** In which quarter the phone is held; read where the picture comes, on another thread. */
    @Volatile
    private var rotation = 0

    init {
        surfaceTextureListener = this
    }

    /** Takes the photograph. */
    fun take() {
        stream?.take()
    }

    override fun close() {
        stream?.close()
        stream = null
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        texture.setDefaultBufferSize(lens.preview.width, lens.preview.height)
        fit(width, height)
        stream = CameraStream(
            manager,
            lens,
            preview = Surface(texture),
            pictures = pictures(),
            everyPicture = wanted is Wanted.QrCode,
            seen = ::seen,
            failed = failed,
        ).also(CameraStream::open)
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) =
        fit(width, height)

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        close()
        return true
    }

    /** A phone that is turned over by half changes no size. */
    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) {
        if (display?.rotation != rotation) fit(width, height)
    }

    private fun fit(width: Int, height: Int) {
        rotation = display?.rotation ?: 0
        setTransform(lens.fitted(Size(width, height), rotation))
    }

    private fun pictures(): ImageReader {
        val (size, format) = when (wanted) {
            is Wanted.Photograph -> lens.photograph to ImageFormat.JPEG
            is Wanted.QrCode -> lens.light to ImageFormat.YUV_420_888
        }
        // One is looked at while the next one comes.
        return ImageReader.newInstance(size.width, size.height, format, 2)
    }

    private fun seen(image: Image) {
        when (wanted) {
            is Wanted.Photograph -> {
                val buffer = image.planes.first().buffer
                val jpeg = ByteArray(buffer.remaining()).also(buffer::get)
                wanted.answer.complete(uprightJpeg(jpeg, lens.upright(rotation)))
            }
            is Wanted.QrCode -> reader.read(image)?.let(wanted.answer::complete)
        }
    }
}
