import SampleModels
import UIKit

/// The system's camera. What it takes stays in memory and in one file of the app: never in the
/// gallery.
@MainActor
final class Camera: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private var waiting: CheckedContinuation<CapturedFile?, Never>?

    static func takePhoto() async -> CapturedFile? {
        guard UIImagePickerController.isSourceTypeAvailable(.camera),
            let top = topViewController()
        else { return nil }
        let camera = Camera()
        return await camera.show(on: top)
    }

    private func show(on top: UIViewController) async -> CapturedFile? {
        let picker = UIImagePickerController()
        picker.sourceType = .camera
        picker.delegate = self
        let taken: CapturedFile? = await withCheckedContinuation { waiting in
            self.waiting = waiting
            top.present(picker, animated: true)
        }
        // The picker does not hold its delegate.
        withExtendedLifetime(self) { picker.dismiss(animated: true) }
        return taken
    }

    func imagePickerController(
        _ picker: UIImagePickerController,
        didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        let image = info[.originalImage] as? UIImage
        end(image?.jpegData(compressionQuality: 0.9).flatMap(file))
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
        end(nil)
    }

    private func file(_ jpeg: Data) -> CapturedFile? {
        let url = captureFile("jpg")
        guard (try? jpeg.write(to: url, options: .completeFileProtection)) != nil else { return nil }
        return CapturedFile(url: url, mediaType: "image/jpeg")
    }

    private func end(_ file: CapturedFile?) {
        waiting?.resume(returning: file)
        waiting = nil
    }
}
