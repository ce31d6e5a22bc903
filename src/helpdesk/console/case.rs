//! One case on one screen: what was said on the left; answers, programs, reasons and what can be done on the right.

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{Console, pages, presence::Other, session::SignedIn};
use crate::{
    consult::{
        Answering,
        case::{Case, Outcome, State as CaseState},
        line::{Line, Speaker},
        present::Present,
    },
    content::{Content, Phrase},
    helpdesk::{
        role::Right,
        staff::{Member, StaffError},
    },
    rules::{self, Assessment, Moment, Situation, Verdict, WindowState, words},
    store::CaseId,
};

/// So many lines of the transcript are on the page.
const LINES: usize = 400;
/// So many reasons of a verdict are named.
const REASONS: usize = 4;

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
}

/// A program that was shown, as it stands for this owner now.
struct Shown {
    name: String,
    verdict: &'static str,
    window: &'static str,
    why: Vec<String>,
    missing: Vec<String>,
    checks: Vec<String>,
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
        theirs: last_by_staff.filter(|_| extra.overtaken).map(said),
        failed: owner.failed.iter().filter_map(|place| owner.lines.get(*place)).map(said).collect(),
        said: owner.lines.iter().map(said).collect(),
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

/// A mark of the last words that a person wrote, which differs from that of other words and tells nothing of them; and who
/// wrote them: `owner`, or the name of somebody of the staff.
pub(super) fn last_word(lines: &[Line]) -> (String, String) {
    let last = lines.iter().rev().find(|line| line.by != Speaker::Bot);
    last.map_or_else(Default::default, |line| {
        let by = match line.by {
            Speaker::Staff => line.name.clone().unwrap_or_default(),
            Speaker::Owner | Speaker::Bot => "owner".to_owned(),
        };
        let mark = ring::digest::digest(&ring::digest::SHA256, &serde_json::to_vec(line).unwrap_or_default());
        (mark.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect(), by)
    })
}

fn said(line: &Line) -> Said {
    let (who, class) = match line.by {
        Speaker::Owner => ("相談者".to_owned(), "owner"),
        Speaker::Bot => ("ボット".to_owned(), "bot"),
        Speaker::Staff => (format!("相談員 {}", line.name.as_deref().unwrap_or_default()), "staff"),
    };
    Said { at: words::moment(Moment::from(line.at)), who, class, text: line.text.to_plain() }
}

/// The places of what the owner wrote and the bot could not answer: known by what it said then.
fn failed(content: &Content, present: &Present, lines: &[Line]) -> Vec<usize> {
    const SAID_THEN: [(Phrase, &[&str]); 21] = [
        (Phrase::NotFound, &[]),
        (Phrase::NotFoundHuman, &[]),
        (Phrase::OutOfScope, &[]),
        (Phrase::Unreadable, &[]),
        (Phrase::ExpectNumber, &["unit"]),
        (Phrase::ExpectMoney, &[]),
        (Phrase::ExpectYesNo, &[]),
        (Phrase::ExpectDate, &[]),
        (Phrase::ExpectChoice, &["most"]),
        (Phrase::ExpectSeveral, &["most"]),
        (Phrase::ExpectText, &[]),
        (Phrase::MisreadTwice, &[]),
        (Phrase::MisreadRange, &[]),
        (Phrase::MisreadSeveral, &[]),
        (Phrase::MisreadWhich, &["choices"]),
        (Phrase::MisreadOutOfRange, &["low", "high"]),
        (Phrase::MisreadNotWhole, &[]),
        (Phrase::MisreadNotADay, &[]),
        (Phrase::MisreadNoneBesideOthers, &[]),
        (Phrase::MisreadReview, &[]),
        (Phrase::MisreadResults, &[]),
    ];
    /// Stands in no text: what was filled in there may be anything.
    const ANYTHING: &str = "\u{0}";
    let said: BTreeSet<String> = [content, present.content]
        .iter()
        .flat_map(|words| {
            SAID_THEN.map(|(phrase, slots)| {
                let slots: Vec<(&str, &str)> = slots.iter().map(|slot| (*slot, ANYTHING)).collect();
                words.phrases.say(phrase, &slots)
            })
        })
        .collect();
    let has = |text: &str, said: &str| {
        let mut rest = text;
        said.split(ANYTHING).all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    };
    let pairs = lines.windows(2).enumerate().filter(|(_, pair)| {
        let answer = &pair[1];
        pair[0].by == Speaker::Owner && answer.by == Speaker::Bot && {
            let text = answer.text.to_plain();
            said.iter().any(|one| has(&text, one))
        }
    });
    pairs.map(|(place, _)| place).collect()
}

fn profile(
    content: &Content,
    situation: &Situation,
    known: impl Iterator<Item = crate::content::FactId>,
) -> Vec<(String, String)> {
    known
        .filter_map(|fact| Some((content.facts.get(fact).label.clone(), words::state(content, fact, situation)?)))
        .collect()
}

/// Every program that was on a screen when the owner wished for a person, as it stands now; the best first.
fn programs(content: &Content, situation: &Situation, case: &Case, now: Moment) -> Vec<Shown> {
    let names: BTreeSet<&String> = case.reasons.iter().flat_map(|came| &came.shown).collect();
    let shown = content.programs.iter().filter(|program| names.contains(&program.offer.name));
    let mut all: Vec<Assessment> = shown.map(|program| rules::assess(content, program.id, situation, now)).collect();
    rules::rank(&mut all);
    let one = |one: &Assessment| Shown {
        name: one.program.offer.title.clone(),
        verdict: verdict_in_words(one.verdict),
        window: window_in_words(one.window),
        why: one.reasons.iter().take(REASONS).map(|reason| words::reason(content, reason, situation)).collect(),
        missing: one.missing.iter().map(|fact| content.facts.get(*fact).label.clone()).collect(),
        checks: one.checks.iter().map(|check| (*check).to_owned()).collect(),
    };
    all.iter().map(one).collect()
}

fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "対象",
        Verdict::Likely => "条件付き",
        Verdict::Unknown => "未確認",
        Verdict::NotEligible => "対象外",
    }
}

fn window_in_words(window: WindowState) -> &'static str {
    match window {
        WindowState::Open => "募集中",
        WindowState::ClosingSoon => "まもなく締切",
        WindowState::Upcoming => "募集前",
        WindowState::Unknown => "募集期間は資料になし",
        WindowState::Closed => "募集終了",
    }
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
