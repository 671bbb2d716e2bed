import SampleModels
import SwiftUI

/// A page of questions, as the model makes them from the library's dictionary.
struct QuestionList: View {
    let form: FormModel
    @Environment(AppModel.self) private var app

    var body: some View {
        FaultBox(fault: form.fault)
        ForEach(form.blocks) { block in
            switch block {
            case .question(let question): QuestionView(form: form, question: question)
            case .items(let items): ItemsView(form: form, items: items)
            }
        }
    }
}

/// A list of items with their questions.
private struct ItemsView: View {
    let form: FormModel
    let items: FormItems
    @Environment(AppModel.self) private var app

    var body: some View {
        Text(items.asks).font(.title2.bold()).accessibilityAddTraits(.isHeader)
        ForEach(Array(items.items.enumerated()), id: \.element.id) { place, item in
            Text(item.title).font(.title3).accessibilityAddTraits(.isHeader)
            ForEach(item.questions) { QuestionView(form: form, question: $0) }
            WideButton(
                label: app.texts.fill("app.section.remove_says", ["number": String(place + 1)]),
                sign: "minus.circle"
            ) { await form.remove(items.id, item.id) }
        }
        WideButton(label: app.texts["app.section.add"], sign: "plus.circle") { form.add(items.id) }
    }
}

/// One question.
private struct QuestionView: View {
    let form: FormModel
    let question: Question
    @Environment(AppModel.self) private var app

    var body: some View {
        VStack(alignment: .leading, spacing: Touch.gap) {
            answer
            if let fault = question.fault { Notice(text: fault) }
        }
    }

    @ViewBuilder private var answer: some View {
        switch question.answer {
        case .one(let choices, let chosen):
            ChoiceList(asks: question.asks, choices: choices, chosen: Set([chosen].compactMap { $0 })) {
                await form.choose(question.id, $0 == chosen ? nil : $0)
            }
        case .many(let choices, let chosen):
            ChoiceList(asks: question.asks, choices: choices, chosen: chosen) {
                await form.toggle(question.id, $0)
            }
        case .flag(let on):
            Text(question.asks).font(.headline)
            HStack(spacing: Touch.gap) {
                Tile(label: app.texts["app.common.yes"], chosen: on == true) {
                    await form.answer(question.id, on == true ? nil : true)
                }
                Tile(label: app.texts["app.common.no"], chosen: on == false) {
                    await form.answer(question.id, on == false ? nil : false)
                }
            }
        case .text(let text, let lines):
            FormText(form: form, question: question, start: text, lines: lines)
        case .time(let text):
            FormText(form: form, question: question, start: text)
                // A moment that was set by the button below is another beginning.
                .id(text.isEmpty)
            Quiet(text: app.texts["app.section.time_hint"])
            WideButton(label: app.texts["app.section.time_now"], sign: "clock") {
                await form.now(question.id)
            }
        case .date(let text):
            FormText(form: form, question: question, start: text)
            Quiet(text: app.texts["app.section.date_hint"])
        case .whole(let text, let unit):
            FormText(form: form, question: question, start: text)
            Quiet(text: app.texts.fill("app.section.whole_hint", ["unit": unit]))
        }
    }
}

/// The choices of a question, under their headings.
private struct ChoiceList: View {
    let asks: String
    let choices: [Choice]
    let chosen: Set<String>
    let tap: @MainActor (String) async -> Void
    @Environment(AppModel.self) private var app

    var body: some View {
        DisclosureGroup {
            ForEach(choices) { choice in
                Tile(label: choice.label, chosen: chosen.contains(choice.id)) {
                    await tap(choice.id)
                }
            }
        } label: {
            VStack(alignment: .leading) {
                Text(asks).font(.headline)
                Quiet(text: said)
            }
            .frame(minHeight: Touch.side)
        }
    }

    private var said: String {
        let labels = choices.filter { chosen.contains($0.id) }.map(\.label)
        return labels.isEmpty ? app.texts["app.common.not_said"] : labels.joined(separator: ", ")
    }
}

/// A field of text. What is typed is the field's own; the model hears of every letter.
private struct FormText: View {
    let form: FormModel
    let question: Question
    let lines: Bool
    @State private var text: String

    init(form: FormModel, question: Question, start: String, lines: Bool = false) {
        (self.form, self.question, self.lines) = (form, question, lines)
        _text = State(initialValue: start)
    }

    var body: some View {
        TypedText(asks: question.asks, text: $text, lines: lines)
            .onChange(of: text) { _, typed in
                Task { await form.type(question.id, typed) }
            }
    }
}
