//! The desk: what a caller says on the phone looked up at once, and a case made of the call.

use std::cmp::Reverse;

use super::{
    Consult, case,
    case::{Act, Case},
    json,
    line::{Line, Speaker},
    message::Text,
    present::Present,
    record::{self, Holder, Kept, Owner},
    request::{self, Wish},
    screen,
    work::By,
};
use crate::{
    content::{self, ContactId, Content, DialogId, FactId, Phrase, ProgramId, ReplyKind, Target, Value},
    dialog::{self, Stop},
    rules::{
        self, Answer, Assessment, Known, Moment, OpenState, Situation, Standing, Verdict, assess, next_question, rank,
        truth,
    },
    search::{
        entry::{Entry, Key},
        understand::{OFFERED, Outcome, Understood, understand},
    },
    store::{CaseId, Change, ChatKey, Commit, Committed, StoreError},
};

/// The channel in the key of a chat that began on the phone: nothing is ever sent there.
pub const CHANNEL: &str = "desk";

/// So many facts are named that would tell most.
const QUESTIONS: usize = 3;
/// So many programs go into the text for an owner.
const IN_DRAFT: usize = 3;

/// What a caller said, and what is known of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// In the caller's words, as far as they were typed.
    pub said: String,
    /// The facts, as corrected.
    pub known: Known,
    /// The id of the entry that was chosen among those that may be meant.
    pub about: Option<String>,
}

/// What can be said to a caller.
pub struct Looked<'c> {
    /// The caller as an owner who has answered just this.
    pub present: Present<'c>,
    /// What the words ask.
    pub outcome: Outcome,
    /// The answer to them; none before anything was said.
    pub answer: Option<String>,
    /// Entries that may be meant, where it is not sure which: their ids and titles.
    pub offered: Vec<(String, String)>,
    /// Programs that were asked for, whatever their verdict.
    pub asked: Vec<Assessment<'c>>,
    /// Others that don't fail, best first.
    pub others: Vec<Assessment<'c>>,
    /// Others that fail.
    pub failed: Vec<Assessment<'c>>,
    /// What to ask next, what would change most first.
    pub questions: Vec<FactId>,
    /// Contacts that can be asked whatever the programs say.
    pub standing: Vec<&'c content::Contact>,
    /// Words of distress: the call comes before others.
    pub urgent: bool,
}

impl Consult {
    /// The facts that a text says, with the choices by which it leads to a dialog.
    pub fn told(&self, text: &str) -> Known {
        if text.trim().is_empty() {
            return Known::new();
        }
        let understood = understand(&self.content, &self.search, text, OFFERED);
        let mut told = theme(&self.content, &understood);
        told.extend(understood.told);
        told.into_iter().map(|(fact, value)| (fact, Answer::Is(value))).collect()
    }

