//! One case on one screen: what was said on the left; answers, programs, reasons and what can be done on the right.

pub(super) mod aftermath;
mod owner;
mod said;
mod shown;

use std::{sync::Arc, time::Instant};

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

pub(super) use self::{
    said::last_word,
    shown::{verdict_in_words, window_in_words},
};

use self::{said::Said, shown::Shown};
use super::{Console, pages, presence::Other, session::SignedIn};
use crate::{
    consult::{
        Answering,
        case::{Came, Case, Outcome, State as CaseState},
        desk,
        present::Present,
    },
    content::Team,
    helpdesk::{role::Right, staff::Member},
    rules::{self, Moment, Situation, words},
    store::{CaseId, ChatKey, StoreError},
};

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
    /// One's own last reply is being put right: what it shall say, empty for what it says.
    pub correct: Option<String>,
    /// Somebody else was first: what they wrote stands beside one's own words.
    pub overtaken: bool,
    /// The step at which the page was seen on which something is being written; none where this page shows what came since.
    pub seen: Option<u64>,
    /// The id of a canned reply to be added to what was being written.
    pub canned: Option<String>,
    /// What is not known stands in the reply: sent once more it is sent as it is.
    pub as_it_is: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
struct Page<'a> {
    member: &'a Member,
    may_work: bool,
    /// Somebody called: there is no screen on which a reply could stand.
    by_phone: bool,
    may_erase: bool,
    /// Staff hold the conversation, and can let the bot go on.
    staff_hold: bool,
    case: &'a Case,
    /// The step that what is being written answers to.
    seen: u64,
    state: &'static str,
    team: &'a str,
    assignee: Option<String>,
    /// Who speaks with the owner.
    speaker: &'static str,
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
    /// Cases that go on in this one.
    merged: Vec<u64>,
    /// The case in which this one goes on.
    goes_on_in: Option<u64>,
    canned: Vec<(String, String)>,
    teams: Vec<(&'a str, &'a str, bool)>,
    colleagues: Vec<(String, String)>,
    tags: String,
    /// What the owner said after it was closed.
    helpful: &'static str,
    follow_up: &'static str,
    problem: Option<String>,
    /// What was sent last is one's own, and can be put right.
    may_correct: bool,
    /// What it shall say.
    correct: Option<String>,
    reply: String,
    as_it_is: bool,
    note: String,
    outcomes: Vec<(&'static str, &'static str)>,
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
    let kept = async {
        let store = console.consult.store();
        let owner = owner::read(&console.consult, &chat, &case);
        let filled = canned(console, &chat, id, me, team, extra.canned.as_deref());
        tokio::try_join!(owner, filled, store.cases_of(&chat))
    };
    let (owner, (canned, filled), earlier) = match kept.await {
        Ok(read) => read,
        Err(problem) => return pages::failed(&problem),
    };
    let members = match console.staff.list().await {
        Ok(members) => members,
        Err(problem) => return pages::failed(&problem),
    };
    let now = Instant::now();
    console.presence.note(id, me, None, now);
    let may_correct = me.role.may(Right::Work)
        && !case.state.is_done()
        && case.last_reply.as_ref().is_some_and(|last| last.by.0 == me.name.as_str())
        && owner.last_reply.is_some();
    let correct = match extra.correct {
        Some(text) if text.is_empty() => owner.last_reply.filter(|_| may_correct),
        text => text,
    };
    let names = pages::Names::of(&members);
    let at = |at| words::moment(Moment::from(at));
    let page = Page {
        member: me,
        may_work: me.role.may(Right::Work),
        by_phone: chat.channel() == desk::CHANNEL,
        may_erase: me.role.may(Right::Erase),
        staff_hold: owner.staff_hold && chat.channel() != desk::CHANNEL,
        seen: extra.seen.unwrap_or(case.step),
        state: case.state.label(),
        team: &team.name,
        assignee: case.assignee.as_ref().map(|worker| names.show(worker)),
        speaker: if owner.staff_hold { "相談員" } else { "ボット" },
        opened: at(case.opened_at()),
        version: owner.version,
        last_word: owner.last_word,
        others: console.presence.others(id, &me.name, now),
        theirs: owner.last_by_staff.filter(|_| extra.overtaken),
        failed: owner.failed,
        said: owner.said,
        notes: notes(&case, &owner.merged, &names),
        reasons: reasons(&case, &owner.merged),
        merged: owner.merged.iter().map(|case| case.id.0).collect(),
        goes_on_in: case.merged_into.map(|id| id.0),
        profile: owner.profile,
        programs: owner.programs,
        earlier: earlier.iter().map(|kept| kept.id.0).filter(|other| *other != id.0).collect(),
        canned,
        teams: content.teams.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.id == team.id)).collect(),
        colleagues: members
            .iter()
            .filter(|one| one.can_work())
            .map(|one| (one.name.to_string(), one.shown.clone()))
            .collect(),
        tags: case.tags.join("、"),
        helpful: aftermath::helpful(&case),
        follow_up: aftermath::follow_up(&case),
        problem: extra.problem,
        reply: match (extra.reply, filled) {
            (written, None) => written,
            (written, Some(filled)) if written.trim().is_empty() => filled,
            (written, Some(filled)) => format!("{}\n{filled}", written.trim_end()),
        },
        may_correct,
        correct,
        as_it_is: extra.as_it_is,
        note: extra.note,
        outcomes: Outcome::chosen().map(|(outcome, key)| (key, outcome.label())).collect(),
        case: &case,
    };
    pages::drawn(extra.status, page.render())
}

