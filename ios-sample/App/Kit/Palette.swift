import SampleModels
import SwiftUI

/// Every colour of a look, by what it is for: the same ones as in the Android sample.
struct Palette {
    let ground, card, text, quiet, line, action, onAction, chosen, onChosen: Color
    let careBox, onCareBox, dangerBox, onDangerBox, danger, onDanger: Color
    /// What the system's own parts are told; none for as the phone is set.
    let forced: ColorScheme?

    static func of(_ look: Look, _ scheme: ColorScheme) -> Palette {
        switch look {
        case .auto: scheme == .dark ? dark(nil) : light(nil)
        case .light: light(.light)
        case .dark: dark(.dark)
        case .night: night
        }
    }

    private static func light(_ forced: ColorScheme?) -> Palette {
        Palette(
            ground: Color(hex: 0xF4F7FA), card: Color(hex: 0xFFFFFF), text: Color(hex: 0x14212E),
            quiet: Color(hex: 0x44546A), line: Color(hex: 0x6E7F91), action: Color(hex: 0x00539F),
            onAction: Color(hex: 0xFFFFFF), chosen: Color(hex: 0xCFE4F8),
            onChosen: Color(hex: 0x00305C), careBox: Color(hex: 0xFDEFD2),
            onCareBox: Color(hex: 0x4A2D00), dangerBox: Color(hex: 0xFBE3E0),
            onDangerBox: Color(hex: 0x6D0F09), danger: Color(hex: 0xB3231A),
            onDanger: Color(hex: 0xFFFFFF), forced: forced)
    }

    private static func dark(_ forced: ColorScheme?) -> Palette {
        Palette(
            ground: Color(hex: 0x0E151C), card: Color(hex: 0x18222C), text: Color(hex: 0xE4EAF0),
            quiet: Color(hex: 0xB0BECB), line: Color(hex: 0x718496), action: Color(hex: 0x8CC2F5),
            onAction: Color(hex: 0x002B52), chosen: Color(hex: 0x143D63),
            onChosen: Color(hex: 0xD6E9FB), careBox: Color(hex: 0x3A2B0C),
            onCareBox: Color(hex: 0xFBE4B4), dangerBox: Color(hex: 0x4A1512),
            onDangerBox: Color(hex: 0xFFDAD5), danger: Color(hex: 0xFFA79E),
            onDanger: Color(hex: 0x5A0B06), forced: forced)
    }

    /// Red and amber on near-black: nothing is told by hue, and no area is bright.
    private static let night = Palette(
        ground: Color(hex: 0x060101), card: Color(hex: 0x160605), text: Color(hex: 0xD98A68),
        quiet: Color(hex: 0xBD7153), line: Color(hex: 0x8A4B37), action: Color(hex: 0xCB6A45),
        onAction: Color(hex: 0x140403), chosen: Color(hex: 0x3D140B),
        onChosen: Color(hex: 0xE79A77), careBox: Color(hex: 0x2A1206),
        onCareBox: Color(hex: 0xDD9160), dangerBox: Color(hex: 0x3A0E09),
        onDangerBox: Color(hex: 0xE8927C), danger: Color(hex: 0xE0624A),
        onDanger: Color(hex: 0x140403), forced: .dark)
}

extension Color {
    fileprivate init(hex: UInt32) {
        func part(_ shift: UInt32) -> Double { Double((hex >> shift) & 0xFF) / 255 }
        self.init(red: part(16), green: part(8), blue: part(0))
    }
}

private struct PaletteKey: EnvironmentKey {
    static let defaultValue = Palette.of(.light, .light)
}

extension EnvironmentValues {
    var palette: Palette {
        get { self[PaletteKey.self] }
        set { self[PaletteKey.self] = newValue }
    }
}
