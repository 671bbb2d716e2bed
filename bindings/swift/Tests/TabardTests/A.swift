import Testing
import TabardFFI
@Test func version() { #expect(libraryVersion() == "0.1.0") }
