//! The queues (未対応・自分の担当・対応中・相談者待ち・完了), the oldest first.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};

use super::{Console, case, pages, session::SignedIn};
use crate::{
    consult::case::{Case, State as CaseState},
    content::Phrase,
    helpdesk::staff::Member,
    rules::{Moment, business_time, due, words},
};

/// A queue: its key in addresses and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    /// Nobody works on it.
    New,
    /// Mine.
    Mine,
    /// Somebody works on it.
    Working,
    /// It is the owner's turn.
    Awaiting,
    /// Closed.
    Done,
}

impl Queue {
    /// In the order in which they are shown.
    pub const ALL: [(Queue, &'static str, &'static str); 5] = [
        (Queue::New, "new", "未対応"),
        (Queue::Mine, "mine", "自分の担当"),
        (Queue::Working, "working", "対応中"),
        (Queue::Awaiting, "awaiting", "相談者待ち"),
        (Queue::Done, "done", "完了"),
    ];

    /// Takes back a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == key).map(|(queue, ..)| *queue)
    }

    /// Its key in addresses.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Whether a case stands in it, for a member.
    pub fn holds(self, case: &Case, member: &Member) -> bool {
        let mine = case.assignee.as_ref().is_some_and(|worker| worker.0 == member.name.as_str());
        match (self, case.state) {
            (Queue::New, CaseState::New) | (Queue::Working, CaseState::Working) => true,
            (Queue::Awaiting, CaseState::AwaitingOwner) | (Queue::Done, CaseState::Done(_)) => true,
            (Queue::Mine, state) => mine && !state.is_done(),
            _ => false,
        }
    }
}

/// A case in a queue.
pub(super) struct Row {
    pub id: u64,
    /// The owner's own words, or where they were; empty of a case of before.
    pub said: String,
    /// Why it came; empty where that is only that somebody asked for a person, and it is known with what words.
    pub reason: String,
    pub theme: String,
    pub team: String,
    pub assignee: String,
    pub urgent: bool,
    /// How long somebody has waited, in the hours of the team.
    pub waited: String,
    pub overdue: bool,
    pub state: &'static str,
    pub tags: String,
    pub opened: String,
    /// How it ended, and when; empty of one that is open.
    pub outcome: &'static str,
    pub closed: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Page<'a> {
    member: &'a Member,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    here: &'static str,
    /// Of closed cases is shown how and when they ended.
    done: bool,
    /// The numbers of the cases that are here already.
    known: String,
    /// There are more than are shown.
    more: bool,
}

struct Tab {
    key: &'static str,
    name: &'static str,
    count: usize,
    here: bool,
}

/// The queue to begin with.
pub(super) async fn show(state: State<Arc<Console>>, signed_in: SignedIn) -> Response {
    draw(&state, &signed_in, Queue::New).await
}

/// One queue.
pub(super) async fn show_one(state: State<Arc<Console>>, signed_in: SignedIn, Path(queue): Path<String>) -> Response {
    match Queue::from_key(&queue) {
        Some(queue) => draw(&state, &signed_in, queue).await,
        None => pages::refused(StatusCode::NOT_FOUND, "その一覧はありません。"),
    }
}

async fn draw(console: &Console, signed_in: &SignedIn, queue: Queue) -> Response {
    let member = &signed_in.member;
    let names = match console.staff.list().await {
        Ok(members) => pages::Names::of(&members),
        Err(problem) => return pages::failed(&problem),
    };
    let now = console.consult.now();
    // Before the rows are read: what comes in between is told as new, not passed over.
    let glance = console.glances.now(console.consult.board());
    let tabs =
        Queue::ALL.map(|(one, key, name)| Tab { key, name, count: glance.count(one, member), here: one == queue });
    let (more, rows) = console.consult.board().look(|cases| {
        let mut held: Vec<&Case> =
            cases.values().map(|(_, case)| case).filter(|case| queue.holds(case, member)).collect();
        // Urgent ones, then whoever waits longest; of closed ones the last closed.
        match queue {
            Queue::Done => held.sort_by_key(|case| std::cmp::Reverse(case.closed_at)),
            _ => {
                held.sort_by_key(|case| (!case.urgent, case.waiting_since.unwrap_or(DateTime::<Utc>::MAX_UTC), case.id))
            }
        }
        let rows = held.iter().take(MOST_ROWS).map(|case| row(console, case, &names, now)).collect();
        (held.len() > MOST_ROWS, rows)
    });
    let known = glance.newest(queue, member).iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
    let page = Page { member, tabs: tabs.into(), rows, here: queue.key(), done: queue == Queue::Done, known, more };
    pages::drawn(StatusCode::OK, page.render())
}

/// So many rows are on a page; the others are found by searching.
const MOST_ROWS: usize = 200;

pub(super) fn row(console: &Console, case: &Case, names: &pages::Names, now: DateTime<Utc>) -> Row {
    let content = console.consult.content();
    let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
    let theme = case.told_of("theme").to_owned();
    let (waited, overdue) = match case.waiting_since {
        None => (String::new(), false),
        Some(since) => {
            let (since, now) = (Moment::from(since), Moment::from(now));
            let waited = business_time(&team.hours, &content.holidays, since, now);
            let due = team.goal_minutes.and_then(|minutes| due(&team.hours, &content.holidays, since, minutes));
            (in_words(waited), due.is_some_and(|due| due < now))
        }
    };
    let usual = content.phrases.say(Phrase::WishOwn, &[]);
    let reason = if case.said.is_empty() || case.reason() != usual { case.reason() } else { "" };
    let at = |at| words::moment(Moment::from(at));
    Row {
        id: case.id.0,
        said: case.said.clone(),
        reason: reason.to_owned(),
        theme,
        team: team.name.clone(),
        assignee: case.assignee.as_ref().map(|worker| names.show(worker)).unwrap_or_default(),
        state: case.state.label(),
        tags: case.tags.join("、"),
        urgent: case.urgent,
        waited,
        overdue,
        opened: at(case.opened_at()),
        outcome: case::how_it_ended(case.state),
        closed: case.closed_at.filter(|_| case.state.is_done()).map(at).unwrap_or_default(),
    }
}

fn in_words(time: chrono::Duration) -> String {
    match (time.num_hours(), time.num_minutes() % 60) {
        (0, minutes) => format!("{minutes}分"),
        (hours, minutes) => format!("{hours}時間{minutes}分"),
    }
}
