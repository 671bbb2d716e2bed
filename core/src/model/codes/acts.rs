//! What was done, and with what.

use super::{CodeList, UNKNOWN, cited, inferred};

/// What was done to the body of a member of staff.
pub static PHYSICAL_ACT: CodeList = CodeList {
    name: "physical_act",
    source: "Acts named in reports on ambulance staff, with gaps filled by this project",
    codes: &[
        cited("punch", "S16"),
        cited("kick", "S16"),
        cited("headbutt", "S16"),
        cited("slap", "S16"),
        inferred("bite"),
        cited("spit_contact", "S16"),
        cited("push", "S64"),
        inferred("grab"),
        cited("strangle", "S82"),
        inferred("hair_pull"),
        inferred("scratch"),
        inferred("throw_person"),
        cited("strike_with_object", "S77"),
        cited("object_thrown_contact", "S82"),
        cited("object_thrown_missed", "S82"),
        cited("urine_or_faeces", "S82"),
        inferred("restraint_of_staff"),
    ],
};

/// What it was done with, close to the method of the ISTV data set.
pub static WEAPON: CodeList = CodeList {
    name: "weapon_or_means",
    source: "Aligned to the assault method of the ISTV minimum data set",
    codes: &[
        inferred("none"),
        cited("body_fist", "S83"),
        cited("body_feet", "S83"),
        cited("body_other", "S83"),
        cited("blunt_object", "S83"),
        cited("sharp_object", "S83"),
        cited("glass_bottle", "S84"),
        cited("knife", "S84"),
        cited("firearm", "S84"),
        cited("syringe", "S18"),
        cited("furniture_household", "S18"),
        cited("stone", "S18"),
        cited("stun_gun", "S22"),
        inferred("vehicle"),
        inferred("dog_animal"),
        inferred("corrosive"),
        inferred("fire"),
        inferred("medical_equipment"),
        UNKNOWN,
    ],
};

/// How far the weapon came into it.
pub static WEAPON_STATUS: CodeList = CodeList {
    name: "weapon_status",
    source: "NHS Protect's used and brandished, extended by this project",
    codes: &[
        cited("used", "S77"),
        cited("brandished", "S77"),
        inferred("threatened"),
        inferred("seen"),
        inferred("suspected"),
    ],
};
