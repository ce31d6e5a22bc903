//! Cases as a file for a spreadsheet (CSV), a row each. It is logged that it was taken out.

use std::{fmt::Write, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::{Console, case::aftermath, pages, session::SignedIn};
use crate::{
    consult::{Answering, case::Case},
    helpdesk::{audit, role::Right, staff::Member},
    rules::Moment,
};

const HEAD: [&str; 17] = [
    "受付番号",
    "受付",
    "状態",
    "至急",
    "窓口",
    "担当",
    "理由",
    "テーマ",
    "都道府県",
    "業種",
    "タグ",
    "担当開始",
    "最初の返事",
    "完了",
    "再度の相談",
    "役に立ったか",
    "申込み",
];

#[derive(Template)]
#[template(path = "export.html")]
struct Page<'a> {
    member: &'a Member,
    count: usize,
}

/// Says what is taken out.
pub(super) async fn show(State(console): State<Arc<Console>>, signed_in: SignedIn) -> Response {
    if let Err(refused) = signed_in.must(Right::Export) {
        return refused;
    }
    let count = console.consult.board().look(|cases| cases.len());
    pages::drawn(StatusCode::OK, Page { member: &signed_in.member, count }.render())
}

/// The file.
pub(super) async fn export(State(console): State<Arc<Console>>, signed_in: SignedIn) -> Response {
    if let Err(refused) = signed_in.must(Right::Export) {
        return refused;
    }
    // Written down before anything goes out.
    let line = audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::Exported);
    if let Err(problem) = console.consult.store().change(Vec::new(), vec![line.to_bytes()]).await {
        return pages::failed(&problem);
    }
    let teams = &console.consult.content().teams;
    let mut file = String::from("\u{feff}");
    row(&mut file, HEAD.map(str::to_owned));
    console.consult.board().look(|cases| {
        for (_, case) in cases.values() {
            let team = teams.find(&case.team).unwrap_or(teams.rest());
            row(&mut file, cells(case, &team.name));
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"cases.csv\""),
    ];
    (headers, file).into_response()
}

fn cells(case: &Case, team: &str) -> [String; HEAD.len()] {
    let at = |at: Option<DateTime<Utc>>| {
        at.map(|at| Moment::from(at).as_datetime().format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    };
    let answer = |fact: &str| case.told_of(fact).to_owned();
    [
        case.id.to_string(),
        at(Some(case.opened_at())),
        case.state.label().to_owned(),
        if case.urgent { "至急" } else { "" }.to_owned(),
        team.to_owned(),
        case.assignee.as_ref().map(|worker| worker.0.clone()).unwrap_or_default(),
        case.reason().to_owned(),
        answer("theme"),
        answer("prefecture"),
        answer("industry"),
        case.tags.join(" "),
        at(case.taken_at),
        at(case.answered_at),
        at(case.closed_at),
        (case.reasons.len() - 1).to_string(),
        aftermath::helpful(case).to_owned(),
        aftermath::follow_up(case).to_owned(),
    ]
}

fn row<const N: usize>(file: &mut String, cells: [String; N]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    let _ = write!(file, "{}\r\n", cells.join(","));
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let begins = cell.trim_start_matches([' ', '\u{3000}']).chars().next();
    let is_formula = matches!(begins, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    format!("\"{}{}\"", if is_formula { "'" } else { "" }, cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_out_of_its_quotes() {
        let cases = [
            ("相談", "\"相談\""),
            ("=1+1", "\"'=1+1\""),
            (" @SUM(A1)", "\"' @SUM(A1)\""),
            ("\t=cmd", "\"'\t=cmd\""),
            ("＝1", "\"'＝1\""),
            ("-5", "\"'-5\""),
            ("彼は\"はい\",と\n言った", "\"彼は\"\"はい\"\",と\n言った\""),
        ];
        for (cell, expected) in cases {
            assert_eq!(quoted(cell), expected);
        }
    }
}
