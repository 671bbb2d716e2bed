import TabardFFI

/// A text as a QR code: a square of modules, without the quiet border. Leave four modules free
/// around it.
public struct QRCode: Sendable, Hashable {
    /// Modules on a side.
    public let width: Int
    private let dark: [Bool]

    /// Draws a text, such as a crew-mate's code.
    public init(_ text: String, language: String = preferredLanguage()) throws(TabardError) {
        do {
            let drawn = try qrCode(text: text)
            (width, dark) = (Int(drawn.width), drawn.dark)
        } catch {
            throw TabardError(error, in: language)
        }
    }

    /// Whether a module is dark.
    public func isDark(row: Int, column: Int) -> Bool {
        let inside = 0..<width
        guard inside.contains(row), inside.contains(column) else { return false }
        let place = row * width + column
        return dark.indices.contains(place) && dark[place]
    }
}
