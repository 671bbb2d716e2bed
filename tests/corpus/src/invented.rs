//! People, places and numbers that do not exist.

use crate::dice::Dice;

const FIRST: &[&str] = &[
    "Barnaby",
    "Dorothea",
    "Zebedee",
    "Philippa",
    "Ignatius",
    "Clementine",
    "Horatio",
    "Winifred",
    "Peregrine",
    "Ottoline",
    "Gwenllian",
    "Rhydian",
    "Bogumiła",
    "Zdzisław",
    "Zarmina",
    "Farrukh",
    "Siân",
    "Tuppence",
    "Cosmo",
    "Marigold",
    "Ebenezer",
    "Saoirse",
    "Núria",
    "Leopold",
];
const LAST: &[&str] = &[
    "Quillfeather",
    "Mistlethwaite",
    "Thistlewick",
    "Pumblechook",
    "Snodgrass-Finch",
    "O'Wimble",
    "Larkspindle",
    "Ffrwythlon",
    "Brzęczydełko",
    "Dastangoi",
    "Butterwhistle",
    "Crumplebottom",
    "Nettlecombe",
    "Wobblesworth",
    "Grimblethorpe",
    "Dandelyon",
    "Hobbleday",
    "Fizzlewood",
];
const STREET: &[&str] = &[
    "Larkspill Row",
    "Gallowhatch Lane",
    "Pennyfarthing Rise",
    "Otterwick Street",
    "Mumblers Yard",
    "Candlewax Close",
    "Fishbone Terrace",
    "Heol y Ddraig Bapur",
    "Turnip Parade",
    "Brasskettle Road",
];
const TOWN: &[&str] = &[
    "Otterby",
    "Nether Wimbling",
    "Fogmouth",
    "Llanffuglen",
    "Great Snoddering",
    "Kettlethorpe Bay",
    "Upper Dithering",
    "Marlow-under-Glass",
];

pub(crate) fn name(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(FIRST), dice.pick(LAST))
}

/// A number from the ranges that Ofcom keeps for fiction.
pub(crate) fn phone_number(dice: &mut Dice) -> String {
    let last = dice.below(1000);
    match dice.below(3) {
        0 => format!("0113 496 0{last:03}"),
        1 => format!("+447700900{last:03}"),
        _ => format!("07700 900{last:03}"),
    }
}

pub(crate) fn address(dice: &mut Dice) -> String {
    let number = dice.below(180) + 1;
    let flat =
        if dice.percent(30) { format!("Flat {}, ", dice.below(40) + 1) } else { String::new() };
    format!("{flat}{number} {}, {}", dice.pick(STREET), dice.pick(TOWN))
}

/// No postcode begins with ZZ.
pub(crate) fn postcode(dice: &mut Dice) -> String {
    let letter = |n: u64| char::from(b'A' + u8::try_from(n % 26).unwrap_or_default());
    let (area, sector) = (dice.below(99) + 1, dice.below(10));
    let (one, two) = (letter(dice.below(26)), letter(dice.below(26)));
    format!("ZZ{area} {sector}{one}{two}")
}

pub(crate) fn callsign(dice: &mut Dice) -> String {
    format!("{}{:03}", dice.pick(&["YA", "XN", "QT", "DR", "HB"]), dice.below(900) + 100)
}

pub(crate) fn cad_number(dice: &mut Dice) -> String {
    format!("{:06}-{:04}", dice.below(1_000_000), dice.below(10_000))
}

/// A moment of 2026: days alike, hours as the weights say, summer time from April to October.
pub(crate) fn moment(dice: &mut Dice) -> String {
    let (month, day) = (dice.below(12) + 1, dice.below(28) + 1);
    let hour = dice.weighted(HOURS);
    let (minute, second) = (dice.below(60), dice.below(60));
    let offset = if (4..=10).contains(&month) { "+01:00" } else { "Z" };
    format!("2026-{month:02}-{day:02}T{hour}:{minute:02}:{second:02}{offset}")
}

/// Afternoon and night weigh more than morning.
const HOURS: &[(&str, u64)] = &[
    ("00", 7),
    ("01", 7),
    ("02", 6),
    ("03", 5),
    ("04", 4),
    ("05", 2),
    ("06", 1),
    ("07", 1),
    ("08", 2),
    ("09", 2),
    ("10", 2),
    ("11", 3),
    ("12", 3),
    ("13", 4),
    ("14", 5),
    ("15", 5),
    ("16", 5),
    ("17", 5),
    ("18", 5),
    ("19", 5),
    ("20", 5),
    ("21", 6),
    ("22", 7),
    ("23", 8),
];
