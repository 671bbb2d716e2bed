//! The VPR Standard: its parts, how a part is rated, and what evidence points to. The wording of its
//! indicators is not known to this project, and is nowhere here: a region brings its own list.

use super::{Code, CodeList, cited, inferred};

/// The parts of the standard: the seven domains of the edition of 2024, and the four phases of the
/// edition of 2021, whose plans are taken over at their next review (S3).
pub static VPR_PART: CodeList = CodeList {
    name: "vpr_part",
    source: "Domains of the VPR Standard of 3 December 2024 (S2, S3), phases of that of January 2021 (S1)",
    codes: &[
        domain("leadership_accountability"),
        domain("governance_assurance"),
        domain("collaboration"),
        domain("data"),
        domain("workforce"),
        domain("interventions"),
        domain("evaluation"),
        phase("plan"),
        phase("do"),
        phase("check"),
        phase("act"),
    ],
};

/// How far a part is met. The standard of 2024 is assessed by red, amber and green (S2).
pub static RAG: CodeList = CodeList {
    name: "rag",
    source: "Self-assessment of the VPR Standard of 2024 (S2)",
    codes: &[cited("red", "S2"), cited("amber", "S2"), cited("green", "S2")],
};

/// What a piece of evidence points to.
pub static EVIDENCE_LINK: CodeList = CodeList {
    name: "evidence_link",
    source: "Proposal of this project",
    codes: &[inferred("live_figure"), inferred("report_count"), inferred("document")],
};

const fn domain(code: &'static str) -> Code {
    cited(code, "S2").under("domain")
}

const fn phase(code: &'static str) -> Code {
    cited(code, "S1").under("phase")
}
