//! Where it happened.

use super::{Code, CodeList, LFPSE, NHS_DD, inferred};

/// The kind of place, with its NHS activity location type and its LFPSE place.
///
/// Whether it is a dwelling is a field of its own: it decides which hate offence can apply.
pub static LOCATION_TYPE: CodeList = CodeList {
    name: "location_type",
    source: "NHS Data Dictionary activity location types (S85) and LFPSE v5 (S66); pairing by this project",
    codes: &[
        place("private_home_patient", &[(NHS_DD, "A01"), (LFPSE, "2")]),
        place("private_home_other", &[(NHS_DD, "A04"), (LFPSE, "2")]),
        place("communal_area_flats", &[(NHS_DD, "N02"), (LFPSE, "1")]),
        place("street_public_open", &[(NHS_DD, "N01"), (LFPSE, "1")]),
        place("licensed_premises", &[(NHS_DD, "N02"), (LFPSE, "1")]),
        place("public_building_transport", &[(NHS_DD, "N02"), (LFPSE, "1")]),
        place("care_home", &[(NHS_DD, "G01"), (NHS_DD, "G02"), (NHS_DD, "G04"), (LFPSE, "3")]),
        place("hospital_ed", &[(NHS_DD, "E04"), (LFPSE, "4")]),
        place("hospital_other", &[(NHS_DD, "E99"), (LFPSE, "4")]),
        place("ambulance_bay", &[(NHS_DD, "E99"), (LFPSE, "4")]),
        place("mental_health_unit", &[(NHS_DD, "E02"), (LFPSE, "10")]),
        place("gp_or_community_health", &[(NHS_DD, "B01"), (NHS_DD, "C01"), (LFPSE, "11")]),
        place("ambulance_vehicle", &[(NHS_DD, "X01"), (LFPSE, "6")]),
        place("police_custody", &[(NHS_DD, "M03"), (LFPSE, "9")]),
        place("prison", &[(NHS_DD, "M01"), (LFPSE, "7")]),
        place("school", &[(NHS_DD, "L01"), (LFPSE, "1")]),
        place("workplace", &[(NHS_DD, "A03"), (LFPSE, "1")]),
        place("ambulance_station", &[(NHS_DD, "X01"), (LFPSE, "5")]),
        place("eoc_by_phone", &[(NHS_DD, "X01"), (LFPSE, "8")]),
        place("other", &[(NHS_DD, "X01"), (LFPSE, "9")]),
        place("unknown", &[(NHS_DD, "X01"), (LFPSE, "9")]),
    ],
};

const fn place(code: &'static str, map_to: &'static [(&'static str, &'static str)]) -> Code {
    inferred(code).maps(map_to)
}
