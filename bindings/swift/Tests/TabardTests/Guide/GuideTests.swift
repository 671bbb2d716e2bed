import Foundation
import Testing

@Suite("The guide")
struct GuideTests {
    @Test("says the code that is compiled and run here, and all of it")
    func same() throws {
        let page = repository.appendingPathComponent("docs/guide/swift.md")
        let written = blocks(try String(contentsOf: page, encoding: .utf8))
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let sources = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var compiled: [String: String] = [:]
        for source in sources {
            compiled.merge(regions(try String(contentsOf: source, encoding: .utf8))) { one, _ in
                Issue.record("one name for two snippets: \(one)")
                return one
            }
        }
        #expect(written.count > 10)
        for (name, code) in compiled { #expect(written.contains(code), "\(name) is not in the guide") }
        for block in written { #expect(compiled.values.contains(block), "it is compiled nowhere") }
    }

    /// What stands between fences that say Swift.
    private func blocks(_ page: String) -> [String] {
        page.components(separatedBy: "\n```swift\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    /// What stands between the lines that name a snippet and end it, without its indentation.
    private func regions(_ source: String) -> [String: String] {
        var found: [String: String] = [:]
        var open: (name: String, lines: [String])?
        for line in source.components(separatedBy: "\n") {
            let bare = line.trimmingCharacters(in: .whitespaces)
            if bare.hasPrefix("// snippet: ") {
                open = (String(bare.dropFirst(12)), [])
            } else if bare == "// end", let snippet = open {
                found[snippet.name] = dedented(snippet.lines)
                open = nil
            } else {
                open?.lines.append(line)
            }
        }
        return found
    }

    private func dedented(_ lines: [String]) -> String {
        let spaces = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(spaces)) }.joined(separator: "\n")
    }
}
