//! What is known of an owner, from the chat of a case and from those of the cases that go on in it.

use super::{
    said::{Said, failed, last_word},
    shown::{Shown, programs},
};
use crate::{
    consult::{
        Consult,
        case::Case,
        line::{self, Line, Speaker},
    },
    rules::{Situation, words},
    store::{CaseId, ChatKey, StoreError},
};

/// So many lines of each transcript are on the page.
const LINES: usize = 400;

/// What is drawn of an owner.
pub struct Owner {
    /// Of the chat of the case itself, as are all of this that are one.
    pub version: u64,
    pub staff_hold: bool,
    pub last_word: String,
    pub last_by_staff: Option<Said>,
    /// The last reply of this case, as it stands now.
    pub last_reply: Option<String>,
    /// What was said everywhere, in the order of time.
    pub said: Vec<Said>,
    /// What the bot could not answer.
    pub failed: Vec<Said>,
    pub profile: Vec<(String, String)>,
    pub programs: Vec<Shown>,
    /// The cases that go on in this one.
    pub merged: Vec<Case>,
}

/// What is drawn of one chat.
struct Chat {
    version: u64,
    staff_hold: bool,
    lines: Vec<Line>,
    failed: Vec<usize>,
    profile: Vec<(String, String)>,
    programs: Vec<Shown>,
}

/// A line with what is known of it.
struct OfChat<'l> {
    /// The case in whose chat it was said, where that is another one.
    case: Option<CaseId>,
    line: &'l Line,
    failed: bool,
    replaced: bool,
}

/// Reads everything of the owner of a case.
pub async fn read(consult: &Consult, chat: &ChatKey, case: &Case) -> Result<Owner, StoreError> {
    let mut own = one(consult, chat, case).await?;
    let merged = consult.board().merged_into(case.id);
    let mut chats = vec![chat];
    let mut lines: Vec<OfChat> = Vec::new();
    let mut others = Vec::new();
    for (there, other) in &merged {
        // What was said in a chat stands there once, however many cases it has.
        if !chats.contains(&there) {
            chats.push(there);
            others.push((other.id, one(consult, there, other).await?));
        }
    }
    for (id, other) in &mut others {
        add_profile(&mut own.profile, std::mem::take(&mut other.profile), *id);
        for program in std::mem::take(&mut other.programs) {
            if own.programs.iter().all(|known| known.name != program.name) {
                own.programs.push(program);
            }
        }
    }
    let all = others.iter().map(|(id, other)| (Some(*id), other)).chain([(None, &own)]);
    for (id, chat) in all {
        let replaced: Vec<usize> =
            (0..chat.lines.len()).filter_map(|place| line::corrected_by(&chat.lines, place)).collect();
        lines.extend(chat.lines.iter().enumerate().map(|(at, line)| OfChat {
            case: id,
            line,
            failed: chat.failed.contains(&at),
            replaced: replaced.contains(&at),
        }));
    }
    lines.sort_by_key(|one| one.line.at);
    let said = |one: &OfChat| Said::at(one.line, one.case, one.replaced);
    Ok(Owner {
        version: own.version,
        staff_hold: own.staff_hold,
        last_word: last_word(&own.lines).0,
        last_by_staff: own.lines.iter().rev().find(|line| line.by == Speaker::Staff).map(Said::of),
        last_reply: case.last_reply.as_ref().and_then(|last| {
            let is = |line: &&Line| line.at == last.at || line.corrects == Some(last.at);
            own.lines.iter().rev().filter(|line| line.by == Speaker::Staff).find(is).map(|line| line.text.to_plain())
        }),
        said: lines.iter().map(said).collect(),
        failed: lines.iter().filter(|one| one.failed).map(said).collect(),
        profile: own.profile,
        programs: own.programs,
        merged: merged.into_iter().map(|(_, case)| case).collect(),
    })
}

async fn one(consult: &Consult, chat: &ChatKey, case: &Case) -> Result<Chat, StoreError> {
    let content = consult.content();
    consult
        .look(chat, LINES, |present, version, lines| {
            let known = &present.progress.known;
            let situation = Situation::new(&content.facts, known.clone());
            let told = |fact| Some((content.facts.get(fact).label.clone(), words::state(content, fact, &situation)?));
            Chat {
                version: version.0,
                staff_hold: present.is_held(),
                failed: failed(content, present, &lines),
                profile: known.keys().copied().filter_map(told).collect(),
                programs: programs(content, &situation, case, present.now),
                lines,
            }
        })
        .await
}

/// Adds what was said elsewhere; where it differs, both stand there.
fn add_profile(profile: &mut Vec<(String, String)>, theirs: Vec<(String, String)>, case: CaseId) {
    for (label, value) in theirs {
        match profile.iter_mut().find(|(known, _)| *known == label) {
            Some((_, own)) if *own == value => {}
            Some((_, own)) => *own += &format!("（受付番号 {case} では {value}）"),
            None => profile.push((label, value)),
        }
    }
}
