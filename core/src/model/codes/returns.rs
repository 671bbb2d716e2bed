//! Returns of services to a national region.

use super::{CodeList, inferred};

/// What a national hub says of a return that came.
pub static RETURN_REPLY: CodeList = CodeList {
    name: "return_reply",
    source: "Proposal of this project",
    codes: &[
        inferred("taken"),
        inferred("other_service"),
        inferred("not_proved"),
        inferred("other_scope"),
        inferred("unreadable"),
    ],
};
