import SampleModels
import Testing

@Test func aTypedMomentIsReadAsItIsWritten() throws {
    let moment = try #require(TypedMoment.read("2026-03-01 03:12"))
    #expect(TypedMoment.write(moment.date) == "2026-03-01 03:12")
    #expect(TypedMoment.read("2026-02-30 03:12") == nil)
    #expect(TypedMoment.read("2026-03-01 24:00") == nil)
    #expect(TypedMoment.read("") == nil)
}
