//! How the report came about.

use super::{CodeList, LFPSE_ANON, cited, inferred};

/// How the reporter is at this moment.
pub static SAFE_NOW: CodeList = CodeList {
    name: "safe_now",
    source: "Proposal of this project",
    codes: &[inferred("safe"), inferred("hurt"), inferred("need_help_now")],
};

/// Who may know who reports.
pub static NAMING: CodeList = CodeList {
    name: "naming",
    source: "Proposal of this project",
    codes: &[inferred("named"), inferred("confidential"), inferred("anonymous")],
};

/// The way by which the report was made.
pub static REPORTING_CHANNEL: CodeList = CodeList {
    name: "reporting_channel",
    source: "Proposal of this project; the 24-hour phone line is published (S63)",
    codes: &[
        inferred("mobile_offline"),
        inferred("mobile_online"),
        inferred("eoc_desktop"),
        cited("phone_line_24h", "S63"),
        inferred("manager_on_behalf"),
        inferred("epcr_linked"),
        inferred("import_legacy"),
    ],
};

/// Why the reporter would rather not be named.
pub static ANONYMITY_REASON: CodeList = CodeList {
    name: "anonymity_reason",
    source: "LFPSE v5 reasons for reporting anonymously (S66)",
    codes: &[
        cited("save_time", "S66").maps(&[(LFPSE_ANON, "1")]),
        cited("forgot_account_details", "S66").maps(&[(LFPSE_ANON, "2")]),
        cited("no_benefit_in_signing_in", "S66").maps(&[(LFPSE_ANON, "3")]),
        cited("used_against_me_by_employer", "S66").maps(&[(LFPSE_ANON, "4")]),
        cited("used_against_me_by_another_organisation", "S66").maps(&[(LFPSE_ANON, "5")]),
        cited("reputation_or_career", "S66").maps(&[(LFPSE_ANON, "6")]),
        cited("colleagues_may_find_out", "S66").maps(&[(LFPSE_ANON, "7")]),
        cited("other", "S66").maps(&[(LFPSE_ANON, "8")]),
    ],
};
