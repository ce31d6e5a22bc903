//! The log of what was done (監査記録), the newest first.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};

use super::{Console, pages, session::SignedIn};
use crate::{
    consult::Answering,
    helpdesk::{
        audit::{self, Logged},
        role::Right,
        staff::Member,
    },
    rules::{Moment, words},
};

/// So many lines are on a page.
const LINES: usize = 100;

#[derive(Template)]
#[template(path = "log.html")]
struct Page<'a> {
    member: &'a Member,
    rows: Vec<Row>,
    /// Where the next older page begins.
    older: Option<u64>,
}

struct Row {
    number: u64,
    at: String,
    who: String,
    what: String,
    case: Option<u64>,
    into: Option<u64>,
    whom: String,
}

/// A page of the log: `?before=120` for what is older than that line.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    if let Err(refused) = signed_in.must(Right::ReadLog) {
        return refused;
    }
    let fields = pages::Fields::read(query.unwrap_or_default().as_bytes());
    let before = fields.get("before").parse().ok();
    match audit::read(&**console.consult.store(), before, LINES).await {
        Ok(lines) => {
            let older = lines.last().filter(|_| lines.len() == LINES).map(|last| last.number);
            let page = Page { member: &signed_in.member, rows: lines.into_iter().map(row).collect(), older };
            pages::drawn(StatusCode::OK, page.render())
        }
        Err(problem) => pages::failed(&problem),
    }
}

fn row(logged: Logged) -> Row {
    let number = logged.number;
    let Some(line) = logged.line else {
        let what = "読めない行".to_owned();
        return Row {
            number,
            at: String::new(),
            who: String::new(),
            what,
            case: None,
            into: None,
            whom: String::new(),
        };
    };
    let name = |name: Option<crate::helpdesk::name::StaffName>| name.map(|name| name.to_string()).unwrap_or_default();
    Row {
        number,
        at: words::moment(Moment::from(line.at)),
        who: name(line.who),
        what: line.what.label().to_owned(),
        case: line.case.map(|case| case.0),
        into: line.into.map(|case| case.0),
        whom: name(line.whom),
    }
}
