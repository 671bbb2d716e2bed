//! Sentences in Welsh, Polish and Urdu.

use super::Part;

pub(super) const WELSH: &[Part] = &[
    (
        100,
        &[
            "Cawsom ein galw i {address} am {clock}.",
            "Roedd y claf yn feddw pan gyrhaeddon ni.",
            "Roeddwn i'n gweithio ar {callsign} gyda myfyriwr.",
        ],
    ),
    (
        100,
        &[
            "Dechreuodd weiddi a bygwth fy nghydweithiwr.",
            "Ciciodd fi yn fy nghoes wrth i ni ei godi.",
            "Gwthiodd {name} fi yn erbyn y drws.",
            "Poerodd ata i, ond wnaeth o ddim fy nharo.",
        ],
    ),
    (
        70,
        &[
            "Daeth yr heddlu ar ôl {minutes} munud.",
            "Doedd dim heddlu ar gael.",
            "Chafodd neb anaf difrifol.",
        ],
    ),
    (
        50,
        &[
            "Hoffwn i rywun fy ffonio, os gwelwch yn dda.",
            "Diolch am ddarllen.",
            "Nid dyma'r tro cyntaf yn y tŷ hwn.",
        ],
    ),
];

pub(super) const POLISH: &[Part] = &[
    (
        100,
        &[
            "Zostaliśmy wezwani pod adres {address}.",
            "Pacjent był pod wpływem alkoholu.",
            "Pracowałam w zespole {callsign}.",
        ],
    ),
    (
        100,
        &[
            "Krzyczał, że wie, gdzie mieszkam.",
            "Uderzył mnie w twarz podczas badania.",
            "{name} popchnął kolegę na schodach.",
            "Zaczął grozić całej załodze.",
        ],
    ),
    (
        70,
        &[
            "Policja przyjechała po {minutes} minutach.",
            "Nikt nie odniósł obrażeń.",
            "Nie wezwaliśmy policji.",
        ],
    ),
    (40, &["Proszę o kontakt.", "To nie pierwszy raz.", "Dziękuję."]),
];

pub(super) const URDU: &[Part] = &[
    (100, &["ہمیں {clock} پر بلایا گیا۔", "مریض نشے میں تھا۔", "میں {callsign} پر کام کر رہا تھا۔"]),
    (
        100,
        &[
            "اس نے مجھے دھکا دیا اور گالیاں دیں۔",
            "مریض کے بھائی نے ہمیں دھمکی دی۔",
            "اس نے کہا کہ واپس چلے جاؤ۔",
        ],
    ),
    (70, &["پولیس {minutes} منٹ بعد آئی۔", "کسی کو چوٹ نہیں آئی۔"]),
    (40, &["براہ کرم مجھ سے رابطہ کریں۔", "شکریہ۔"]),
];