/// The replies that fit, and the text of the one that is wanted, filled in.
async fn canned(
    console: &Console,
    chat: &ChatKey,
    id: CaseId,
    me: &Member,
    team: &Team,
    wanted: Option<&str>,
) -> Result<(Vec<(String, String)>, Option<String>), StoreError> {
    let content = console.consult.content();
    let number = id.to_string();
    let draw = |present: &Present| {
        let situation = Situation::new(&content.facts, present.progress.known.clone());
        let canned = rules::canned_for(content, &situation);
        let wanted = canned.iter().find(|one| wanted == Some(one.id.as_str()));
        let filled = wanted.map(|one| rules::fill(content, &situation, one, &number, &me.shown, team));
        (canned.iter().map(|one| (one.id.clone(), one.title.clone())).collect(), filled)
    };
    console.consult.look(chat, 0, |present, _, _| draw(present)).await
}

/// The notes of a case and of those that go on in it, as they were written one after the other.
fn notes(case: &Case, merged: &[Case], names: &pages::Names) -> Vec<Written> {
    let mut notes: Vec<_> = case.notes.iter().chain(merged.iter().flat_map(|case| &case.notes)).collect();
    notes.sort_by_key(|note| note.at);
    let at = |at| words::moment(Moment::from(at));
    notes.iter().map(|note| Written { at: at(note.at), by: names.show(&note.by), text: note.text.clone() }).collect()
}

/// Why a case came, and those that go on in it; the last first.
fn reasons(case: &Case, merged: &[Case]) -> Vec<Reason> {
    let mut came: Vec<_> = case.reasons.iter().chain(merged.iter().flat_map(|case| &case.reasons)).collect();
    came.sort_by_key(|came| std::cmp::Reverse(came.at));
    let one = |came: &&Came| Reason {
        at: words::moment(Moment::from(came.at)),
        reason: came.reason.clone(),
        answers: came.told().map(|told| (told.label.clone(), told.value.clone())).collect(),
    };
    came.iter().map(one).collect()
}

/// How a case ended, in a word; empty of one that is open.
pub(super) fn how_it_ended(state: CaseState) -> &'static str {
    match state {
        CaseState::Done(outcome) => outcome.label(),
        CaseState::New | CaseState::Working | CaseState::AwaitingOwner => "",
    }
}