    /// Looks up what a caller said, by what is known of them.
    pub fn look_up(&self, call: &Call) -> Looked<'_> {
        let content: &Content = &self.content;
        let now = Moment::from(self.now());
        let present = Present::new(content, now, caller(content, call, now), None);
        let situation = &present.situation;
        let (mut outcome, mut reach) = (Outcome::OutOfScope, Reach::default());
        let (mut answer, mut offered, mut found, mut urgent) = (None, Vec::new(), Vec::new(), false);
        if !call.said.trim().is_empty() {
            let mut understood = understand(content, &self.search, &call.said, OFFERED);
            let chosen = call.about.as_deref().and_then(|id| self.search.by_id(id));
            outcome = if chosen.is_some() { Outcome::Answer } else { understood.outcome };
            urgent = understood.reply.is_some_and(|reply| reply.kind == ReplyKind::Care);
            let known = call.known.iter().filter_map(|(fact, answer)| match answer {
                Answer::Is(value) => Some((*fact, value.clone())),
                Answer::Unsure => None,
            });
            understood.told = known.collect();
            answer = Some(match chosen {
                Some(entry) => {
                    let known = screen::Known { content, situation, now };
                    known.answer(&self.search, entry, understood.intent).to_plain().trim_end().to_owned()
                }
                None => screen::answer_text(content, &self.search, &understood, now),
            });
            let meant = match (chosen, understood.reply, understood.outcome) {
                (Some(entry), ..) => vec![entry],
                (None, None, Outcome::Answer) => understood.found.iter().take(1).map(|found| found.entry).collect(),
                (None, None, Outcome::Unsure) => understood.offered().map(|found| found.entry).collect(),
                _ => Vec::new(),
            };
            let entries: Vec<&Entry> = meant.iter().map(|entry| self.search.entry(*entry)).collect();
            if outcome == Outcome::Unsure {
                offered = entries.iter().map(|entry| (entry.id.clone(), entry.title.clone())).collect();
            }
            for entry in entries {
                let (Key::Program(id) | Key::Benefit(id, _)) = entry.key else { continue };
                // What only may be meant does not stand before what fits.
                let first = outcome == Outcome::Answer || understood.named || call.known.is_empty();
                add(if first { &mut found } else { &mut reach.programs }, &[id]);
            }
        }
        if !urgent {
            reach.follow(content, content.start, situation);
        }
        let all = |ids: &[ProgramId]| ids.iter().map(|id| assess(content, *id, situation, now)).collect::<Vec<_>>();
        let asked = all(&found);
        let programs: Vec<ProgramId> = reach.programs.iter().copied().filter(|id| !found.contains(id)).collect();
        let open = still_possible(content, situation);
        let ruled_out = |id| open.iter().find_map(|ways| ruled_out(content, id, situation, ways, now));
        let (mut others, failed): (Vec<_>, Vec<_>) = programs
            .iter()
            .map(|id| ruled_out(*id).unwrap_or_else(|| assess(content, *id, situation, now)))
            .partition(|one| one.verdict != Verdict::NotEligible);
        rank(&mut others);
        // Somebody is on the phone: of what is alike, what can be called comes first, now before later.
        others.sort_by_key(|one| (!one.wanted, one.standing(), Reverse(callable(content, one, now))));
        let standing = reach.contacts.iter().map(|id| content.contact(*id)).filter(|contact| contact.standing);
        // Who is in distress is listened to, and asked nothing of their business.
        let questions = if urgent { Vec::new() } else { questions(content, &[found, programs].concat(), &present) };
        Looked {
            outcome,
            answer,
            offered,
            asked,
            others,
            failed,
            questions,
            standing: standing.collect(),
            urgent,
            present,
        }
    }

    /// Makes a case of a call, for whoever took it; `log` becomes durable with it. `mark` names the page that was
    /// posted: posted again it makes no second case.
    pub async fn save_call(
        &self,
        by: &By,
        mark: &str,
        call: &Call,
        note: &str,
        log: impl Fn(CaseId) -> Vec<u8>,
    ) -> Result<CaseId, StoreError> {
        let chat = ChatKey::new(CHANNEL, mark);
        let mut number = None;
        loop {
            let loaded = self.store.load(&chat).await?;
            let kept = loaded.owner.as_deref().map(|bytes| self.read(bytes)).and_then(|owner| owner.case);
            if let Some(case) = kept {
                return Ok(case);
            }
            let id = match number {
                Some(id) => id,
                None => *number.insert(self.store.next_case().await?),
            };
            let now = self.now();
            let (case, owner) = self.case_of_call(id, by, call, note);
            let line = Line::new(now, Speaker::Owner, Text::plain(call.said.clone()));
            let mut commit = Commit::new(chat.clone(), loaded.version, now);
            commit.owner = Change::Put(record::write(&owner, &self.content));
            commit.cases = vec![crate::store::Case { id, body: case::write(&case) }];
            commit.transcript = if call.said.is_empty() { Vec::new() } else { vec![json(&line)] };
            commit.log = vec![log(id)];
            match self.store.commit(commit).await? {
                Committed::Done(version) => {
                    self.board.put(&chat, case, version);
                    self.news.tell(&chat, version);
                    return Ok(id);
                }
                // The same page was posted twice at once: the other one has made the case.
                Committed::Conflict(_) | Committed::Duplicate => continue,
            }
        }
    }

    fn case_of_call(&self, id: CaseId, by: &By, call: &Call, note: &str) -> (Case, Owner) {
        let looked = self.look_up(call);
        let present = &looked.present;
        let reason = self.content.phrases.say(Phrase::WishCall, &[]);
        let named = looked.others.iter().filter(|one| !call.known.is_empty() && can_be_had(one));
        let shown = looked.asked.iter().chain(named).take(IN_DRAFT);
        let wish = Wish {
            shown: shown.map(|one| one.program.offer.name.clone()).collect(),
            urgent: looked.urgent,
            ..request::wish(&self.content, present.now, &present.situation, &present.progress, &present.walk, &reason)
        };
        let team = self.content.teams.route(&present.situation).id.clone();
        let mut case = Case::open(id, team, wish);
        let at = present.now.to_utc();
        // Nobody but whoever makes it knows of it yet, so that neither can be refused.
        let _ = case.act(&Act::Claim, &by.worker, case.step, at);
        if !note.is_empty() {
            let _ = case.act(&Act::Note(note.to_owned()), &by.worker, case.step, at);
        }
        let owner = caller(&self.content, call, present.now);
        (case, Owner { case: Some(id), holder: Holder::Staff, draws_pages: true, ..owner })
    }
}

