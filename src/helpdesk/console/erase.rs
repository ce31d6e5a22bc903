//! Erasing an owner: first a page that lists what goes, then everything with one confirmation.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::Utc;

use super::{Console, case::GONE, pages, session::SignedIn};
use crate::{
    consult::{Answering, case},
    helpdesk::{audit, role::Right, staff::Member},
    store::{CaseId, ChatKey, StoreError},
};

/// More lines than any chat has: all are counted.
const ALL_LINES: usize = 1_000_000;

#[derive(Template)]
#[template(path = "erase.html")]
struct Page<'a> {
    member: &'a Member,
    id: u64,
    goes: Goes,
    /// The case in which this one goes on, and which does not go.
    goes_on_in: Option<u64>,
}

/// All that goes.
#[derive(Default)]
struct Goes {
    cases: Vec<u64>,
    lines: usize,
    notes: usize,
    answers: usize,
    unsent: usize,
}

#[derive(Template)]
#[template(path = "erased.html")]
struct Erased<'a> {
    member: &'a Member,
    id: u64,
}

/// What goes.
pub(super) async fn show(State(console): State<Arc<Console>>, signed_in: SignedIn, Path(id): Path<u64>) -> Response {
    if let Err(refused) = signed_in.must(Right::Erase) {
        return refused;
    }
    let board = console.consult.board();
    let Some((chat, case)) = board.case(CaseId(id)) else {
        return pages::refused(StatusCode::NOT_FOUND, GONE);
    };
    // What goes on in a case goes with it.
    let mut chats = vec![chat];
    for (chat, _) in board.merged_into(case.id) {
        if !chats.contains(&chat) {
            chats.push(chat);
        }
    }
    let mut goes = Goes::default();
    for chat in &chats {
        if let Err(problem) = goes.add(&console, chat).await {
            return pages::failed(&problem);
        }
    }
    let goes_on_in = case.merged_into.map(|id| id.0);
    pages::drawn(StatusCode::OK, Page { member: &signed_in.member, id, goes, goes_on_in }.render())
}

impl Goes {
    async fn add(&mut self, console: &Console, chat: &ChatKey) -> Result<(), StoreError> {
        let store = console.consult.store();
        let known =
            console.consult.look(chat, ALL_LINES, |present, _, lines| (present.progress.known.len(), lines.len()));
        let (cases, unsent, (answers, lines)) =
            tokio::try_join!(store.cases_of(chat), store.to_send(chat, ALL_LINES), known)?;
        let notes = cases.iter().filter_map(|kept| case::read(kept.id, &kept.body).ok()).map(|case| case.notes.len());
        self.notes += notes.sum::<usize>();
        self.cases.extend(cases.iter().map(|kept| kept.id.0));
        self.lines += lines;
        self.answers += answers;
        self.unsent += unsent.len();
        Ok(())
    }
}

/// Does it.
pub(super) async fn erase(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    Path(id): Path<u64>,
    body: Bytes,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Erase) {
        return refused;
    }
    if pages::Fields::read(&body).get("sure") != "yes" {
        return pages::refused(
            StatusCode::BAD_REQUEST,
            "消す前に、「元に戻せないことを確かめました」にチェックを入れてください。",
        );
    }
    let who = Some(&signed_in.member.name);
    let line = |case| audit::Line::new(Utc::now(), who, audit::Act::Erased).on(case).to_bytes();
    match console.consult.erase(CaseId(id), line).await {
        Ok(true) => pages::drawn(StatusCode::OK, Erased { member: &signed_in.member, id }.render()),
        Ok(false) => pages::refused(StatusCode::NOT_FOUND, GONE),
        Err(problem) => pages::failed(&problem),
    }
}
