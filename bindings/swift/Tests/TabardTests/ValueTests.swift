import Foundation
import Testing

@testable import Tabard

@Suite("Values, words and what is printed")
struct ValueTests {
    @Test("what an error of Apple's Keychain means", arguments: [
        ("com.apple.LocalAuthentication", -2, SecretStoreError.cancelled),
        ("com.apple.LocalAuthentication", -4, .cancelled), ("com.apple.LocalAuthentication", -7, .lost),
        ("com.apple.LocalAuthentication", -8, .unavailable), ("NSOSStatusErrorDomain", -128, .cancelled),
        ("NSOSStatusErrorDomain", -25300, .lost), ("NSOSStatusErrorDomain", -25308, .unavailable),
        ("CryptoTokenKit", -4, .cancelled), ("CryptoTokenKit", -3, .lost),
        ("CryptoTokenKit", -2, .unavailable), ("another", -2, .unavailable),
    ])
    func keychain(domain: String, code: Int, meaning: SecretStoreError) {
        #expect(KeychainFault.meaning(domain: domain, code: code) == meaning)
    }

    @Test("a moment keeps the offset of its place")
    func moments() throws {
        let zone = try #require(TimeZone(secondsFromGMT: 3600))
        let moment = Moment(Date(timeIntervalSince1970: 1_772_399_700), in: zone)
        #expect(moment.text == "2026-03-01T22:15:00+01:00")
        #expect(Moment(moment.text)?.date == moment.date)
        #expect(Moment("2026-03-01T21:15:00Z")?.date == moment.date)
        #expect(Moment("2026-03-01T21:15:00.000Z")?.date == moment.date)
        for bad in ["", "yesterday", "2026-03-01", "2026-13-01T21:15:00Z", "2026-02-30T10:00:00Z",
            "2026-03-01T25:00:00Z"] { #expect(Moment(bad) == nil) }
    }

    @Test("a day is a day of the calendar")
    func days() throws {
        let zone = try #require(TimeZone(secondsFromGMT: 3600))
        #expect(Day(Date(timeIntervalSince1970: 1_772_406_000), in: zone).text == "2026-03-02")
        #expect(Day("2026-03-01")?.text == "2026-03-01")
        for bad in ["", "2026-3-1", "2026-13-01", "01/03/2026", "2026-02-30", "2026-04-31",
            "2026-01-1 "] { #expect(Day(bad) == nil) }
    }

    @Test("a leap day is one where the year has it")
    func leapDays() {
        #expect(Day("2028-02-29")?.text == "2028-02-29")
        #expect(Day("2026-02-29") == nil)
    }

    @Test("edits say paths, in order")
    func edits() {
        let edits = Edits<Incident>.made {
            $0.set(Incident.callsign, "YA1")
            $0.add(Incident.types, .verbalAbuse)
            $0.remove(Incident.types, .physicalContact)
            $0.item(Incident.acts, "k1") { $0.set(Incident.Act.act, .kick) }
            $0.removeItem(Incident.acts, "k2")
            $0.set(Incident.narrative, nil)
        }
        #expect(edits.map(\.path) == [
            "callsign", "types/verbal_abuse", "types/physical_contact", "acts/k1/act", "acts/k2", "narrative",
        ])
        #expect(edits.map(\.value) == [
            .text(text: "YA1"), .flag(on: true), nil, .text(text: "kick"), nil, nil,
        ])
        #expect(freshItemID().wholeMatch(of: /[a-z0-9]{6}/) != nil)
    }

    @Test("what is typed lies over what was saved")
    func typed() {
        let saved = Fields<Incident>([]).with(Edits.made {
            $0.set(Incident.callsign, "YA1")
            $0.item(Incident.acts, "k1") { $0.set(Incident.Act.act, .kick) }
        })
        let typed = saved.with(Edits.made {
            $0.set(Incident.callsign, "YA2")
            $0.removeItem(Incident.acts, "k1")
            $0.add(Incident.types, .verbalAbuse)
        })
        #expect(saved[Incident.acts].first?[Incident.Act.act] == .kick)
        #expect(typed[Incident.callsign] == "YA2" && typed[Incident.acts].isEmpty)
        #expect(typed[Incident.types] == [.verbalAbuse])
    }

    @Test("nothing that a report says is printed")
    func redacted() throws {
        let fields = Fields<Incident>([]).with(Edits.made { $0.set(Incident.narrative, canary) })
        #expect(fields[Incident.narrative] == canary)
        var dumped = ""
        dump((fields, Value.text(text: canary), HTTPAnswer(status: 200, body: Data(canary.utf8))), to: &dumped)
        let printed = "\(fields) \(String(reflecting: fields)) \(Value.text(text: canary)) \(dumped)"
        #expect(!printed.contains(canary))
        #expect(!"\(IncidentType.verbalAbuse)".contains("verbal"))
    }

    @Test("words are those of the library, in its languages")
    func words() throws {
        let (english, welsh) = (try TabardWords(language: "en"), try TabardWords(language: "cy"))
        #expect(tabardLanguages().sorted() == ["cy", "en"])
        #expect(english.label(IncidentType.verbalAbuse) == "Verbal abuse")
        #expect(english.question(Incident.narrative) != welsh.question(Incident.narrative))
        #expect(english["no.such.key"] == "no.such.key" && english.text("no.such.key") == nil)
        #expect(preferredLanguage(of: ["fr-FR", "cy-GB", "en"]) == "cy")
        #expect(preferredLanguage(of: ["fr"]) == "en")
        #expect(throws: TabardError.self) { try TabardWords(language: "tlh") }
    }

    @Test("a code is drawn as a square, and what is too long for one is said")
    func codes() throws {
        let drawn = try QRCode("TABARD")
        #expect(drawn.isDark(row: 0, column: 0) && !drawn.isDark(row: -1, column: 0))
        #expect(!drawn.isDark(row: 0, column: drawn.width))
        #expect(throws: TabardError.self) { try QRCode(String(repeating: "x", count: 5_000)) }
    }
}
