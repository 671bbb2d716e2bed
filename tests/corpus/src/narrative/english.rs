//! Sentences in English: shorthand, forms, anger, second thoughts and the control room.

use super::Part;

pub(super) const TERSE: &[Part] = &[
    (
        70,
        &[
            "Called to {age}yo {sex}, {complaint}.",
            "O/A pt {state}.",
            "Cat 2 {complaint}, waited {minutes} mins.",
            "{age} {sex}, ETOH++, {complaint}.",
            "On scene {clock}, pt {state}, {place}.",
            "Backup for {callsign}, pt {state}.",
        ],
    ),
    (
        95,
        &[
            "Pt {did} crew mate when asked to {request}.",
            "{did} me x{count} during {task}.",
            "Became {mood} on {task}, {did} attendant.",
            "Relative {mood}, {did} me by the {where}.",
            "Pt {mood}, shouting \"{quote}\".",
            "Tried to {try}, then {did} me.",
            "{quote} ++ throughout, then {did} tech.",
            "Spat at crew, missed. Shouted \"{quote}\".",
        ],
    ),
    (
        60,
        &[
            "No injury.",
            "Bruise to {body}.",
            "{body} sore, paracetamol taken.",
            "Scratch to {body}, cleaned.",
            "Shaken but OK.",
            "Glasses broken 😡",
            "Uniform needs replacing.",
            "Sharps not involved.",
        ],
    ),
    (
        65,
        &[
            "Withdrew to vehicle.",
            "Police requested {clock}, arrived +{minutes}.",
            "Police not needed.",
            "No police available.",
            "BWV on from arrival.",
            "BWV not charged.",
            "Left on scene with {who}.",
            "Conveyed with police escort.",
        ],
    ),
    (
        30,
        &[
            "CAD noted.",
            "Marker please.",
            "Will add more later.",
            "Datix'd before, same address.",
            "Crew stood down {minutes} mins.",
        ],
    ),
];

pub(super) const FORMAL: &[Part] = &[
    (
        100,
        &[
            "At approximately {clock} hours I attended {address} as the attending clinician on {callsign}.",
            "I was working as a crew of two on {callsign} when we were dispatched to a {age} year old {sex} with {complaint}.",
            "This report concerns an incident which occurred at {clock} at {place}.",
        ],
    ),
    (
        60,
        &[
            "On arrival the patient was {state}.",
            "The scene was assessed as safe on arrival.",
            "No marker was held against the address.",
        ],
    ),
    (
        100,
        &[
            "During {task} the patient became {mood} and {did} my colleague to the {body}.",
            "A relative, who gave the name {name}, {did} me after I declined to {request}.",
            "The individual stated \"{quote}\" and attempted to {try}.",
            "Without warning the patient {did} me on the {body} with force.",
        ],
    ),
    (
        70,
        &[
            "I withdrew to a place of safety and requested police via the emergency button.",
            "De-escalation was attempted for approximately {minutes} minutes without effect.",
            "My colleague activated body-worn video and informed the patient that recording was in progress.",
            "The patient was left in the care of {who}.",
        ],
    ),
    (
        50,
        &[
            "I do not consider that the patient had capacity at the time.",
            "In my opinion the act was deliberate.",
            "I am willing to provide a statement.",
            "No treatment was required.",
            "I request that a location marker be considered.",
        ],
    ),
];

pub(super) const ANGRY: &[Part] = &[
    (
        80,
        &[
            "Yet again.",
            "I am sick of this.",
            "Not \"part of the job\".",
            "Third time this month!!",
            "Reporting this because nobody else will.",
        ],
    ),
    (
        100,
        &[
            "{did} in the {body} for asking someone to {request}.",
            "Got told \"{quote}\" by a grown {sex} while I was doing {task}.",
            "{name} {did} my crew mate and LAUGHED.",
            "We waited {minutes} mins for police, pinned by the {where}.",
            "He tried to {try} and everyone just filmed it.",
        ],
    ),
    (
        60,
        &[
            "And {age} people watched.",
            "Where was the marker?!",
            "The last crew reported the same address.",
            "My student is {age} and went home crying.",
        ],
    ),
    (
        70,
        &[
            "What happens now? Nothing, like last time.",
            "I want this prosecuted.",
            "Somebody ring me.",
            "Do something.",
            "🤬",
        ],
    ),
];

pub(super) const REFLECTIVE: &[Part] = &[
    (
        90,
        &[
            "I have gone over this a few times since I got home.",
            "I am writing this after my shift because I couldn't find the words earlier.",
            "It was an ordinary job until {clock}.",
            "I keep thinking about the moment by the {where}.",
        ],
    ),
    (
        90,
        &[
            "We were called to {complaint}, a {age} year old {sex}, and the family had been waiting {minutes} minutes, so they were already {mood}.",
            "The patient was {state}, and I remember thinking that {place} was quieter than it should be.",
            "My crew mate had only just asked them to {request} when it changed.",
        ],
    ),
    (
        100,
        &[
            "The patient {did} me on the {body}; it didn't hurt until much later.",
            "He said \"{quote}\" very quietly, which was worse than shouting.",
            "She tried to {try}, and I don't think she knew who I was.",
            "Someone I'd never met {did} my colleague, and then said sorry, and then did it again.",
        ],
    ),
    (
        80,
        &[
            "I don't believe it was meant.",
            "Looking back, {task} was when I should have stepped away.",
            "I did not press the button because I thought it'd make things worse.",
            "We stayed, because leaving felt like giving up on a sick person.",
            "Honestly, I froze for perhaps {count} seconds.",
        ],
    ),
    (
        70,
        &[
            "I've not slept well.",
            "My partner says I'm quiet.",
            "I would like to talk to somebody, but not to my manager.",
            "I feel silly for reporting it, as nobody was badly hurt.",
            "What would help is knowing that the next crew is told about {address}.",
        ],
    ),
    (
        40,
        &[
            "Thank you for reading – I know it's long…",
            "Please don't blame the family.",
            "I'd do the same job again tomorrow.",
            "That's all, really.",
        ],
    ),
];

