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

use super::{Console, pages, session::SignedIn};
use crate::{
    consult::{Answering, case},
    helpdesk::{audit, role::Right, staff::Member},
    store::CaseId,
};

/// More lines than any chat has: all are counted.
const ALL_LINES: usize = 1_000_000;

const GONE: &str = "その受付番号の相談はありません。消されたのかもしれません。";

#[derive(Template)]
#[template(path = "erase.html")]
struct Page<'a> {
    member: &'a Member,
    id: u64,
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
    let Some((chat, _)) = console.consult.board().case(CaseId(id)) else {
        return pages::refused(StatusCode::NOT_FOUND, GONE);
    };
    let store = console.consult.store();
    let read = async {
        let (cases, unsent) = tokio::try_join!(store.cases_of(&chat), store.to_send(&chat, ALL_LINES))?;
        let known =
            console.consult.look(&chat, ALL_LINES, |present, _, lines| (present.progress.known.len(), lines.len()));
        Ok::<_, crate::store::StoreError>((cases, unsent.len(), known.await?))
    };
    let (cases, unsent, (answers, lines)) = match read.await {
        Ok(read) => read,
        Err(problem) => return pages::failed(&problem),
    };
    let notes = cases.iter().filter_map(|kept| case::read(kept.id, &kept.body).ok()).map(|case| case.notes.len()).sum();
    let cases = cases.iter().map(|kept| kept.id.0).collect();
    let page = Page { member: &signed_in.member, id, cases, lines, notes, answers, unsent };
    pages::drawn(StatusCode::OK, page.render())
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
    let line = audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::Erased).on(CaseId(id));
    match console.consult.erase(CaseId(id), line.to_bytes()).await {
        Ok(true) => pages::drawn(StatusCode::OK, Erased { member: &signed_in.member, id }.render()),
        Ok(false) => pages::refused(StatusCode::NOT_FOUND, GONE),
        Err(problem) => pages::failed(&problem),
    }
}
