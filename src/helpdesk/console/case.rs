//! One case on one screen: what was said on the left; answers, reasons and what can be done on the right.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;

use super::{Console, pages, session::SignedIn};
use crate::{
    consult::{
        case::{Act, Case, Outcome, Refused, State as CaseState, Worker},
        line::{Line, Speaker},
        work::Worked,
    },
    helpdesk::{audit, role::Right, staff::Member},
    rules::{Moment, words},
    store::CaseId,
};

/// So many lines of the transcript are on the page.
const LINES: usize = 400;
/// The most characters of a reply or a note.
const MOST_CHARS: usize = 4_000;

#[derive(Template)]
#[template(path = "case.html")]
struct Page<'a> {
    member: &'a Member,
    may_work: bool,
    case: &'a Case,
    state: &'static str,
    team: &'a str,
    opened: String,
    said: Vec<Said>,
    notes: Vec<Written>,
    reasons: Vec<Reason>,
    /// What stopped the last thing from being done.
    problem: Option<String>,
    /// What was being written, and is not lost.
    draft: String,
    outcomes: [(&'static str, &'static str); 4],
}

struct Said {
    at: String,
    who: String,
    class: &'static str,
    text: String,
}

struct Written {
    at: String,
    by: String,
    text: String,
}

struct Reason {
    at: String,
    reason: String,
    answers: Vec<(String, String)>,
    shown: Vec<String>,
}

/// The page of a case.
pub(super) async fn show(State(console): State<Arc<Console>>, signed_in: SignedIn, Path(id): Path<u64>) -> Response {
    draw(&console, &signed_in, CaseId(id), None, String::new(), StatusCode::OK).await
}

async fn draw(
    console: &Console,
    signed_in: &SignedIn,
    id: CaseId,
    problem: Option<String>,
    draft: String,
    status: StatusCode,
) -> Response {
    let Some((chat, case)) = console.consult.board().case(id) else {
        return pages::refused(StatusCode::NOT_FOUND, "その受付番号の相談はありません。消されたのかもしれません。");
    };
    let lines = match console.consult.lines(&chat, LINES).await {
        Ok(lines) => lines,
        Err(problem) => return pages::failed(&problem),
    };
    let content = console.consult.content();
    let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
    let title = |id: &String| {
        let named = content.programs.iter().find(|program| program.offer.name == *id);
        named.map_or_else(|| id.clone(), |program| program.offer.title.clone())
    };
    let at = |at| words::moment(Moment::from(at));
    let page = Page {
        member: &signed_in.member,
        may_work: signed_in.member.role.may(Right::Work),
        state: state_in_words(case.state),
        team: &team.name,
        opened: at(case.opened_at()),
        said: lines.iter().map(said).collect(),
        notes: case
            .notes
            .iter()
            .map(|note| Written { at: at(note.at), by: note.by.0.clone(), text: note.text.clone() })
            .collect(),
        reasons: case
            .reasons
            .iter()
            .rev()
            .map(|came| Reason {
                at: at(came.at),
                reason: came.reason.clone(),
                answers: came.answers.iter().map(|told| (told.label.clone(), told.value.clone())).collect(),
                shown: came.shown.iter().map(title).collect(),
            })
            .collect(),
        problem,
        draft,
        outcomes: Outcome::ALL.map(|(outcome, key)| (key, outcome_in_words(outcome))),
        case: &case,
    };
    pages::drawn(status, page.render())
}

fn said(line: &Line) -> Said {
    let (who, class) = match line.by {
        Speaker::Owner => ("相談者".to_owned(), "owner"),
        Speaker::Bot => ("ボット".to_owned(), "bot"),
        Speaker::Staff => (format!("相談員 {}", line.name.as_deref().unwrap_or_default()), "staff"),
    };
    Said { at: words::moment(Moment::from(line.at)), who, class, text: line.text.to_plain() }
}

fn state_in_words(state: CaseState) -> &'static str {
    match state {
        CaseState::New => "新規",
        CaseState::Working => "対応中",
        CaseState::AwaitingOwner => "相談者待ち",
        CaseState::Done(outcome) => outcome_in_words(outcome),
    }
}

fn outcome_in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Solved => "完了（解決）",
        Outcome::Referred => "完了（案内）",
        Outcome::Withdrawn => "完了（取下げ）",
        Outcome::OutOfReach => "完了（連絡不能）",
    }
}

/// Does something with a case; the form says at which step it was seen.
pub(super) async fn act(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    Path((id, what)): Path<(u64, String)>,
    body: Bytes,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let fields = pages::Fields::read(&body);
    let text = fields.get("text").trim();
    let (act, logged) = match what.as_str() {
        "claim" => (Act::Claim, audit::Act::Claimed),
        "release" => (Act::Assign(None), audit::Act::Released),
        "assign" => (Act::Assign(Some(Worker(fields.get("worker").to_owned()))), audit::Act::Claimed),
        "reply" | "note" if text.is_empty() || text.chars().count() > MOST_CHARS => {
            let problem = format!("1字から{MOST_CHARS}字までで書いてください。");
            return draw(&console, &signed_in, CaseId(id), Some(problem), text.to_owned(), StatusCode::BAD_REQUEST)
                .await;
        }
        "reply" => (Act::Reply(text.to_owned()), audit::Act::Replied),
        "note" => (Act::Note(text.to_owned()), audit::Act::Noted),
        "hand_back" => (Act::HandBack, audit::Act::Released),
        "close" => match Outcome::from_key(fields.get("outcome")) {
            Some(outcome) => (Act::Close(outcome), audit::Act::Closed),
            None => return pages::refused(StatusCode::BAD_REQUEST, "終わり方を選んでください。"),
        },
        "reopen" => (Act::Reopen, audit::Act::Reopened),
        "urgent" => (Act::Urgent(fields.get("urgent") == "yes"), audit::Act::Other),
        _ => return pages::refused(StatusCode::NOT_FOUND, "その操作はありません。"),
    };
    let seen = fields.get("seen").parse().unwrap_or(u64::MAX);
    let log = audit::Line::new(Utc::now(), Some(&signed_in.member.name), logged).on(CaseId(id)).to_bytes();
    match console.consult.work(CaseId(id), &signed_in.by(), seen, &act, log).await {
        Ok(Worked::Done(_)) => Redirect::to(&format!("/helpdesk/case/{id}")).into_response(),
        Ok(Worked::Gone) => {
            pages::refused(StatusCode::NOT_FOUND, "その受付番号の相談はありません。消されたのかもしれません。")
        }
        Ok(Worked::Refused(refused, _)) => {
            let problem = match refused {
                Refused::Overtaken => {
                    "ほかの担当者が先に操作しました。いまの様子を見てから、もう一度どうぞ。書いたものは残っています。"
                }
                Refused::Closed => "この相談は完了しています。続けるときは、先に再開してください。",
                Refused::NotClosed => "この相談は完了していません。",
            };
            draw(&console, &signed_in, CaseId(id), Some(problem.to_owned()), text.to_owned(), StatusCode::CONFLICT)
                .await
        }
        Err(problem) => pages::failed(&problem),
    }
}
