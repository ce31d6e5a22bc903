//! The desk lookup: what a caller says, typed while they speak, and in one round trip what can be said to them.
//!
//! All of it is in the address: the words, the facts as corrected, the case it is for. Nothing is kept until it is saved.

mod fields;
mod page;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;

use self::fields::Asked;
use super::{Console, pages, session::SignedIn};
use crate::{
    consult::{case::Act, case::Refused, desk, heard::Basis, work::Worked},
    helpdesk::{audit, role::Right},
    store::CaseId,
};

/// The most characters of a reply or a note.
const MOST_CHARS: usize = 4_000;

/// The page.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    let mut asked = Asked::read(query.unwrap_or_default().as_bytes(), &console.consult);
    let owner = match page::known(&console, &asked).await {
        Ok(owner) => owner,
        Err(problem) => return pages::failed(&problem),
    };
    // A link from a case leads here with its number alone: then it is about its owner.
    if let Some(known) = owner.as_ref().filter(|_| !asked.from_page) {
        let known = match page::with_merged(&console, &asked, known).await {
            Ok(known) => known,
            Err(problem) => return pages::failed(&problem),
        };
        asked.call.known = asked.enterable(&known, &console.consult);
    }
    page::draw(&console, &signed_in, &asked, owner.as_ref(), page::Left::default(), StatusCode::OK)
}

/// The page once more, with a word on why something could not be done.
async fn again(
    console: &Console,
    signed_in: &SignedIn,
    asked: &Asked,
    left: page::Left,
    status: StatusCode,
) -> Response {
    match page::known(console, asked).await {
        Ok(owner) => page::draw(console, signed_in, asked, owner.as_ref(), left, status),
        Err(problem) => pages::failed(&problem),
    }
}

/// Keeps what was heard with what is known of the owner of an open case. The fields themselves are posted, as they stand.
pub(super) async fn keep(State(console): State<Arc<Console>>, signed_in: SignedIn, body: Bytes) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let asked = Asked::read(&body, &console.consult);
    let again = async |problem: &str, status| {
        let left = page::Left { problem: Some(problem.to_owned()), ..page::Left::default() };
        again(&console, &signed_in, &asked, left, status).await
    };
    let seen = Basis::read(pages::Fields::read(&body).get("keep"));
    let owner = match page::known(&console, &asked).await {
        Ok(owner) => owner,
        Err(problem) => return pages::failed(&problem),
    };
    let (Some(id), Some(owner)) = (asked.case, owner) else {
        return again("その受付番号の相談はありません。", StatusCode::NOT_FOUND).await;
    };
    let Some(seen) = seen else {
        return again("この画面は古くなっています。項目を確かめてから、もう一度どうぞ。", StatusCode::BAD_REQUEST)
            .await;
    };
    if asked.unseen {
        let problem = "お話のことばが変わったので、項目を読み直しました。確かめてから、もう一度どうぞ。";
        return again(problem, StatusCode::BAD_REQUEST).await;
    }
    if !asked.misread.is_empty() {
        return again("読みとれない項目があります。直してから、もう一度どうぞ。", StatusCode::BAD_REQUEST).await;
    }
    let changes = page::changes(&console, &asked, &owner);
    if changes.is_empty() {
        return again("前と違う項目がありません。", StatusCode::BAD_REQUEST).await;
    }
    let note = format!("項目を直しました\n{}", changes.join("\n"));
    let log = audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::FactsKept).on(id).to_bytes();
    match console.consult.keep_heard(id, &signed_in.by(), &seen, &asked.call.known, &note, log).await {
        Ok(Worked::Done(_)) => Redirect::to(&format!("/helpdesk/case/{id}#last-note")).into_response(),
        Ok(Worked::Gone) => again("その受付番号の相談はありません。", StatusCode::NOT_FOUND).await,
        Ok(Worked::Refused(Refused::Overtaken, _)) => {
            let problem =
                "ほかの担当者か相談者が、先に何かしました。下の「前との違い」を確かめてから、もう一度どうぞ。";
            again(problem, StatusCode::CONFLICT).await
        }
        Ok(Worked::Refused(..)) => {
            again("この相談は完了しています。残すときは、先に再開してください。", StatusCode::CONFLICT).await
        }
        Err(problem) => pages::failed(&problem),
    }
}

