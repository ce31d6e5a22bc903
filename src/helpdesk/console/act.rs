//! What is done with a case: each act is a form of its page, which says at which step the case was seen.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;

use super::{
    Console,
    case::{self, Extra, GONE},
    pages::{self, Fields},
    session::SignedIn,
};
use crate::{
    consult::{
        case::{Act, Outcome, Refused, Seen, State as CaseState, Worker},
        line::Speaker,
        work::Worked,
    },
    content::Phrase,
    helpdesk::{
        audit::{self, Act as Logged},
        name::StaffName,
        role::Right,
    },
    store::{CaseId, StoreError},
};

/// The most characters of a reply or a note.
const MOST_CHARS: usize = 4_000;
/// The most tags of a case, and characters of one.
const MOST_TAGS: (usize, usize) = (20, 30);

/// Does something with a case.
pub(super) async fn act(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    Path((id, what)): Path<(u64, String)>,
    body: Bytes,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    let (id, fields) = (CaseId(id), Fields::read(&body));
    let text = fields.get("text").trim();
    // What was written comes back, wherever it was written.
    let extra = |status, problem: &str| {
        let problem = (!problem.is_empty()).then(|| problem.to_owned());
        // Also which state of the case they were written to, until that is told of.
        let seen = fields.get("seen").parse().ok();
        let (mut extra, text) = (Extra { status, problem, seen, ..Extra::default() }, text.to_owned());
        match what.as_str() {
            "note" => extra.note = text,
            "correct" => extra.correct = Some(text),
            _ => extra.reply = text,
        }
        extra
    };
    match what.as_str() {
        "canned" => {
            let canned = Some(fields.get("canned").to_owned());
            return case::draw(&console, &signed_in, id, Extra { canned, ..extra(StatusCode::OK, "") }).await;
        }
        "recall" => {
            let correct = Some(String::new());
            return case::draw(&console, &signed_in, id, Extra { correct, ..extra(StatusCode::OK, "") }).await;
        }
        "writing" => {
            if console.consult.board().case(id).is_some() {
                console.presence.note(id, &signed_in.member, Some(fields.get("writing") == "yes"), Instant::now());
            }
            return StatusCode::NO_CONTENT.into_response();
        }
        "correct" => match is_said(&console, &signed_in, id, text).await {
            // Nothing was changed in it.
            Ok(true) => return Redirect::to(&format!("/helpdesk/case/{id}#last")).into_response(),
            Ok(false) => {}
            Err(problem) => return pages::failed(&problem),
        },
        _ => {}
    }
    match what.as_str() {
        "reply" | "correct" if fields.get("as_it_is") != "yes" => {
            let unknown = console.consult.content().phrases.say(Phrase::NotKnown, &[]);
            if text.contains(&unknown) {
                let problem = format!("{unknown}が残っています。直すか、もう一度押すとそのまま送ります。");
                let extra = Extra { as_it_is: true, ..extra(StatusCode::BAD_REQUEST, &problem) };
                return case::draw(&console, &signed_in, id, extra).await;
            }
        }
        _ => {}
    }
    let (act, line) = match wanted(&console, &what, &fields, text).await {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return pages::refused(StatusCode::NOT_FOUND, "その操作はありません。"),
        Err(Unfit::Words(problem)) => {
            return case::draw(&console, &signed_in, id, extra(StatusCode::BAD_REQUEST, &problem)).await;
        }
        Err(Unfit::Broken(problem)) => return pages::failed(&*problem),
    };
    let line = audit::Line { at: Utc::now(), who: Some(signed_in.member.name.clone()), case: Some(id), ..line };
    let seen = seen(&fields);
    // Whoever reads on does so where it was done.
    let there = || Redirect::to(&format!("/helpdesk/case/{id}#{}", place_of(&act))).into_response();
    match console.consult.work(id, &signed_in.by(), seen, &act, line.to_bytes()).await {
        Ok(Worked::Done(_)) => {
            if let Act::Reply(_) | Act::Correct(_) = act {
                console.presence.note(id, &signed_in.member, Some(false), Instant::now());
            }
            there()
        }
        Ok(Worked::Gone) => pages::refused(StatusCode::NOT_FOUND, GONE),
        // The second click of a double click.
        Ok(Worked::Refused(Refused::BotHolds, _)) => there(),
        Ok(Worked::Refused(refused, case)) => {
            if let (Refused::Overtaken, Act::Reply(text) | Act::Correct(text)) = (refused, &act) {
                match is_said(&console, &signed_in, id, text).await {
                    // The second click of a double click, or a page that was sent again.
                    Ok(true) => return there(),
                    Ok(false) => {}
                    Err(problem) => return pages::failed(&problem),
                }
            }
            let problem = match refused {
                Refused::Overtaken => {
                    "ほかの担当者が先に操作しました。いまの様子を見てから、もう一度どうぞ。書いたものは残っています。"
                }
                Refused::OwnerWrote => "この画面を開いたあとに、相談者が書き足しています。読んでから、もう一度どうぞ。",
                Refused::Closed if case.state == CaseState::Done(Outcome::Withdrawn) => {
                    "相談者が取り下げたので、この相談は完了しています。書いたものは残っています。"
                }
                Refused::Closed => {
                    "この相談は完了しています。続けるときは、先に再開してください。書いたものは残っています。"
                }
                Refused::NotClosed | Refused::BotHolds => "この相談は完了していません。",
                Refused::NotOwn => {
                    "書き直せるのは、自分が送った、いちばん新しい返事だけです。書いたものは残っています。"
                }
            };
            let overtaken = refused == Refused::Overtaken && matches!(act, Act::Reply(_) | Act::Correct(_));
            let extra = Extra { overtaken, seen: None, ..extra(StatusCode::CONFLICT, problem) };
            case::draw(&console, &signed_in, id, extra).await
        }
        Err(problem) => pages::failed(&problem),
    }
}

