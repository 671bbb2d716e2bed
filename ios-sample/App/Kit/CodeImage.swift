import SwiftUI
import Tabard

/// A QR code with the four free modules that it needs around it.
struct CodeImage: View {
    let code: QRCode
    let says: String

    var body: some View {
        Canvas { context, size in
            let side = min(size.width, size.height) / CGFloat(code.width + 8)
            context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(.white))
            for row in 0..<code.width {
                for column in 0..<code.width where code.isDark(row: row, column: column) {
                    let corner = CGPoint(x: CGFloat(column + 4) * side, y: CGFloat(row + 4) * side)
                    // A hair larger, so that no light line shows between two modules.
                    let module = CGSize(width: side + 0.5, height: side + 0.5)
                    context.fill(Path(CGRect(origin: corner, size: module)), with: .color(.black))
                }
            }
        }
        .aspectRatio(1, contentMode: .fit)
        .frame(maxWidth: 420)
        .accessibilityElement()
        .accessibilityLabel(says)
        .accessibilityAddTraits(.isImage)
    }
}