/// Makes a case of the call.
pub(super) async fn save(State(console): State<Arc<Console>>, signed_in: SignedIn, body: Bytes) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let posted = pages::Fields::read(&body);
    let asked = Asked::read(posted.get("asked").as_bytes(), &console.consult);
    let note = posted.get("note").trim();
    let left = |problem: &str| page::Left {
        problem: Some(problem.to_owned()),
        note: note.to_owned(),
        ..page::Left::default()
    };
    if note.chars().count() > MOST_CHARS {
        let problem = format!("メモは{MOST_CHARS}字までで書いてください。");
        return again(&console, &signed_in, &asked, left(&problem), StatusCode::BAD_REQUEST).await;
    }
    if asked.call.said.is_empty() && asked.call.known.is_empty() && note.is_empty() {
        let problem = "まだ何も書かれていません。お話かメモを書いてから保存してください。";
        return again(&console, &signed_in, &asked, left(problem), StatusCode::BAD_REQUEST).await;
    }
    let Some(mark) = fields::mark_of(posted.get("mark")) else {
        return pages::refused(StatusCode::BAD_REQUEST, "この画面は古くなっています。調べ直してから保存してください。");
    };
    let log = |id| audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::CallSaved).on(id).to_bytes();
    match console.consult.save_call(&signed_in.by(), mark, &asked.call, note, log).await {
        Ok(id) => Redirect::to(&format!("/helpdesk/case/{id}")).into_response(),
        Err(problem) => pages::failed(&problem),
    }
}

/// Writes to the owner of an open case.
pub(super) async fn send(State(console): State<Arc<Console>>, signed_in: SignedIn, body: Bytes) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let posted = pages::Fields::read(&body);
    let asked = Asked::read(posted.get("asked").as_bytes(), &console.consult);
    let text = posted.get("text").trim();
    let again = async |problem: &str, status| {
        let left =
            page::Left { problem: Some(problem.to_owned()), reply: Some(text.to_owned()), ..page::Left::default() };
        again(&console, &signed_in, &asked, left, status).await
    };
    if text.is_empty() || text.chars().count() > MOST_CHARS {
        return again(&format!("1字から{MOST_CHARS}字までで書いてください。"), StatusCode::BAD_REQUEST).await;
    }
    let Some(id) = asked.case else {
        return again("受付番号を書いてください。", StatusCode::BAD_REQUEST).await;
    };
    if console.consult.board().case(id).is_some_and(|(chat, _)| chat.channel() == desk::CHANNEL) {
        return again("電話の相談には、送る先の画面がありません。", StatusCode::CONFLICT).await;
    }
    let seen = posted.get("seen").parse().unwrap_or(u64::MAX);
    let log = audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::Replied).on(id).to_bytes();
    match console.consult.work(id, &signed_in.by(), seen, &Act::Reply(text.to_owned()), log).await {
        Ok(Worked::Done(_)) => Redirect::to(&format!("/helpdesk/case/{id}#last")).into_response(),
        Ok(Worked::Gone) => again("その受付番号の相談はありません。", StatusCode::NOT_FOUND).await,
        Ok(Worked::Refused(Refused::Overtaken, _)) => {
            let problem =
                "ほかの担当者が先に操作しました。いまの様子を見てから、もう一度どうぞ。書いたものは残っています。";
            again(problem, StatusCode::CONFLICT).await
        }
        Ok(Worked::Refused(..)) => {
            again("この相談は完了しています。送るときは、先に再開してください。", StatusCode::CONFLICT).await
        }
        Err(problem) => pages::failed(&problem),
    }
}

pub(super) async fn css() -> Response {
    file("text/css; charset=utf-8", include_str!("assets/lookup.css"))
}

pub(super) async fn js() -> Response {
    file("text/javascript; charset=utf-8", include_str!("assets/lookup.js"))
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

/// A reception number as it was typed: 12, １２番.
pub(super) fn reception_number(typed: &str) -> Option<CaseId> {
    let tidy = crate::understand::normal::tidy(typed);
    let digits = tidy.trim_start_matches("受付番号").trim().trim_end_matches('番').trim();
    digits.parse().ok().map(CaseId)
}
