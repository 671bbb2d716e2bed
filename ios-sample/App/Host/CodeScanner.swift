import UIKit
import Vision
import VisionKit

/// Reads one QR code by the camera.
@MainActor
final class CodeScanner: NSObject, DataScannerViewControllerDelegate {
    private var waiting: CheckedContinuation<String?, Never>?

    static func scan() async -> String? {
        guard DataScannerViewController.isSupported, DataScannerViewController.isAvailable,
            let top = topViewController()
        else { return nil }
        let scanner = CodeScanner()
        return await scanner.show(on: top)
    }

    private func show(on top: UIViewController) async -> String? {
        let view = DataScannerViewController(recognizedDataTypes: [.barcode(symbologies: [.qr])])
        view.delegate = self
        let holder = UINavigationController(rootViewController: view)
        view.navigationItem.leftBarButtonItem = UIBarButtonItem(
            systemItem: .cancel, primaryAction: UIAction { [weak self] _ in self?.end(nil) })
        // Swiped away, it would never answer.
        holder.isModalInPresentation = true
        let read: String? = await withCheckedContinuation { waiting in
            self.waiting = waiting
            top.present(holder, animated: true) { [weak self] in
                do { try view.startScanning() } catch { self?.end(nil) }
            }
        }
        withExtendedLifetime(self) { holder.dismiss(animated: true) }
        return read
    }

    func dataScanner(
        _ dataScanner: DataScannerViewController, didAdd addedItems: [RecognizedItem],
        allItems: [RecognizedItem]
    ) {
        for case .barcode(let code) in addedItems {
            if let text = code.payloadStringValue { return end(text) }
        }
    }

    private func end(_ text: String?) {
        waiting?.resume(returning: text)
        waiting = nil
    }
}
