//! How the report came about.

use super::{CodeList, LFPSE_ANON, cited, inferred};

/// How the reporter is at this moment.
pub static SAFE_NOW: CodeList = CodeList {
    name: "safe_now",
    source: "Proposal of this project",
    codes: &[
        inferred("safe", "Safe"),
        inferred("hurt", "Hurt"),
        inferred("need_help_now", "Need help now"),
    ],
};

/// Who may know who reports.
pub static NAMING: CodeList = CodeList {
    name: "naming",
    source: "Proposal of this project",
    codes: &[
        inferred("named", "Whoever handles the report may know"),
        inferred("confidential", "Only who has to know"),
        inferred("anonymous", "Nobody is to be told"),
    ],
};

/// The way by which the report was made.
pub static REPORTING_CHANNEL: CodeList = CodeList {
    name: "reporting_channel",
    source: "Proposal of this project; the 24-hour phone line is published (S63)",
    codes: &[
        inferred("mobile_offline", "Phone or tablet without signal"),
        inferred("mobile_online", "Phone or tablet with signal"),
        inferred("eoc_desktop", "Control room desktop"),
        cited("phone_line_24h", "24-hour phone line", "S63"),
        inferred("manager_on_behalf", "A manager, on someone's behalf"),
        inferred("epcr_linked", "From the patient record"),
        inferred("import_legacy", "Imported from an older system"),
    ],
};

/// Why the reporter would rather not be named.
pub static ANONYMITY_REASON: CodeList = CodeList {
    name: "anonymity_reason",
    source: "LFPSE v5 reasons for reporting anonymously (S66)",
    codes: &[
        cited("save_time", "To save time", "S66").maps(&[(LFPSE_ANON, "1")]),
        cited("forgot_account_details", "Forgot account details", "S66").maps(&[(LFPSE_ANON, "2")]),
        cited("no_benefit_in_signing_in", "No benefit in signing in", "S66")
            .maps(&[(LFPSE_ANON, "3")]),
        cited("used_against_me_by_employer", "My employer may use it against me", "S66")
            .maps(&[(LFPSE_ANON, "4")]),
        cited(
            "used_against_me_by_another_organisation",
            "Another organisation may use it against me",
            "S66",
        )
        .maps(&[(LFPSE_ANON, "5")]),
        cited("reputation_or_career", "My reputation or career", "S66").maps(&[(LFPSE_ANON, "6")]),
        cited("colleagues_may_find_out", "Colleagues may find out", "S66")
            .maps(&[(LFPSE_ANON, "7")]),
        cited("other", "Another reason", "S66").maps(&[(LFPSE_ANON, "8")]),
    ],
};
