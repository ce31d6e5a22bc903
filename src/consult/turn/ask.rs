//! Free text that is no answer and no command: it fills facts and begins a dialog, or is answered, or offered a choice,
//! or goes to a person; then the owner is back at the question that was open.

use std::rc::Rc;

use super::{Desk, View, fresh};
use crate::{
    consult::{
        message::{Button, Message, Text},
        screen,
        token::Press,
    },
    content::{Command, DialogId, FactId, FactKind, Intent, Phrase, Reply, ReplyKind, Value},
    dialog::{self, AskedBy, Event, Question, Stop},
    rules::{Answer, words},
    search::{
        entry::Key,
        index::EntryNo,
        slots,
        understand::{OFFERED, Outcome, Understood, understand},
    },
    understand::{
        choice::{self, Words},
        normal,
    },
};

/// In the midst of a dialog a text is more probably a clumsy answer than a question: only what is this sure is offered.
const SURE_AMIDST: f64 = 0.25;
/// Up to here what is asked may be all that is said: 締切はいつですか.
const BARE_INTENT: usize = 14;
/// So few characters are no question.
const BLURTED: usize = 8;
/// A bare choice or number says nothing in passing.
const SHORT: usize = 5;

impl<'c> Desk<'c, '_> {
    /// Answers words of distress, before everything else. Tells whether there were any.
    pub(super) fn cares(&mut self, text: &str) -> bool {
        let reply = self.content.replies.find(&normal::dense(text)).filter(|reply| reply.kind == ReplyKind::Care);
        let Some(reply) = reply else { return false };
        self.spoke_out(text);
        self.reply(reply);
        self.flush_hint();
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.paused = true;
        }
        let reason = self.usual.phrases.say(Phrase::WishCare, &[]);
        let wish = self.wish(&reason, true);
        self.wished(wish);
        true
    }

    /// How to go on, after what came before everything else.
    fn flush_hint(&mut self) {
        let view = self.view();
        let text = Text::plain(self.say(Phrase::CareThen, &[]));
        let buttons =
            self.draw(&view, |scene| vec![vec![scene.command(Command::Start), scene.command(Command::Human)]]);
        self.send(Message::new(text, buttons.unwrap_or_default()));
    }

    /// A fixed reply with whom to call. The question that was open waits without being asked again.
    pub(super) fn reply(&mut self, reply: &Reply) {
        let mut text = std::mem::take(&mut self.lead);
        if !text.is_empty() {
            text.push("\n\n");
        }
        text.line(&reply.say);
        for contact in &reply.contacts {
            text.push("\n");
            screen::contact_lines(self.content, self.content.contact(*contact), self.now, &mut text);
        }
        let view = self.view();
        let buttons = self.draw(&view, |scene| vec![vec![scene.command(Command::Human)]]).unwrap_or_default();
        self.send(Message::new(text, buttons));
    }

    /// What the text of this turn was understood as; worked out once, however often it is looked at.
    fn understood(&self, text: &str) -> Rc<Understood<'c>> {
        self.understood.get_or_init(|| Rc::new(understand(self.usual, self.search, text, OFFERED))).clone()
    }

    /// Whether a text that could be read as one of the choices asks about a thing instead: 省エネ診断の電話番号 is no answer
    /// of 省エネ.
    pub(super) fn asks_of_a_thing(&self, text: &str) -> bool {
        let understood = self.understood(text);
        let asks = understood.intent.is_some() || super::hear::asks_back(text);
        let found = understood.outcome == Outcome::Answer || understood.outcome == Outcome::Unsure && understood.named;
        asks && found
    }

    /// Whether a short question is one about the question that is open, and not one that can be answered.
    pub(super) fn asks_about_the_question(&self, text: &str) -> bool {
        let short = normal::key(text).chars().count() <= super::hear::ASKS_BACK;
        let understood = self.understood(text);
        let known = understood.intent.is_some() && self.about(text).is_some();
        short && !known && understood.outcome != Outcome::Answer && !understood.named
    }

    /// Takes a text that the open question, if any, has no use for. Tells whether anything could be said to it.
    pub(super) fn consider(&mut self, view: &View<'c>, text: &str) -> bool {
        let understood = self.understood(text);
        if understood.reply.is_none_or(|reply| reply.kind != ReplyKind::Human) {
            self.spoke(text);
        }
        if let Some(reply) = understood.reply {
            if reply.kind == ReplyKind::Human {
                self.spoke_beside_the_wish(text, &understood);
                // Where a person answers here, nobody is sent elsewhere.
                if self.helpdesk.staffed {
                    self.lead(self.say(Phrase::HumanHere, &[]));
                } else {
                    self.lead(&reply.say);
                    self.flush();
                }
                self.obey(Command::Human, None);
                return true;
            }
            self.reply(reply);
            if reply.kind == ReplyKind::Person {
                self.note(text, &understood);
            }
            self.back_to_question();
            return true;
        }
        let begun = self.owner.sitting.as_ref().is_some_and(|sitting| !sitting.session.events.is_empty());
        let amidst = begun && matches!(view.walk.stop, Stop::Ask(_));
        let told: Vec<(FactId, Value)> =
            understood.told.iter().filter(|(fact, _)| view.situation.value(*fact).is_none()).cloned().collect();
        let about_a_thing = understood.named || understood.intent.is_some();
        let asks = super::hear::asks_back(text);
        let begins = |sure: f64| {
            understood.unknown_name.is_none()
                && sure >= self.content.library.tuning.begin
                && (understood.outcome != Outcome::Answer || sure > understood.sure())
        };
        if !begun
            && !about_a_thing
            && !asks
            && let Some((dialog, sure)) = understood.dialog
            && begins(sure)
        {
            self.begin_with(dialog, told, text);
            return true;
        }
        if let (Some(intent), false, Some(entry)) = (understood.intent, understood.named, self.about(text)) {
            self.say_answer(entry, Some(intent), None);
            self.back_to_question();
            return true;
        }
        let corrected = self.corrected(view, text, &understood.told);
        if !corrected.is_empty() {
            self.tell(&corrected);
            self.show(Some(view));
            return true;
        }
        let first_is_faq =
            understood.found.first().is_some_and(|found| matches!(self.search.entry(found.entry).key, Key::Faq(_)));
        match understood.outcome {
            // Who somebody is, said without asking anything, is no question about who is a small business.
            Outcome::Answer if !told.is_empty() && !amidst && !about_a_thing && !asks && first_is_faq => {
                self.tell(&told);
                self.show(Some(view));
                true
            }
            Outcome::Answer => {
                let known = if amidst { Vec::new() } else { told };
                self.tell(&known);
                let first = understood.found[0].entry;
                self.say_answer(first, understood.intent, understood.dialog.map(|(dialog, _)| dialog));
                self.back_to_question();
                true
            }
            // Who somebody is says nothing yet of what is wanted: the open question asks for that.
            Outcome::Unsure if !told.is_empty() && !amidst && !about_a_thing => {
                self.tell(&told);
                self.show(Some(view));
                true
            }
            Outcome::Unsure if !amidst || understood.sure() >= SURE_AMIDST || about_a_thing || asks => {
                let known = if amidst { Vec::new() } else { told };
                self.tell(&known);
                self.offer(text, &understood);
                true
            }
            _ if !told.is_empty() && !amidst => {
                self.tell(&told);
                self.show(Some(view));
                true
            }
            outcome => {
                self.note(text, &understood);
                let at_question = matches!(view.walk.stop, Stop::Ask(_));
                if begun || !at_question || normal::key(text).chars().count() <= BLURTED {
                    // What could be said here says more than that nothing was found.
                    return false;
                }
                self.lead(
                    self.say(if outcome == Outcome::OutOfScope { Phrase::OutOfScope } else { Phrase::NotFound }, &[]),
                );
                if outcome != Outcome::OutOfScope {
                    self.lead(self.say(Phrase::NotFoundHuman, &[]));
                }
                self.flush();
                self.back_to_question();
                true
            }
        }
    }

    /// The entry that a bare いつまで？ is about: the one talked of last.
    fn about(&self, text: &str) -> Option<EntryNo> {
        let sitting = self.owner.sitting.as_ref()?;
        let bare = normal::key(text).chars().count() <= BARE_INTENT;
        sitting.about.as_deref().filter(|_| bare).and_then(|id| self.search.by_id(id))
    }

    /// Facts that the text says otherwise than they are known, where it says that it corrects: 従業員5人に訂正.
    fn corrected(&self, view: &View<'c>, text: &str, told: &[(FactId, Value)]) -> Vec<(FactId, Value)> {
        let key = normal::key(text);
        let fix = self.content.phrases.command(Command::Fix);
        let says_so = std::iter::once(&fix.label).chain(&fix.words).any(|word| key.contains(&normal::key(word)));
        told.iter()
            .filter(|(fact, value)| {
                let named = [self.content, self.usual]
                    .iter()
                    .any(|content| key.contains(&normal::key(&content.facts.get(*fact).label)));
                (says_so || named) && view.situation.value(*fact).is_some_and(|known| known != value)
            })
            .cloned()
            .collect()
    }

    /// The question that was open is asked again; results stand above, and saying them again would push them away.
    pub(super) fn back_to_question(&mut self) {
        let view = self.view();
        if !matches!(view.walk.stop, Stop::Ask(_) | Stop::Review(_)) {
            return;
        }
        if self.owner.sitting.as_ref().is_some_and(|sitting| !sitting.session.events.is_empty()) {
            self.lead(self.say(Phrase::BackToQuestion, &[]));
        }
        self.show(None);
    }

    pub(super) fn say_answer(&mut self, entry: EntryNo, intent: Option<Intent>, dialog: Option<DialogId>) {
        let view = self.view();
        let mut text = std::mem::take(&mut self.lead);
        if !text.is_empty() {
            text.push("\n\n");
        }
        let known = screen::Known { content: self.content, situation: &view.situation, now: self.now };
        text.append(known.answer(self.search, entry, intent));
        let key = self.search.entry(entry).key;
        let id = self.search.entry(entry).id.clone();
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.about = Some(id);
        }
        let buttons = self.draw(&view, |scene| {
            let mut row = Vec::new();
            if let Key::Program(id) | Key::Benefit(id, _) = key {
                row.push(scene.button(scene.say(Phrase::ButtonAbout, &[]), Press::Detail(id)));
            }
            row.push(scene.command(Command::Human));
            let begin = dialog.map(|dialog| begin_button(scene, dialog));
            std::iter::once(row).chain(begin.map(|button| vec![button])).collect()
        });
        self.send(Message::new(text, buttons.unwrap_or_default()));
    }

    /// Begins a dialog that was offered or called for; the session at hand goes on where nothing was done in it yet.
    pub(super) fn begin_with(&mut self, dialog: DialogId, told: Vec<(FactId, Value)>, text: &str) {
        let begun = self.owner.sitting.as_ref().is_some_and(|sitting| !sitting.session.events.is_empty());
        if begun {
            self.owner.end_session(self.content, self.now.to_utc());
        }
        let before = self.view();
        let Some(route) = dialog::route(self.content, dialog) else { return self.show(None) };
        let route: Vec<(FactId, Value)> =
            route.into_iter().filter(|(fact, value)| before.situation.value(*fact) != Some(value)).collect();
        if let Some((fact, value)) = route.last() {
            let value = words::value(self.content, self.content.facts.get(*fact), value);
            self.lead(self.say(Phrase::UnderstoodChoice, &[("label", ""), ("value", &value)]));
        }
        self.push_told(&route, AskedBy::Nobody);
        let routed = route.iter().map(|(fact, _)| *fact).collect::<Vec<_>>();
        let mut told: Vec<_> = told.into_iter().filter(|(fact, _)| !routed.contains(fact)).collect();
        self.push_told(&told, AskedBy::Nobody);
        told.extend(self.read_on(text, AskedBy::Nobody));
        self.lead_told(&told);
        self.show(Some(&before));
    }

    /// An answer in a text that says more than the answer.
    pub(super) fn answer_and_more(&mut self, view: &View<'c>, asked: Question, value: Value, text: &str) {
        self.spoke_in_answering(asked, text);
        let more = normal::dense(text).chars().count() > SHORT;
        let told: Vec<(FactId, Value)> = if more {
            let told = slots::told(self.usual, text);
            told.into_iter().filter(|(fact, _)| *fact != asked.fact && view.situation.value(*fact).is_none()).collect()
        } else {
            Vec::new()
        };
        let fact = self.content.facts.get(asked.fact);
        self.lead_understood(fact, &value);
        self.push(Event::Answered { fact: asked.fact, answer: Answer::Is(value), asked_by: asked.asked_by });
        self.push_told(&told, AskedBy::Beside);
        let mut told = told;
        let exactly = super::hear::is_choice_word(self.content, asked.fact, text);
        if more && !exactly && matches!(fact.kind, FactKind::Choice(_)) {
            told.extend(self.read_on(text, AskedBy::Beside));
        }
        self.lead_told(&told);
        self.show(Some(view));
    }

    /// Answers the questions that come next from the same text, as far as it names one of their choices.
    fn read_on(&mut self, text: &str, asked_by: AskedBy) -> Vec<(FactId, Value)> {
        const MOST: usize = 4;
        let mut read = Vec::new();
        while read.len() < MOST {
            let view = self.view();
            let Stop::Ask(asked) = view.walk.stop else { break };
            let fact = self.content.facts.get(asked.fact);
            let FactKind::Choice(choices) = &fact.kind else { break };
            if fact.keep {
                // What the company is, is said on purpose or not at all.
                break;
            }
            let words: Vec<Words> =
                choices.iter().map(|choice| Words { label: &choice.label, also: &choice.also }).collect();
            let [place] = choice::mentioned(text, &words)[..] else { break };
            let value = Value::Choice(place as u16);
            self.push_told(&[(asked.fact, value.clone())], asked_by);
            read.push((asked.fact, value));
        }
        read
    }

    /// Takes facts said in passing, and says how they were taken.
    fn tell(&mut self, told: &[(FactId, Value)]) {
        self.push_told(told, AskedBy::Nobody);
        self.lead_told(told);
    }

    fn push_told(&mut self, told: &[(FactId, Value)], asked_by: AskedBy) {
        for (fact, value) in told {
            let answer = Answer::Is(value.clone());
            self.push(Event::Answered { fact: *fact, answer, asked_by });
        }
    }

    fn push(&mut self, event: Event) {
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.session.events.push(event);
            fresh(sitting);
        }
    }

    fn lead_told(&mut self, told: &[(FactId, Value)]) {
        if told.is_empty() {
            return;
        }
        self.lead(self.say(Phrase::ToldHead, &[]));
        for (fact, value) in told {
            let fact = self.content.facts.get(*fact);
            let value = words::value(self.content, fact, value);
            self.lead(self.say(Phrase::Told, &[("label", &fact.label), ("value", &value)]));
        }
        self.lead(self.say(Phrase::ToldHint, &[]));
    }
}

pub(super) fn begin_button(scene: &screen::Scene, dialog: DialogId) -> Button {
    let title = &scene.content.dialog(dialog).title;
    scene.button(scene.say(Phrase::ButtonBegin, &[("title", title)]), Press::Begin(dialog))
}
