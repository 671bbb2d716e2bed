//! Where it happened.

use super::{Code, CodeList, LFPSE, NHS_DD, inferred};

/// The kind of place, with its NHS activity location type and its LFPSE place.
///
/// Whether it is a dwelling is a field of its own: it decides which hate offence can apply.
pub static LOCATION_TYPE: CodeList = CodeList {
    name: "location_type",
    source: "NHS Data Dictionary activity location types (S85) and LFPSE v5 (S66); pairing by this project",
    codes: &[
        place("private_home_patient", "The patient's home", &[(NHS_DD, "A01"), (LFPSE, "2")]),
        place("private_home_other", "Another private home", &[(NHS_DD, "A04"), (LFPSE, "2")]),
        place("communal_area_flats", "Communal area of flats", &[(NHS_DD, "N02"), (LFPSE, "1")]),
        place(
            "street_public_open",
            "Street or open public place",
            &[(NHS_DD, "N01"), (LFPSE, "1")],
        ),
        place(
            "licensed_premises",
            "Pub, club or other licensed place",
            &[(NHS_DD, "N02"), (LFPSE, "1")],
        ),
        place(
            "public_building_transport",
            "Public building or public transport",
            &[(NHS_DD, "N02"), (LFPSE, "1")],
        ),
        place(
            "care_home",
            "Care home",
            &[(NHS_DD, "G01"), (NHS_DD, "G02"), (NHS_DD, "G04"), (LFPSE, "3")],
        ),
        place("hospital_ed", "Emergency department", &[(NHS_DD, "E04"), (LFPSE, "4")]),
        place("hospital_other", "Elsewhere in a hospital", &[(NHS_DD, "E99"), (LFPSE, "4")]),
        place("ambulance_bay", "Ambulance bay", &[(NHS_DD, "E99"), (LFPSE, "4")]),
        place("mental_health_unit", "Mental health unit", &[(NHS_DD, "E02"), (LFPSE, "10")]),
        place(
            "gp_or_community_health",
            "GP surgery or community health",
            &[(NHS_DD, "B01"), (NHS_DD, "C01"), (LFPSE, "11")],
        ),
        place("ambulance_vehicle", "In the ambulance", &[(NHS_DD, "X01"), (LFPSE, "6")]),
        place("police_custody", "Police custody", &[(NHS_DD, "M03"), (LFPSE, "9")]),
        place("prison", "Prison", &[(NHS_DD, "M01"), (LFPSE, "7")]),
        place("school", "School", &[(NHS_DD, "L01"), (LFPSE, "1")]),
        place("workplace", "Workplace", &[(NHS_DD, "A03"), (LFPSE, "1")]),
        place("ambulance_station", "Ambulance station", &[(NHS_DD, "X01"), (LFPSE, "5")]),
        place("eoc_by_phone", "Control room, by phone", &[(NHS_DD, "X01"), (LFPSE, "8")]),
        place("other", "Elsewhere", &[(NHS_DD, "X01"), (LFPSE, "9")]),
        place("unknown", "Not known", &[(NHS_DD, "X01"), (LFPSE, "9")]),
    ],
};

const fn place(
    code: &'static str,
    label: &'static str,
    map_to: &'static [(&'static str, &'static str)],
) -> Code {
    inferred(code, label).maps(map_to)
}
