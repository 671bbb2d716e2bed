import SampleModels
import SwiftUI

/// Sizes that a gloved hand hits.
enum Touch {
    static let side: CGFloat = 64
    static let gap: CGFloat = 12
}

/// A page: its title, quick exit, and what is on it, which scrolls at any size of text.
struct Page<Content: View>: View {
    private let title: String
    private let content: Content
    @Environment(AppModel.self) private var app
    @Environment(\.palette) private var palette

    init(_ title: String, @ViewBuilder content: () -> Content) {
        self.title = title
        self.content = content()
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Touch.gap) {
                Text(title)
                    .font(.largeTitle.bold())
                    .accessibilityAddTraits(.isHeader)
                content
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding()
        }
        .background(palette.ground)
        .toolbar {
            if case .open = app.phase {
                ToolbarItem(placement: .topBarTrailing) { QuickExit() }
            }
        }
    }
}

/// Locks the app and hides it behind a page that says nothing.
private struct QuickExit: View {
    @Environment(AppModel.self) private var app

    var body: some View {
        Button(app.texts["app.exit.name"]) { app.hide() }
            .frame(minWidth: Touch.side, minHeight: Touch.side)
            .accessibilityLabel(app.texts["app.exit.says"])
    }
}

/// A button over the whole width.
struct WideButton: View {
    let label: String
    var sign: String?
    var kind = Kind.second
    let action: @MainActor () async -> Void
    @Environment(\.palette) private var palette

    enum Kind { case main, second, danger }

    var body: some View {
        Button {
            Task { await action() }
        } label: {
            HStack(spacing: Touch.gap) {
                if let sign { Image(systemName: sign).accessibilityHidden(true) }
                Text(label).font(.headline).multilineTextAlignment(.leading)
                Spacer(minLength: 0)
            }
            .padding()
            .frame(maxWidth: .infinity, minHeight: Touch.side)
            .background(ground, in: RoundedRectangle(cornerRadius: 12))
            .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(palette.line))
            .foregroundStyle(ink)
        }
        .buttonStyle(.plain)
    }

    private var ground: Color {
        switch kind {
        case .main: palette.action
        case .second: palette.card
        case .danger: palette.danger
        }
    }

    private var ink: Color {
        switch kind {
        case .main: palette.onAction
        case .second: palette.action
        case .danger: palette.onDanger
        }
    }
}

/// Something that is chosen or not: told by a sign, a border and VoiceOver, never by colour alone.
struct Tile: View {
    let label: String
    let chosen: Bool
    let action: @MainActor () async -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        Button {
            Task { await action() }
        } label: {
            HStack {
                Image(systemName: chosen ? "checkmark.circle.fill" : "circle")
                    .accessibilityHidden(true)
                Text(label).multilineTextAlignment(.leading)
                Spacer(minLength: 0)
            }
            .padding()
            .frame(maxWidth: .infinity, minHeight: Touch.side)
            .background(chosen ? palette.chosen : palette.card, in: RoundedRectangle(cornerRadius: 12))
            .overlay(
                RoundedRectangle(cornerRadius: 12)
                    .strokeBorder(palette.line, lineWidth: chosen ? 3 : 1))
            .foregroundStyle(chosen ? palette.onChosen : palette.text)
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(chosen ? [.isButton, .isSelected] : .isButton)
    }
}

/// A sentence in smaller letters.
struct Quiet: View {
    let text: String
    @Environment(\.palette) private var palette

    var body: some View {
        Text(text).font(.subheadline).foregroundStyle(palette.quiet)
    }
}

/// A sentence in a box.
struct Notice: View {
    let text: String
    var danger = false
    @Environment(\.palette) private var palette

    var body: some View {
        Label(text, systemImage: "exclamationmark.triangle")
            .padding()
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(
                danger ? palette.dangerBox : palette.careBox, in: RoundedRectangle(cornerRadius: 12))
            .foregroundStyle(danger ? palette.onDangerBox : palette.onCareBox)
    }
}

/// A fault with what a person can do.
struct FaultBox: View {
    let fault: Fault?

    var body: some View {
        if let fault {
            VStack(alignment: .leading) {
                Text(fault.title).font(.headline)
                Notice(text: fault.hint, danger: true)
            }
            .accessibilityElement(children: .combine)
        }
    }
}

/// Where a record stands: a sign and the library's sentence.
struct StandingLine: View {
    let standing: Standing

    var body: some View {
        Label(standing.says, systemImage: sign)
            .accessibilityElement(children: .combine)
    }

    private var sign: String {
        switch standing.mark {
        case .notSent: "iphone"
        case .atEdge: "building.2"
        case .held: "checkmark.seal"
        case .answered: "bubble.left"
        }
    }
}

/// A text with its question above it, which large letters never hide.
struct TypedText: View {
    let asks: String
    @Binding var text: String
    var lines = false
    var secret = false

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(asks).font(.headline).accessibilityHidden(true)
            field
                .accessibilityLabel(asks)
                .padding()
                .frame(minHeight: Touch.side)
                .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(.secondary))
        }
    }

    @ViewBuilder private var field: some View {
        if secret {
            SecureField("", text: $text).keyboardType(.numberPad)
        } else if lines {
            TextField("", text: $text, axis: .vertical).lineLimit(3...)
        } else {
            TextField("", text: $text)
        }
    }
}