impl Looked<'_> {
    /// What could be written to an owner: the answer, and the programs that can be had.
    pub fn draft(&self) -> String {
        let scene = self.present.scene();
        let mut text = Text::default();
        let answered = self.outcome == Outcome::Answer;
        if let Some(answer) = self.answer.as_ref().filter(|_| answered) {
            text.line(answer);
        }
        let asked = self.asked.iter().filter(|one| !answered && one.verdict != Verdict::NotEligible);
        let others = self.others.iter().filter(|one| can_be_had(one));
        let named: Vec<&Assessment> = asked.chain(others).take(IN_DRAFT).collect();
        if !named.is_empty() {
            if !text.is_empty() {
                text.push("\n");
            }
            text.line(scene.say(Phrase::CallPrograms, &[]));
        }
        for one in named {
            let card = screen::card(&scene, one);
            text.push("\n").line(&one.program.offer.title);
            text.line(&one.program.summary);
            card.amount.into_iter().for_each(|amount| {
                text.line(amount);
            });
            text.line(card.window);
            for contact in card.contacts {
                text.line(screen::one_line(&scene, contact));
            }
        }
        text.to_plain().trim_end().to_owned()
    }
}

/// Whether it fits and is not over.
fn can_be_had(one: &Assessment) -> bool {
    matches!(one.standing(), Standing::Reachable | Standing::WindowUnknown)
}

/// The values that a choice may still have whose answer is not known, where what is known applies to some of them only:
/// whoever has employees is no household.
fn still_possible(content: &Content, situation: &Situation) -> Vec<(FactId, Vec<Answer>)> {
    let known = situation.known();
    let open = content.facts.iter().filter(|fact| !fact.choices().is_empty() && !known.contains_key(&fact.id));
    let possible = open.filter_map(|fact| {
        let told: Vec<_> = known.keys().map(|one| content.facts.get(*one)).collect();
        let bound = |answer: &Answer| {
            let then = situation.with(fact.id, answer.clone());
            told.iter().all(|one| truth(&one.applies, &then) != Verdict::NotEligible)
        };
        let all = (0..).zip(fact.choices()).map(|(place, _)| Answer::Is(Value::Choice(place)));
        let possible: Vec<Answer> = all.filter(bound).collect();
        (possible.len() < fact.choices().len() && !possible.is_empty()).then_some((fact.id, possible))
    });
    possible.collect()
}

/// A program that fails whatever is still possible, assessed by the first of it.
fn ruled_out<'c>(
    content: &'c Content,
    id: ProgramId,
    situation: &Situation<'c>,
    (fact, possible): &(FactId, Vec<Answer>),
    now: Moment,
) -> Option<Assessment<'c>> {
    let mut ways = possible.iter().map(|answer| assess(content, id, &situation.with(*fact, answer.clone()), now));
    let first = ways.next()?;
    let fails = |one: &Assessment| one.verdict == Verdict::NotEligible;
    (fails(&first) && ways.all(|one| fails(&one))).then_some(first)
}

