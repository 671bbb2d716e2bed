package org.tabard.sample.phone.finder

import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import java.util.concurrent.Executor

/**
 * A camera that is open: what it sees is on [preview], and its pictures come to [seen], each of them
 * ([everyPicture]) or one for each [take]. All of it happens on one thread.
 */
class CameraStream(
    private val manager: CameraManager,
    private val lens: Lens,
    private val preview: Surface,
    private val pictures: ImageReader,
    private val everyPicture: Boolean,
    private val seen: (Image) -> Unit,
    private val failed: () -> Unit,
) : AutoCloseable {
    private val executor = Executor { handler.post(it) }
    private var camera: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var closed = false

    /** Opens it; the permission was given. */
    fun open() {
        pictures.setOnImageAvailableListener({ it.acquireLatestImage()?.use(seen) }, handler)
        orFail { manager.openCamera(lens.id, executor, Opening()) }
    }

    /** Takes a picture. */
    fun take() = executor.execute {
        orFail {
            val still = request(CameraDevice.TEMPLATE_STILL_CAPTURE, pictures.surface) ?: return@orFail
            session?.capture(still, null, handler)
        }
    }

    override fun close() = executor.execute {
        closed = true
        camera?.close()
        pictures.close()
        preview.release()
    }

    private fun request(template: Int, vararg targets: Surface): CaptureRequest? =
        camera?.createCaptureRequest(template)?.run {
            targets.forEach(::addTarget)
            set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            build()
        }

    /** It may be taken by another app or by the phone's owner at any moment. */
    private fun orFail(work: () -> Unit) =
        try {
            work()
        } catch (_: CameraAccessException) {
            failed()
        } catch (_: SecurityException) {
            failed()
        } catch (_: IllegalStateException) {
            failed()
        } catch (_: IllegalArgumentException) {
            failed()
        }

    private inner class Opening : CameraDevice.StateCallback() {
        override fun onOpened(device: CameraDevice) {
            if (closed) return device.close()
            camera = device
            orFail {
                val outputs = listOf(preview, pictures.surface).map(::OutputConfiguration)
                val kind = SessionConfiguration.SESSION_REGULAR
                device.createCaptureSession(SessionConfiguration(kind, outputs, executor, Starting()))
            }
        }

        override fun onDisconnected(device: CameraDevice) = lost(device)

        override fun onError(device: CameraDevice, error: Int) = lost(device)

        private fun lost(device: CameraDevice) {
            device.close()
            failed()
        }
    }

    private inner class Starting : CameraCaptureSession.StateCallback() {
        override fun onConfigured(configured: CameraCaptureSession) {
            if (closed) return
            session = configured
            orFail {
                val targets = listOfNotNull(preview, pictures.surface.takeIf { everyPicture })
                val shows = request(CameraDevice.TEMPLATE_PREVIEW, *targets.toTypedArray())
                if (shows != null) configured.setRepeatingRequest(shows, null, handler)
            }
        }

        override fun onConfigureFailed(configured: CameraCaptureSession) = failed()
    }

    private companion object {
        /** It lives on: a camera that opens late has to find it, to be closed. */
        val handler: Handler by lazy { Handler(HandlerThread("camera").apply { start() }.looper) }
    }
}