pub(super) const CONTROL_ROOM: &[Part] = &[
    (
        90,
        &[
            "Caller on {number} rang {count} times since {clock}.",
            "999 call at {clock}, caller {mood} from the start.",
            "Third party caller re {age}yo {sex}, {complaint}.",
            "Welfare call back after {minutes} min wait.",
        ],
    ),
    (
        100,
        &[
            "Said \"{quote}\" when told of the wait.",
            "Threatened to {try} \"whoever turns up\".",
            "Asked where I live, then \"{quote}\".",
            "Kept shouting over triage, unable to complete {task}.",
            "Comments about my accent, then \"{quote}\".",
        ],
    ),
    (
        60,
        &[
            "Warned twice, then supervisor took over.",
            "Call terminated with recorded message.",
            "Stayed on line as pt breathing not confirmed.",
            "Passed to dispatch, {callsign} told.",
        ],
    ),
    (
        40,
        &[
            "Took {count} min off desk.",
            "Recording to be kept please.",
            "Not the first call from this number.",
            "I'm fine, just logging it.",
        ],
    ),
];

pub(super) const ONE_LINE: &[&str] = &[
    "{did} by pt.",
    "Threatened at {address}.",
    "\"{quote}\" – relative, {clock}.",
    "Same caller again, {number}.",
    "Verbal from {who}, nothing else.",
    "It's {name} again.",
];

pub(super) const DESCRIPTION: &[&str] = &[
    "{sex}, about {age}, {wearing}",
    "tall {sex} in his {decade}, {wearing}",
    "{sex} {age}ish, local accent, {wearing}",
    "group of {count}, one {wearing}",
];

/// What may fill a gap, by its name.
pub(super) const GAPS: &[(&str, &[&str])] = &[
    (
        "body",
        &[
            "left arm",
            "right hand",
            "face",
            "jaw",
            "shoulder",
            "ribs",
            "shin",
            "lower back",
            "neck",
        ],
    ),
    (
        "complaint",
        &[
            "chest pain",
            "a fall",
            "overdose",
            "unwell on the floor",
            "fitting",
            "breathing problems",
            "head injury",
            "back pain",
            "suicidal thoughts",
        ],
    ),
    ("count", &["two", "three", "four", "five", "six", "ten"]),
    ("decade", &["20s", "30s", "40s", "50s", "60s"]),
    (
        "did",
        &[
            "kicked",
            "punched",
            "pushed",
            "grabbed",
            "slapped",
            "scratched",
            "elbowed",
            "shoved",
            "headbutted",
            "bit",
            "swung at",
        ],
    ),
    (
        "mood",
        &[
            "aggressive",
            "agitated",
            "threatening",
            "hostile",
            "very upset",
            "abusive",
            "confused and combative",
        ],
    ),
    (
        "place",
        &[
            "the communal stairwell",
            "the back of the vehicle",
            "the taxi rank",
            "the front garden",
            "a hotel lobby",
            "bay 4",
            "the resus corridor",
            "a third floor flat",
            "the bus station",
        ],
    ),
    (
        "quote",
        &[
            "get out of my house",
            "I know where you park",
            "you lot are useless",
            "I'll have you",
            "don't touch me",
            "go back to where you came from",
            "wait till you finish your shift",
            "I pay your wages",
            "you're dead",
            "who do you think you are",
        ],
    ),
    (
        "request",
        &[
            "sit down",
            "put out a cigarette",
            "tie up the dog",
            "turn the music off",
            "step back",
            "wear a seat belt",
            "wait for a second crew",
            "leave the room",
        ],
    ),
    ("sex", &["male", "female", "man", "woman", "person"]),
    (
        "state",
        &[
            "drunk and on the floor",
            "post-ictal",
            "very distressed",
            "combative",
            "asleep in a chair",
            "locked in the bathroom",
            "hypo, BM 1.9",
            "GCS 14 and confused",
            "pacing",
        ],
    ),
    (
        "task",
        &[
            "cannulation",
            "the handover",
            "a 12-lead",
            "loading",
            "triage",
            "the physical exam",
            "naloxone",
            "the carry down",
            "history taking",
        ],
    ),
    (
        "try",
        &[
            "grab the wheel",
            "lock the door",
            "throw a kettle",
            "follow us to the vehicle",
            "pull my lanyard",
            "bite my hand",
            "open the back doors",
            "set the dog on",
        ],
    ),
    (
        "wearing",
        &[
            "grey hoodie",
            "football shirt",
            "hi-vis jacket",
            "no shoes",
            "red cap",
            "dressing gown",
            "works uniform",
        ],
    ),
    (
        "where",
        &["front door", "tail lift", "stairs", "lift", "kitchen", "side door", "nurses' station"],
    ),
    (
        "who",
        &[
            "family",
            "care home staff",
            "two officers",
            "a neighbour",
            "the night porter",
            "a friend",
        ],
    ),
];
