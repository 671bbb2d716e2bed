import Foundation
import Tabard
import XCTest

@testable import SampleModels

/// Forms that are made from the library's dictionary, and the words in them.
final class FormTests: XCTestCase {
    func testEveryFieldOfAReportIsAskedOnceOrLeftOutByName() throws {
        let asked = ReportSection.allCases.flatMap { $0.fields.map(\.name) }
        let all = asked + ReportSection.unasked.map(\.name)
        XCTAssertEqual(all.sorted(), Incident.fields.map(\.name).sorted())
    }

    func testEveryQuestionAndChoiceHasWordsInBothLanguages() throws {
        for language in ["en", "cy"] {
            let layout = FormLayout(texts: try Texts(language), faults: [:])
            for section in ReportSection.allCases {
                XCTAssertNotEqual(layout.texts[section.wordKey], section.wordKey)
                for block in layout.blocks(section.fields, .nothing) {
                    guard case .question(let question) = block else { continue }
                    XCTAssertFalse(question.asks.hasPrefix("fields."), question.asks)
                    guard case .one(let choices, _) = question.answer else { continue }
                    XCTAssertFalse(choices.contains { $0.label == $0.id }, question.id)
                }
            }
        }
    }

    func testAMomentIsReadAsItIsTyped() throws {
        let zone = try XCTUnwrap(TimeZone(secondsFromGMT: 3600))
        let read = try XCTUnwrap(TypedMoment.read("2026-03-01 03:12", in: zone))
        XCTAssertEqual(read.text, "2026-03-01T03:12:00+01:00")
        XCTAssertEqual(TypedMoment.write(read.date, in: zone), "2026-03-01 03:12")
        for wrong in [
            "", "yesterday", "2026-03-01", "2026-13-01 03:12", "2026-02-30 03:12", "2026-03-01 24:00",
        ] {
            XCTAssertNil(TypedMoment.read(wrong, in: zone), wrong)
        }
    }

    func testTheTilesAreCodesOfTheLibrary() throws {
        let texts = try Texts("en")
        for tile in CaptureTiles.what { XCTAssertNotNil(texts.text("app.what.\(tile)"), tile) }
        for tile in CaptureTiles.who { XCTAssertNotNil(texts.text("app.who.\(tile)"), tile) }
        for tile in CaptureTiles.safe { XCTAssertNotNil(texts.text("app.safe.\(tile)"), tile) }
        for code in CaptureTiles.factors { XCTAssertTrue(ContributoryFactor.all.map(\.code).contains(code)) }
    }

    func testEveryTextThatTheCodeAsksForIsThere() throws {
        let sample = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let texts = try Texts("cy")
        var asked: Set<String> = []
        for folder in ["App", "Models/Sources"] {
            let files = FileManager.default.enumerator(
                at: sample.appendingPathComponent(folder), includingPropertiesForKeys: nil)
            for case let file as URL in try XCTUnwrap(files) where file.pathExtension == "swift" {
                let code = try String(contentsOf: file, encoding: .utf8)
                for match in code.matches(of: /"((?:app|states|moments|shapes)\.[a-z_.]+)"/) {
                    asked.insert(String(match.1))
                }
            }
        }
        XCTAssertGreaterThan(asked.count, 150)
        XCTAssertEqual(asked.filter { texts.text($0) == nil }, [])
    }
}
