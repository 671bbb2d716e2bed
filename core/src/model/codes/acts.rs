//! What was done, and with what.

use super::{CodeList, UNKNOWN, cited, inferred};

/// What was done to the body of a member of staff.
pub static PHYSICAL_ACT: CodeList = CodeList {
    name: "physical_act",
    source: "Acts named in reports on ambulance staff, with gaps filled by this project",
    codes: &[
        cited("punch", "Punch", "S16"),
        cited("kick", "Kick", "S16"),
        cited("headbutt", "Head-butt", "S16"),
        cited("slap", "Slap", "S16"),
        inferred("bite", "Bite"),
        cited("spit_contact", "Spit that landed", "S16"),
        cited("push", "Push", "S64"),
        inferred("grab", "Grab or hold"),
        cited("strangle", "Strangle or choke", "S82"),
        inferred("hair_pull", "Pull of hair"),
        inferred("scratch", "Scratch"),
        inferred("throw_person", "Throw a person"),
        cited("strike_with_object", "Strike with an object", "S77"),
        cited("object_thrown_contact", "Object thrown, hit", "S82"),
        cited("object_thrown_missed", "Object thrown, missed", "S82"),
        cited("urine_or_faeces", "Urine or faeces", "S82"),
        inferred("restraint_of_staff", "Restraint of staff"),
    ],
};

/// What it was done with, close to the method of the ISTV data set.
pub static WEAPON: CodeList = CodeList {
    name: "weapon_or_means",
    source: "Aligned to the assault method of the ISTV minimum data set",
    codes: &[
        inferred("none", "Nothing"),
        cited("body_fist", "Fist or hand", "S83"),
        cited("body_feet", "Feet", "S83"),
        cited("body_other", "Another part of the body", "S83"),
        cited("blunt_object", "Blunt object", "S83"),
        cited("sharp_object", "Sharp object", "S83"),
        cited("glass_bottle", "Glass or bottle", "S84"),
        cited("knife", "Knife", "S84"),
        cited("firearm", "Firearm", "S84"),
        cited("syringe", "Syringe or needle", "S18"),
        cited("furniture_household", "Furniture or household object", "S18"),
        cited("stone", "Stone", "S18"),
        cited("stun_gun", "Stun gun", "S22"),
        inferred("vehicle", "Vehicle"),
        inferred("dog_animal", "Dog or another animal"),
        inferred("corrosive", "Corrosive substance"),
        inferred("fire", "Fire"),
        inferred("medical_equipment", "Medical equipment"),
        UNKNOWN,
    ],
};

/// How far the weapon came into it.
pub static WEAPON_STATUS: CodeList = CodeList {
    name: "weapon_status",
    source: "NHS Protect's used and brandished, extended by this project",
    codes: &[
        cited("used", "Used", "S77"),
        cited("brandished", "Brandished", "S77"),
        inferred("threatened", "Threatened, not shown"),
        inferred("seen", "Seen"),
        inferred("suspected", "Suspected"),
    ],
};
