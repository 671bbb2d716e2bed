import Foundation
import TabardFFI

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#endif

/// A clock that only runs forward, sleep included: nobody sets it, so a lease cannot be lengthened by
/// setting the clock back.
enum PhoneClock {
    /// What it says now; none where the system does not tell.
    static func now() -> RunningClock? {
        guard let boot = boot(), let ms = milliseconds() else { return nil }
        return RunningClock(boot: boot, ms: ms)
    }

    /// The 16 bytes that tell this run of the phone from every other.
    private static func boot() -> Data? {
        bootText().flatMap(UUID.init(uuidString:)).map { uuid in
            withUnsafeBytes(of: uuid.uuid) { Data($0) }
        }
    }

    #if canImport(Darwin)
    private static func bootText() -> String? {
        var size = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0 else { return nil }
        var text = [CChar](repeating: 0, count: size)
        guard sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else { return nil }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    }

    private static func milliseconds() -> UInt64? {
        var base = mach_timebase_info_data_t()
        guard mach_timebase_info(&base) == KERN_SUCCESS, base.denom != 0 else { return nil }
        // As a Double, since ticks times the numerator do not fit for ever.
        let nanoseconds = Double(mach_continuous_time()) * Double(base.numer) / Double(base.denom)
        return UInt64(nanoseconds / 1_000_000)
    }
    #else
    private static func bootText() -> String? {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func milliseconds() -> UInt64? {
        var time = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
    #endif
}
