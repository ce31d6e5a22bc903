//! Joining a case to another one of the same owner: first a page that shows both side by side, then it is done.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;

use super::{
    Console, act,
    case::GONE,
    lookup::reception_number,
    pages::{self, Fields},
    session::SignedIn,
};
use crate::{
    consult::{
        case::{Case, Refused},
        desk,
        line::Speaker,
        merge::Unfit,
        work::Worked,
    },
    helpdesk::{audit, role::Right, staff::Member},
    rules::{Moment, words},
    store::{CaseId, StoreError},
};

/// So many of the last words of an owner are shown, to tell whether both are the same.
const WORDS: usize = 3;
/// So many lines back they are looked for.
const LINES: usize = 60;
/// So many of one's own cases are offered.
const MINE: usize = 10;

#[derive(Template)]
#[template(path = "merge.html")]
struct Page<'a> {
    member: &'a Member,
    case: Side,
    step: u64,
    written: u64,
    was_done: bool,
    typed: &'a str,
    kept: Option<Side>,
    mine: Vec<(u64, String)>,
    problem: Option<String>,
}

/// One of the two cases.
struct Side {
    id: u64,
    state: &'static str,
    opened: String,
    place: &'static str,
    reason: String,
    answers: Vec<(String, String)>,
    said: Vec<String>,
}

/// Both side by side: `?into=12`.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    Path(id): Path<u64>,
    RawQuery(query): RawQuery,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    draw(&console, &signed_in, CaseId(id), fields.get("into").trim(), None, StatusCode::OK).await
}

/// Does it.
pub(super) async fn merge(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    Path(id): Path<u64>,
    body: Bytes,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let (id, fields) = (CaseId(id), Fields::read(&body));
    let typed = fields.get("into").trim();
    let Some(into) = reception_number(typed) else {
        return draw(&console, &signed_in, id, typed, None, StatusCode::BAD_REQUEST).await;
    };
    let line = audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::Merged).on(id).joined_to(into);
    match console.consult.merge(id, into, &signed_in.by(), act::seen(&fields), line.to_bytes()).await {
        Ok(Ok(Worked::Done(_))) => Redirect::to(&format!("/helpdesk/case/{into}")).into_response(),
        Ok(Ok(Worked::Gone)) => pages::refused(StatusCode::NOT_FOUND, GONE),
        Ok(Ok(Worked::Refused(refused, case))) => {
            // The second click of a double click.
            if case.merged_into == Some(into) && case.state.is_done() {
                return Redirect::to(&format!("/helpdesk/case/{into}")).into_response();
            }
            let problem = match refused {
                Refused::Closed => "この相談は、もうほかの相談にまとめられています。",
                Refused::OwnerWrote => "この画面を開いたあとに、相談者が書き足しています。読んでから、もう一度どうぞ。",
                Refused::Overtaken | Refused::NotClosed | Refused::BotHolds | Refused::NotOwn => {
                    "ほかの担当者が先に操作しました。いまの様子を見てから、もう一度どうぞ。"
                }
            };
            draw(&console, &signed_in, id, typed, Some(problem), StatusCode::CONFLICT).await
        }
        // The page says why.
        Ok(Err(_)) => draw(&console, &signed_in, id, typed, None, StatusCode::CONFLICT).await,
        Err(problem) => pages::failed(&problem),
    }
}

async fn draw(
    console: &Console,
    signed_in: &SignedIn,
    id: CaseId,
    typed: &str,
    problem: Option<&str>,
    status: StatusCode,
) -> Response {
    let Some((_, case)) = console.consult.board().case(id) else {
        return pages::refused(StatusCode::NOT_FOUND, GONE);
    };
    let kept = match reception_number(typed) {
        Some(into) => console.consult.can_merge(id, into).map(|(_, kept)| Some(kept)).map_err(in_words),
        None if typed.is_empty() => Ok(None),
        None => Err("受付番号を、数字で書いてください。".to_owned()),
    };
    let (kept, unfit) = kept.map_or_else(|why| (None, Some(why)), |kept| (kept, None));
    let read = async {
        let kept = match &kept {
            Some(kept) => Some(side(console, kept).await?),
            None => None,
        };
        Ok::<_, StoreError>((side(console, &case).await?, kept))
    };
    let (shown, kept) = match read.await {
        Ok(read) => read,
        Err(problem) => return pages::failed(&problem),
    };
    let page = Page {
        member: &signed_in.member,
        case: shown,
        step: case.step,
        written: case.written,
        was_done: case.state.is_done(),
        typed,
        mine: if kept.is_none() { mine(console, &signed_in.member, id) } else { Vec::new() },
        kept,
        problem: problem.map(str::to_owned).or(unfit),
    };
    pages::drawn(status, page.render())
}

fn in_words(unfit: Unfit) -> String {
    match unfit {
        Unfit::NoSuch => "その受付番号の相談はありません。".to_owned(),
        Unfit::Same => "同じ相談です。別の受付番号を書いてください。".to_owned(),
        Unfit::GoesOnIn(kept) => {
            format!("その相談は、受付番号 {kept} にまとめられています。{kept} を書いてください。")
        }
        Unfit::Call => "電話の相談には、まとめられません。そこから相談者に返事を送れないためです。\
                        電話の相談を開いて、この受付番号にまとめてください。"
            .to_owned(),
    }
}

async fn side(console: &Console, case: &Case) -> Result<Side, StoreError> {
    let chat = console.consult.board().case(case.id).map(|(chat, _)| chat);
    let lines = match &chat {
        Some(chat) => console.consult.lines(chat, LINES).await?,
        None => Vec::new(),
    };
    let said = lines.iter().rev().filter(|line| line.by == Speaker::Owner).take(WORDS);
    let mut said: Vec<String> = said.map(|line| line.text.to_plain()).collect();
    said.reverse();
    Ok(Side {
        id: case.id.0,
        state: case.state.label(),
        opened: words::moment(Moment::from(case.opened_at())),
        place: match chat.as_ref().map(|chat| chat.channel()) {
            Some(desk::CHANNEL) => "電話",
            Some(crate::channel::telegram::CHANNEL) => "Telegram",
            Some(crate::channel::web::CHANNEL) => "Web",
            _ => "ほか",
        },
        reason: case.reason().to_owned(),
        answers: case.told().map(|told| (told.label.clone(), told.value.clone())).collect(),
        said,
    })
}

/// One's own open cases, of which one may be meant.
fn mine(console: &Console, member: &Member, but: CaseId) -> Vec<(u64, String)> {
    let is_mine = |case: &&Case| {
        case.assignee.as_ref().is_some_and(|worker| worker.0 == member.name.as_str())
            && !case.state.is_done()
            && case.id != but
    };
    console.consult.board().look(|cases| {
        let mine = cases.values().rev().map(|(_, case)| case).filter(is_mine);
        mine.take(MINE).map(|case| (case.id.0, case.reason().to_owned())).collect()
    })
}