/// What whoever posted a form had seen of the case.
pub(super) fn seen(fields: &Fields) -> Seen {
    Seen { step: fields.get("seen").parse().unwrap_or(u64::MAX), written: fields.get("written").parse().ok() }
}

/// Why a form cannot be taken.
enum Unfit {
    /// In words for whoever filled it in.
    Words(String),
    /// Nothing they could mend.
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

/// What a form asks for, and what is to be logged of it; none for a form that there is not.
async fn wanted(
    console: &Console,
    what: &str,
    fields: &Fields,
    text: &str,
) -> Result<Option<(Act, audit::Line)>, Unfit> {
    let words = |problem: &str| Err(Unfit::Words(problem.to_owned()));
    let line = |logged| audit::Line::new(Utc::now(), None, logged);
    Ok(Some(match what {
        "claim" => (Act::Claim, line(Logged::Claimed)),
        "release" => (Act::Assign(None), line(Logged::Released)),
        "assign" => {
            let Ok(name) = StaffName::new(fields.get("worker")) else {
                return words("担当する人を選んでください。");
            };
            let found = console.staff.find(&name).await.map_err(|problem| Unfit::Broken(Box::new(problem)))?;
            match found.filter(|member| !member.disabled && member.role.may(Right::Work)) {
                Some(member) => {
                    (Act::Assign(Some(Worker(member.name.to_string()))), line(Logged::Assigned).of(&member.name))
                }
                None => return words("その人は、いま担当できません。"),
            }
        }
        "reply" | "correct" | "note" if text.is_empty() || text.chars().count() > MOST_CHARS => {
            return words(&format!("1字から{MOST_CHARS}字までで書いてください。"));
        }
        "reply" => (Act::Reply(text.to_owned()), line(Logged::Replied)),
        "correct" => (Act::Correct(text.to_owned()), line(Logged::Corrected)),
        "note" => (Act::Note(text.to_owned()), line(Logged::Noted)),
        "hand_back" => (Act::HandBack, line(Logged::HandedBack)),
        "close" => match Outcome::from_key(fields.get("outcome")) {
            Some(outcome) => (Act::Close(outcome), line(Logged::Closed)),
            None => return words("終わり方を選んでください。"),
        },
        "reopen" => (Act::Reopen, line(Logged::Reopened)),
        "urgent" => (Act::Urgent(fields.get("urgent") == "yes"), line(Logged::Urgent)),
        "tags" => (Act::Tags(tags(fields.get("tags"))), line(Logged::Tagged)),
        "team" => match console.consult.content().teams.find(fields.get("team")) {
            Some(team) => (Act::Team(team.id.clone()), line(Logged::Moved)),
            None => return words("窓口を選んでください。"),
        },
        _ => return Ok(None),
    }))
}

/// Where on its page a case shows what was done.
fn place_of(act: &Act) -> &'static str {
    match act {
        Act::Reply(_) | Act::Correct(_) => "last",
        Act::Note(_) => "last-note",
        Act::Claim | Act::HandBack | Act::Urgent(_) | Act::Close(_) | Act::Reopen => "acts",
        _ => "head",
    }
}

/// Tags as they are typed: between commas or blanks, each once.
fn tags(typed: &str) -> Vec<String> {
    let (most, chars) = MOST_TAGS;
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，')) {
        let tag: String = tag.trim_start_matches('#').chars().take(chars).collect();
        if !tag.is_empty() && !tags.contains(&tag) && tags.len() < most {
            tags.push(tag);
        }
    }
    tags
}

/// Whether these very words of this person are the last that staff said.
async fn is_said(console: &Console, signed_in: &SignedIn, id: CaseId, text: &str) -> Result<bool, StoreError> {
    /// So far back a repetition is looked for.
    const LINES: usize = 20;
    let Some((chat, _)) = console.consult.board().case(id) else { return Ok(false) };
    let lines = console.consult.lines(&chat, LINES).await?;
    let last = lines.iter().rev().find(|line| line.by == Speaker::Staff);
    let mine = |name: Option<&str>| name == Some(signed_in.member.shown.as_str());
    Ok(last.is_some_and(|line| mine(line.name.as_deref()) && line.text.to_plain() == text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_however_they_are_set_apart() {
        assert_eq!(tags("電気代、 補助金,電気代　#急ぎ"), ["電気代", "補助金", "急ぎ"]);
        assert_eq!(tags(" 、,"), [""; 0]);
        assert_eq!(tags(&"あ ".repeat(30)).len(), 1);
        assert_eq!(tags(&"あ".repeat(300))[0].chars().count(), 30);
    }
}
