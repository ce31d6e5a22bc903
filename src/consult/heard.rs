//! What a worker heard of an owner, put with what is kept of them: in the profile, in the session and in the case at once.

use std::{collections::BTreeSet, fmt, mem};

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use super::{
    Consult,
    carry::dependents,
    case::{self, Note, Refused},
    code::{Code, Codes},
    desk, json, line,
    message::{Message, Text},
    present::Present,
    record::{self, Holder, Kept, Owner},
    request::Told,
    screen,
    turn::{self, Turn},
    work::{By, Worked},
};
use crate::{
    content::{Content, FactId, Phrase, write_value},
    dialog::{AskedBy, Event, Stop},
    rules::{Answer, Known, Moment, Situation},
    store::{CaseId, Change, ChatKey, Commit, Committed, StoreError},
};

/// What a worker had before them: the step of the case, and what was known of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    step: u64,
    /// Of what was known a mark, which tells nothing of it.
    known: String,
}

impl Basis {
    /// A case at this step, and this known of its owner.
    pub fn new(step: u64, known: &Known, content: &Content) -> Self {
        let mut text = String::new();
        for (fact, answer) in known {
            let fact = content.facts.get(*fact);
            let value = match answer {
                Answer::Is(value) => write_value(value, fact),
                Answer::Unsure => "?".to_owned(),
            };
            // The length keeps apart what an owner may have typed.
            text += &format!("{} {} {value}\n", fact.name, value.len());
        }
        let mark = digest(&SHA256, text.as_bytes());
        Self { step, known: mark.as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    /// Takes back what it is written as.
    pub fn read(text: &str) -> Option<Self> {
        let (step, known) = text.split_once('.')?;
        Some(Self { step: step.parse().ok()?, known: known.to_owned() })
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.step, self.known)
    }
}

impl Consult {
    /// What is known of the owner of a chat.
    pub async fn known_of(&self, chat: &ChatKey) -> Result<Known, StoreError> {
        let loaded = self.store.load(chat).await?;
        let owner = loaded.owner.as_deref().map(|bytes| self.read(bytes)).unwrap_or_default();
        Ok(owner.progress(&self.content.facts).known)
    }

    /// Keeps what was heard of the owner of a case, as somebody to whom it looked like `seen`; `note` says it to
    /// colleagues, and `log` becomes durable with it. What is not in `heard` stays, save answers that hang on one that is
    /// another now. An owner who thereby stands elsewhere is told so, and buttons drawn before mean nothing any more.
    pub async fn keep_heard(
        &self,
        id: CaseId,
        by: &By,
        seen: &Basis,
        heard: &Known,
        note: &str,
        log: Vec<u8>,
    ) -> Result<Worked, StoreError> {
        loop {
            let Some((chat, loaded, mut case)) = self.case_with_owner(id).await? else { return Ok(Worked::Gone) };
            let now = (self.clock)();
            let mut owner = loaded.owner.as_deref().map(|bytes| self.read(bytes)).unwrap_or_default();
            let known = owner.progress(&self.content.facts).known;
            if Basis::new(seen.step, &known, &self.content) != *seen {
                return Ok(Worked::Refused(Refused::Overtaken, Box::new(case)));
            }
            let stood = Present::new(&self.content, Moment::from(now), owner.clone(), None);
            let gone = owner.hear(heard, chat.channel() == desk::CHANNEL, &self.content, now);
            let told = told(&self.content, &owner, heard, &gone);
            let note = Note { at: now, by: by.worker.clone(), text: note.to_owned() };
            if let Err(refused) = case.heard(told, note, seen.step) {
                return Ok(Worked::Refused(refused, Box::new(case)));
            }
            let stands = Present::new(&self.content, Moment::from(now), owner.clone(), None);
            let turn = if is_elsewhere(&stood, &stands) { self.lead_on(&mut owner, now) } else { Turn::default() };
            let mut commit = Commit::new(chat.clone(), loaded.version, now);
            commit.owner = Change::Put(record::write(&owner, &self.content));
            commit.cases = vec![crate::store::Case { id, body: case::write(&case) }];
            // The owner has done nothing in this turn.
            commit.transcript = line::of_bot(&turn, now).map(|line| json(&line)).collect();
            if !owner.draws_pages {
                commit.outbox = turn.out.iter().map(json).collect();
            }
            commit.log = vec![log.clone()];
            match self.store.commit(commit).await? {
                Committed::Done(version) => {
                    self.board.put(&chat, case.clone(), version);
                    self.news.tell(&chat, version);
                    return Ok(Worked::Done(Box::new(case)));
                }
                // Somebody did something in between: looked at again.
                Committed::Conflict(_) | Committed::Duplicate => continue,
            }
        }
    }

