//! What an owner said of a case after it was closed, in words.

use crate::consult::case::{Case, FollowUp};

/// Whether it was of help, as they said; empty where they did not.
pub fn helpful(case: &Case) -> &'static str {
    match case.helpful {
        Some(true) => "役に立った",
        Some(false) => "役に立たなかった",
        None => "",
    }
}

/// What became of it, and how far the asking is; empty where nobody spoke of it.
pub fn follow_up(case: &Case) -> &'static str {
    match case.follow_up {
        FollowUp::None => "",
        FollowUp::Offered => "たずねてよいかは返事なし",
        FollowUp::Declined => "たずねないでほしい",
        FollowUp::Due(_) => "たずねる予定",
        FollowUp::Asked => "たずねたが返事なし",
        FollowUp::NotApplied => "申し込んでいない",
        FollowUp::Applied => "申し込んだ",
        FollowUp::Said { helped: true } => "申し込んで、役に立った",
        FollowUp::Said { helped: false } => "申し込んだが、役に立たなかった",
    }
}
