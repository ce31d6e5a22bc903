//! The consultation statistics (相談実績), on a page and as CSV.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::Utc;

use super::{Console, bars::bars, pages, session::SignedIn};
use crate::{
    consult::{
        Answering,
        tally::{Month, Tally},
    },
    helpdesk::{
        audit,
        role::Right,
        staff::Member,
        statistics::{self, Lots, Period, Table},
    },
    rules::Moment,
    store::{EntryChange, EntryKey, Expect, Store, StoreError},
};

/// So many months are shown unless others are asked for.
const MONTHS: i32 = 12;

#[derive(Template)]
#[template(path = "statistics.html")]
struct Page<'a> {
    member: &'a Member,
    may_export: bool,
    from: String,
    to: String,
    parts: Vec<Part>,
}

/// Tables about one thing.
struct Part {
    title: &'static str,
    about: &'static str,
    tables: Vec<Drawn>,
}

struct Drawn {
    table: Table,
    bars: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Read) {
        return refused;
    }
    let period = period(&console, query.as_deref());
    let (cases, all) = match tables(&console, period).await {
        Ok(tables) => tables,
        Err(problem) => return pages::failed(&problem),
    };
    let draw = |tables: Vec<Table>| {
        // What stands in many columns is compared along its rows, which bars would not show.
        let drawn = |table: Table| Drawn { bars: bars(&table).filter(|_| table.columns.len() <= 2), table };
        tables.into_iter().map(drawn).collect()
    };
    let parts = vec![
        Part {
            title: "相談案件",
            about: "相談員への相談です。終わったあとの新しい希望は、同じ受付番号でも別の一件です。受け付けた月で数えます。消された相談は入りません。",
            tables: draw(cases),
        },
        Part {
            title: "すべての対話",
            about: "ボットとの対話を、だれのものかを残さずに数えたものです。",
            tables: draw(all),
        },
    ];
    let page = Page {
        member: &signed_in.member,
        may_export: signed_in.member.role.may(Right::Export),
        from: period.from().to_string(),
        to: period.to().to_string(),
        parts,
    };
    pages::drawn(StatusCode::OK, page.render())
}

/// The same tables as a file; that it was taken is logged before it is given.
pub(super) async fn export(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Export) {
        return refused;
    }
    let period = period(&console, query.as_deref());
    let tables = match tables(&console, period).await {
        Ok((cases, all)) => [cases, all].concat(),
        Err(problem) => return pages::failed(&problem),
    };
    if let Err(problem) = log_export(&console, &signed_in).await {
        return pages::failed(&problem);
    }
    let name = format!("attachment; filename=\"sodan-{}-{}.csv\"", period.from(), period.to());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, statistics::csv::csv(&tables, period)).into_response()
}

/// Writes down that somebody took data out as a file.
pub(super) async fn log_export(console: &Console, signed_in: &SignedIn) -> Result<(), StoreError> {
    let line = audit::Line::new(Utc::now(), Some(&signed_in.member.name), audit::Act::Exported);
    console.consult.store().change(Vec::new(), vec![line.to_bytes()]).await.map(drop)
}

/// `?from=2026-01&to=2026-11`; what is missing or no month is the last year.
fn period(console: &Console, query: Option<&str>) -> Period {
    let fields = pages::Fields::read(query.unwrap_or_default().as_bytes());
    let now = Month::of(Moment::from(console.consult.now()));
    let to = Month::from_key(fields.get("to")).unwrap_or(now);
    Period::new(Month::from_key(fields.get("from")).unwrap_or(to.plus(1 - MONTHS)), to)
}

/// Of cases, and of all consultations.
async fn tables(console: &Console, period: Period) -> Result<(Vec<Table>, Vec<Table>), StoreError> {
    let counts = console.consult.store().counts().await?;
    let tallies: Vec<(Tally, u64)> =
        counts.into_iter().filter_map(|(key, count)| Some((Tally::from_key(&key)?, count))).collect();
    let (content, lots) = (console.consult.content(), lots(&**console.consult.store()).await?);
    let cases = console
        .consult
        .board()
        .look(|cases| statistics::of_cases(content, cases.values().map(|(_, case)| case), period, &lots));
    Ok((cases, statistics::of_tallies(content, &tallies, period, &lots)))
}

/// The secret by which counts are rounded, drawn when it is first needed: with another one, what was shown before could be
/// compared with what is shown now.
async fn lots(store: &dyn Store) -> Result<Lots, StoreError> {
    let key = EntryKey::new("statistics", "lots");
    loop {
        if let Some(secret) = store.entry(&key).await? {
            return Ok(Lots::new(&secret));
        }
        let mut secret = vec![0; 32];
        getrandom::fill(&mut secret).expect("a system without randomness can keep nobody apart");
        let change = EntryChange { key: key.clone(), expect: Expect::Absent, body: Some(secret) };
        store.change(vec![change], Vec::new()).await?;
    }
}
