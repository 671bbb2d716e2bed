import TabardFFI

/// A line of the library's log. No content, name, number or place is ever part of one.
public typealias LogLine = TabardFFI.LogLine

/// Takes the lines that wait, the oldest first. At most 512 wait.
public func drainTabardLog() -> [LogLine] {
    drainLog()
}