/// Whether there is a number to call about it, and whether somebody answers right now.
fn callable(content: &Content, one: &Assessment, now: Moment) -> (bool, bool) {
    let with_number = one.program.contacts.iter().map(|id| content.contact(*id)).filter(|one| !one.phones.is_empty());
    with_number.fold((false, false), |(_, answers), contact| {
        let open = contact
            .hours
            .as_ref()
            .is_some_and(|hours| matches!(rules::open_state(hours, &content.holidays, now), OpenState::Open { .. }));
        (true, answers || open)
    })
}

/// The caller as an owner who has answered just this.
fn caller(content: &Content, call: &Call, now: Moment) -> Owner {
    let dialog = &content.dialog(content.start).name;
    let kept = |answer: &Answer| Kept { answer: answer.clone(), at: now.to_utc(), dialog: dialog.clone() };
    Owner { profile: call.known.iter().map(|(fact, answer)| (*fact, kept(answer))).collect(), ..Owner::default() }
}

/// The choices by which the first questions lead to the dialog that a text calls for. Somebody sees them and puts them
/// right at once, so that less will do than where the bot begins by itself.
fn theme(content: &Content, understood: &Understood) -> Vec<(FactId, Value)> {
    let about_a_thing = understood.named || understood.intent.is_some() || understood.unknown_name.is_some();
    match understood.dialog {
        Some((dialog, sure))
            if sure >= content.library.tuning.offer && !about_a_thing && understood.reply.is_none() =>
        {
            dialog::route(content, dialog).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What to ask next: what the dialog asks, and beside it what could change the most verdicts.
fn questions(content: &Content, programs: &[ProgramId], present: &Present) -> Vec<FactId> {
    let situation = &present.situation;
    let mut questions = match present.walk.stop {
        // What is only counted is asked beside, never first.
        Stop::Ask(question) if !content.facts.get(question.fact).for_statistics => vec![question.fact],
        _ => Vec::new(),
    };
    let mut then = situation.clone();
    while questions.len() < QUESTIONS
        && let Some(fact) = next_question(content, programs, None, &then)
    {
        if !questions.contains(&fact) {
            questions.push(fact);
        }
        // As if it could not be answered: what would tell most without it.
        then = then.with(fact, Answer::Unsure);
    }
    questions
}

/// What the dialogs could still come to, whatever the questions between are answered.
#[derive(Default)]
struct Reach {
    programs: Vec<ProgramId>,
    contacts: Vec<ContactId>,
    seen: Vec<DialogId>,
}

impl Reach {
    fn follow(&mut self, content: &Content, dialog: DialogId, situation: &Situation) {
        if self.seen.contains(&dialog) {
            return;
        }
        self.seen.push(dialog);
        let steps = &content.dialog(dialog).steps;
        let mut at = 0;
        while let Some(step) = steps.get(at) {
            at += 1;
            let holds = truth(&step.when, situation);
            if holds == Verdict::NotEligible {
                continue;
            }
            match &step.act {
                content::Act::Go(Target::Dialog(next)) | content::Act::Call(next) => {
                    self.follow(content, *next, situation)
                }
                content::Act::Recommend(recommend) => {
                    add(&mut self.programs, &recommend.programs);
                    add(&mut self.contacts, &recommend.contacts);
                }
                content::Act::Go(Target::Step(step)) if holds == Verdict::Eligible && usize::from(step.0) >= at => {
                    at = usize::from(step.0);
                    continue;
                }
                _ => {}
            }
            // What comes after a way that is certainly taken is not come to.
            let back = matches!(step.act, content::Act::Go(Target::Step(_)));
            if holds == Verdict::Eligible && step.act.leaves() && !back {
                return;
            }
        }
    }
}

fn add<T: Copy + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !to.contains(one) {
            to.push(*one);
        }
    }
}