    /// What was on the owner's screen belongs to the past. Where the bot holds the conversation it shows the new one; else
    /// it does so when the owner next speaks to it.
    fn lead_on(&self, owner: &mut Owner, now: DateTime<Utc>) -> Turn {
        let Some(sitting) = &mut owner.sitting else { return Turn::default() };
        turn::fresh(sitting);
        (sitting.offered, sitting.listed) = (None, false);
        if owner.holder == Holder::Staff {
            sitting.paused = true;
            return Turn::default();
        }
        let codes = Codes { fresh: Code::new((self.chances)()), lent: None };
        turn::show_anew(&self.content, &self.search, Moment::from(now), owner, codes, Phrase::FactsKept)
    }
}

impl Owner {
    /// Takes over what staff have heard, in the place where the owner had said it or would have; an answer given in this
    /// session stays the answer to its question, so that going back still leads there. `all` keeps what otherwise holds
    /// for one session alone, too. Gives the facts that are not known any more, since they hung on one that is another now.
    fn hear(&mut self, heard: &Known, all: bool, content: &Content, now: DateTime<Utc>) -> BTreeSet<FactId> {
        let facts = &content.facts;
        let before = self.progress(facts).known;
        let changed = heard.iter().filter(|(fact, answer)| before.get(fact).is_some_and(|was| was != *answer));
        let mut gone = dependents(facts, changed.map(|(fact, _)| *fact).collect());
        gone.retain(|fact| !heard.contains_key(fact) && before.contains_key(fact));
        self.profile.retain(|fact, _| !gone.contains(fact));
        if let Some(sitting) = &mut self.sitting {
            sitting.session.events.retain(|event| match event {
                Event::Answered { fact, .. } | Event::Corrects { fact } => !gone.contains(fact),
                Event::Estimates { .. } | Event::Confirmed => true,
            });
        }
        let dialog = self.sitting.as_ref().map_or(content.start, |sitting| sitting.session.dialog);
        for (fact, answer) in heard.iter().filter(|(fact, answer)| before.get(fact) != Some(answer)) {
            let mut events = self.sitting.as_mut().map(|sitting| &mut sitting.session.events);
            let given = events.iter_mut().flat_map(|events| events.iter_mut().rev()).find_map(|event| match event {
                Event::Answered { fact: answered, answer, .. } if answered == fact => Some(answer),
                _ => None,
            });
            if let Some(given) = given {
                given.clone_from(answer);
            } else if all || facts.get(*fact).keep {
                let dialog = content.dialog(dialog).name.clone();
                self.profile.insert(*fact, Kept { answer: answer.clone(), at: now, dialog });
            } else if let Some(events) = &mut events {
                let (fact, answer) = (*fact, answer.clone());
                events.insert(0, Event::Answered { fact, answer, asked_by: AskedBy::Nobody });
            }
        }
        self.insist(heard, content);
        gone
    }

    /// What the answers given later would withdraw is said once more after them.
    fn insist(&mut self, heard: &Known, content: &Content) {
        let confirmed = self.progress(&content.facts).confirmed;
        for _ in 0..heard.len() {
            let progress = self.progress(&content.facts);
            let withdrawn = heard.iter().find(|(fact, answer)| progress.known.get(fact) != Some(answer));
            let (Some((fact, answer)), Some(sitting)) = (withdrawn, &mut self.sitting) else { break };
            let (fact, answer) = (*fact, answer.clone());
            sitting.session.events.push(Event::Answered { fact, answer, asked_by: AskedBy::Nobody });
            sitting.session.events.extend(confirmed.then_some(Event::Confirmed));
        }
    }
}

/// Of each fact what is known now, in words for the case.
fn told(content: &Content, owner: &Owner, heard: &Known, gone: &BTreeSet<FactId>) -> Vec<(String, Option<Told>)> {
    let mut known = owner.progress(&content.facts).known;
    // What holds for a session alone is known in the case, also of an owner who is in none.
    known.extend(heard.clone());
    let situation = Situation::new(&content.facts, known);
    let name = |fact: &FactId| content.facts.get(*fact).name.clone();
    let heard = heard.iter().map(|(fact, answer)| (name(fact), Told::of(content, *fact, answer, &situation)));
    heard.chain(gone.iter().map(|fact| (name(fact), None))).collect()
}

/// Whether an owner who stood there would, from here on, mean something else by what they can press or write.
fn is_elsewhere(stood: &Present, stands: &Present) -> bool {
    match (stood.walk.stop, stands.walk.stop) {
        (Stop::Ask(was), Stop::Ask(is)) => was.fact != is.fact,
        (was, is) => mem::discriminant(&was) != mem::discriminant(&is) || drawn(stood) != drawn(stands),
    }
}

/// The screen, where it shows what is known.
fn drawn(present: &Present) -> Option<Message> {
    let scene = present.scene();
    match present.walk.stop {
        Stop::Review(_) => Some(screen::review(&scene, Text::default())),
        Stop::Results(recommend) => Some(screen::results(&scene, recommend, Text::default())),
        Stop::Ask(_) | Stop::Handover(_) | Stop::End(_) => None,
    }
}
