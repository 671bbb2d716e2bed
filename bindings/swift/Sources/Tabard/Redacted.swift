import TabardFFI

/// Says its type and nothing of what it holds, to whoever prints, logs or dumps it.
public protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{}

extension Redacted {
    /// Its type.
    public var description: String { String(describing: Self.self) }
    /// Its type.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension Fields: Redacted {}
extension Item: Redacted {}
extension Edits: Redacted {}
extension Moment: Redacted {}
extension Day: Redacted {}
extension ReportSummary: Redacted {}
extension Report: Redacted {}
extension ReportQuery: Redacted {}
extension Record: Redacted {}
extension AttachmentDetails: Redacted {}
extension QRCode: Redacted {}
extension HTTPAnswer: Redacted {}

extension About: Redacted {}
extension Attach: Redacted {}
extension AttachmentView: Redacted {}
extension Change: Redacted {}
extension Conflict: Redacted {}
extension Custody: Redacted {}
extension CustodyEntry: Redacted {}
extension Edit: Redacted {}
extension Enrolling: Redacted {}
extension FieldValue: Redacted {}
extension HttpHeader: Redacted {}
extension HttpRequest: Redacted {}
extension Invitation: Redacted {}
extension JobMarker: Redacted {}
extension JobQuestion: Redacted {}
extension JobView: Redacted {}
extension Joining: Redacted {}
extension ListRequest: Redacted {}
extension MateIntroduction: Redacted {}
extension PersonOnPhone: Redacted {}
extension PinChange: Redacted {}
extension RecordView: Redacted {}
extension Reply: Redacted {}
extension ReportView: Redacted {}
extension Settling: Redacted {}
extension SlotRenewal: Redacted {}
extension Stated: Redacted {}
extension Summary: Redacted {}
extension TabardFFI.Draft: Redacted {}
extension TabardFFI.ReportPage: Redacted {}
extension ListedReport: Redacted {}
extension Unlocking: Redacted {}
extension Value: Redacted {}
extension Version: Redacted {}
extension Withdrawal: Redacted {}
extension Writing: Redacted {}
