import Tabard

/// A tile of what happened.
public enum WhatTile: Sendable, Hashable {
    /// A kind of incident.
    case kind(IncidentType)
    /// There was a weapon.
    case weapon

    /// The tiles, in the order of the screen. Which of them there are is a matter of room.
    public static let first: [WhatTile] = [
        .kind(.verbalAbuse), .kind(.verbalThreat), .kind(.physicalContact),
        .kind(.spittingBodyFluid), .kind(.sexualAssault), .kind(.hateIncident), .weapon,
        .kind(.vehicleOrPropertyDamage), .kind(.animalThreat),
    ]

    /// The kinds that have no tile.
    public static var others: [WhatTile] {
        IncidentType.all.map(WhatTile.kind).filter { !first.contains($0) }
    }

    /// What it says.
    public func says(_ texts: Texts) -> String {
        switch self {
        case .kind(let kind):
            texts.text("app.what.\(kind.code)") ?? texts.code(kind.code, of: IncidentType.list)
        case .weapon: texts["app.what.weapon"]
        }
    }
}
