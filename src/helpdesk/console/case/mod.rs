//! One case on one screen: what was said on the left; answers, programs, reasons and what can be done on the right.

mod said;
mod shown;

use std::{sync::Arc, time::Instant};

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

pub(super) use self::said::last_word;

use self::{
    said::{Said, failed},
    shown::{Shown, programs},
};
use super::{Console, pages, presence::Other, session::SignedIn};
use crate::{
    consult::{
        Answering,
        case::{Case, Outcome, State as CaseState},
        line::{Line, Speaker},
    },
    content::{Content, FactId},
    helpdesk::{
        role::Right,
        staff::{Member, StaffError},
    },
    rules::{self, Moment, Situation, words},
    store::CaseId,
};

/// So many lines of the transcript are on the page.
const LINES: usize = 400;

pub(super) const GONE: &str = "その受付番号の相談はありません。消されたのかもしれません。";

/// What the page shows beside the case itself.
#[derive(Default)]
pub(super) struct Extra {
    pub status: StatusCode,
    /// What stopped the last thing from being done.
    pub problem: Option<String>,
    /// What was being written to the owner, and is not lost.
    pub reply: String,
    /// What was being written for colleagues, and is not lost.
    pub note: String,
    /// Somebody else was first: what they wrote stands beside one's own words.
    pub overtaken: bool,
    /// The id of a canned reply to be added to what was being written.
    pub canned: Option<String>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct Page<'a> {
    member: &'a Member,
    may_work: bool,
    /// Somebody called: there is no screen on which a reply could stand.
    by_phone: bool,
    may_erase: bool,
    case: &'a Case,
    state: &'static str,
    team: &'a str,
    assignee: Option<String>,
    opened: String,
    version: u64,
    /// Which words of a person are the last here: see [`last_word`].
    last_word: String,
    others: Vec<Other>,
    said: Vec<Said>,
    /// What a colleague wrote meanwhile.
    theirs: Option<Said>,
    failed: Vec<Said>,
    notes: Vec<Written>,
    reasons: Vec<Reason>,
    profile: Vec<(String, String)>,
    programs: Vec<Shown>,
    earlier: Vec<u64>,
    canned: Vec<(String, String)>,
    teams: Vec<(&'a str, &'a str, bool)>,
    colleagues: Vec<(String, String)>,
    tags: String,
    problem: Option<String>,
    reply: String,
    note: String,
    outcomes: [(&'static str, &'static str); 4],
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
}

/// What is drawn from what is kept of the owner.
struct Owner {
    version: u64,
    lines: Vec<Line>,
    failed: Vec<usize>,
    profile: Vec<(String, String)>,
    programs: Vec<Shown>,
    canned: Vec<(String, String)>,
    filled: Option<String>,
}

/// The page of a case.
pub(super) async fn show(State(console): State<Arc<Console>>, signed_in: SignedIn, Path(id): Path<u64>) -> Response {
    draw(&console, &signed_in, CaseId(id), Extra::default()).await
}

pub(super) async fn draw(console: &Console, signed_in: &SignedIn, id: CaseId, extra: Extra) -> Response {
    let Some((chat, case)) = console.consult.board().case(id) else {
        return pages::refused(StatusCode::NOT_FOUND, GONE);
    };
    let me = &signed_in.member;
    let content = console.consult.content();
    let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
    let owner = console.consult.look(&chat, LINES, |present, version, lines| {
        let known = present.progress.known.clone();
        let situation = Situation::new(&content.facts, known);
        let canned = rules::canned_for(content, &situation);
        let wanted = extra.canned.as_ref().and_then(|id| canned.iter().find(|one| one.id == *id));
        Owner {
            version: version.0,
            failed: failed(content, present, &lines),
            profile: profile(content, &situation, present.progress.known.keys().copied()),
            programs: programs(content, &situation, &case, present.now),
            filled: wanted.map(|one| rules::fill(content, &situation, one, &id.to_string(), &me.shown, team)),
            canned: canned.iter().map(|one| (one.id.clone(), one.title.clone())).collect(),
            lines,
        }
    });
    let store = console.consult.store();
    let read = async {
        let (owner, earlier) = tokio::try_join!(owner, store.cases_of(&chat))?;
        Ok::<_, StaffError>((owner, earlier, console.staff.list().await?))
    };
    let (owner, earlier, members) = match read.await {
        Ok(read) => read,
        Err(problem) => return pages::failed(&problem),
    };
    let now = Instant::now();
    console.presence.note(id, me, None, now);
    let names = pages::Names::of(&members);
    let at = |at| words::moment(Moment::from(at));
    let last_by_staff = owner.lines.iter().rev().find(|line| line.by == Speaker::Staff);
    let page = Page {
        member: me,
        may_work: me.role.may(Right::Work),
        by_phone: chat.channel() == crate::consult::desk::CHANNEL,
        may_erase: me.role.may(Right::Erase),
        state: state_in_words(case.state),
        team: &team.name,
        assignee: case.assignee.as_ref().map(|worker| names.show(worker)),
        opened: at(case.opened_at()),
        version: owner.version,
        last_word: last_word(&owner.lines).0,
        others: console.presence.others(id, &me.name, now),
        theirs: last_by_staff.filter(|_| extra.overtaken).map(Said::of),
        failed: owner.failed.iter().filter_map(|place| owner.lines.get(*place)).map(Said::of).collect(),
        said: owner.lines.iter().map(Said::of).collect(),
        notes: case
            .notes
            .iter()
            .map(|note| Written { at: at(note.at), by: names.show(&note.by), text: note.text.clone() })
            .collect(),
        reasons: case
            .reasons
            .iter()
            .rev()
            .map(|came| Reason {
                at: at(came.at),
                reason: came.reason.clone(),
                answers: came.answers.iter().map(|told| (told.label.clone(), told.value.clone())).collect(),
            })
            .collect(),
        profile: owner.profile,
        programs: owner.programs,
        earlier: earlier.iter().map(|kept| kept.id.0).filter(|other| *other != id.0).collect(),
        canned: owner.canned,
        teams: content.teams.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.id == team.id)).collect(),
        colleagues: members
            .iter()
            .filter(|one| !one.disabled && one.role.may(Right::Work))
            .map(|one| (one.name.to_string(), one.shown.clone()))
            .collect(),
        tags: case.tags.join("、"),
        problem: extra.problem,
        reply: match (extra.reply, owner.filled) {
            (written, None) => written,
            (written, Some(filled)) if written.trim().is_empty() => filled,
            (written, Some(filled)) => format!("{}\n{filled}", written.trim_end()),
        },
        note: extra.note,
        outcomes: Outcome::ALL.map(|(outcome, key)| (key, outcome_in_words(outcome))),
        case: &case,
    };
    pages::drawn(extra.status, page.render())
}

fn profile(content: &Content, situation: &Situation, known: impl Iterator<Item = FactId>) -> Vec<(String, String)> {
    known
        .filter_map(|fact| Some((content.facts.get(fact).label.clone(), words::state(content, fact, situation)?)))
        .collect()
}

pub(super) fn state_in_words(state: CaseState) -> &'static str {
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
