import Foundation

extension TabardSettings {
    /// The folder of a device in Application Support, which no extension shares.
    public static func folder(named name: String = "Tabard") throws -> URL {
        let support = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil,
            create: true)
        return support.appendingPathComponent(name, isDirectory: true)
    }

    /// Keeps the folder out of backups, and lets its files be written while the phone is locked, once
    /// it was unlocked after it started. There is nothing to do but on Apple's phones.
    func protectFolder() throws {
        #if os(iOS)
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        try FileManager.default.setAttributes(
            [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication],
            ofItemAtPath: folder.path)
        var folder = folder
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        #endif
    }
}
