//! One turn of a conversation: an input and what is kept go in, what is kept and what is said come out. Pure.
//!
//! `Desk` holds a turn while it is taken: `hear` takes what was typed, `press` what was pressed, `obey` what was asked
//! for, `ask` takes free text that is none of these, and `offer` the choice of entries for one. All of them come to an
//! event of the session, after which `show` says where that leads. `code` joins two chats of one owner.

mod ask;
mod code;
mod hear;
mod obey;
mod offer;
mod own_words;
mod person;
mod press;

use std::{cell::OnceCell, rc::Rc};

pub use self::{code::Lends, person::Helpdesk};
use super::{
    case::Case,
    code::{Code, Codes},
    message::{Input, Message, Outgoing, Text},
    record::{Owner, Sitting},
    request::Wish,
    screen::{self, Scene},
    token::At,
    unanswered::Unanswered,
};
use crate::{
    content::{ChoiceSet, Command, Content, Fact, FactKind, Phrase, ProgramId, Value},
    dialog::{Event, Progress, Question, Stop, Walk, walk},
    rules::{Answer, Moment, Situation, words},
    search::{Search, understand::Understood},
};

/// After this long an owner is welcomed back.
pub(super) const AWAY: chrono::Duration = chrono::Duration::hours(12);
/// After this many texts in a row that were not understood, the ways out are named.
const PATIENCE: u8 = 2;

/// What a turn came to.
#[derive(Debug, Default)]
pub struct Turn {
    /// What is to be sent, in order.
    pub out: Vec<Outgoing>,
    /// What was chosen, in the words of its button.
    pub chosen: Option<String>,
    /// A word on the press itself.
    pub notice: Option<String>,
    /// The owner wishes to speak with a person.
    pub wish: Option<Wish>,
    /// The case of this chat, where it is new or has changed.
    pub case: Option<Case>,
    /// A case is to be opened and has no number yet: the turn is to be taken again with one, and this one forgotten.
    pub wants_number: bool,
    /// A text that was not answered at once, or the choice made for it, for the author.
    pub unanswered: Option<Unanswered>,
    /// What was written or sent went to the staff.
    pub passed_on: bool,
    /// It means nothing to anybody: nothing changes, and nothing is kept of it.
    pub passed_over: bool,
    /// The program whose details were opened.
    pub opened: Option<ProgramId>,
    /// Everything kept of the owner is to be forgotten.
    pub erase: bool,
    /// The owner needs the case no more.
    pub withdrew: bool,
    /// A code under which what is known here can be had elsewhere, in place of the one before.
    pub lends: Option<Lends>,
    /// The code that was used up.
    pub takes: Option<Code>,
    /// What the transcript is to say instead of what was typed.
    pub typed: Option<String>,
}

/// Takes one turn; `search` must be of the same content, the usual one.
pub fn take(
    content: &Content,
    search: &Search,
    now: Moment,
    owner: &mut Owner,
    input: &Input,
    codes: Codes,
    helpdesk: Helpdesk,
) -> Turn {
    let mut desk = Desk::new(content, search, now, owner, codes, helpdesk);
    if desk.passes_over(input) {
        desk.turn.passed_over = true;
        return desk.turn;
    }
    desk.notice_changes();
    match input {
        _ if desk.is_held(input) => {}
        Input::Text(text) => desk.hear(text),
        Input::Written { text, under } => desk.hear_under(At::read(under), text),
        Input::Press { token, question } => desk.press(At::read(token), question.as_deref()),
        Input::Sent(media) => desk.sent(media),
        Input::Rewrote(text) => desk.rewrote(text),
    }
    desk.keep_own_words();
    if let Some(sitting) = &mut desk.owner.sitting {
        sitting.last_seen = now.to_utc();
    }
    desk.owner.compact(&content.facts);
    desk.turn
}

/// Shows where an owner stands whom somebody else has led elsewhere; `why` is said before it.
pub(super) fn show_anew(
    content: &Content,
    search: &Search,
    now: Moment,
    owner: &mut Owner,
    codes: Codes,
    why: Phrase,
) -> Turn {
    let mut desk = Desk::new(content, search, now, owner, codes, Helpdesk::default());
    desk.again(why);
    desk.turn
}

struct Desk<'c, 'o> {
    /// In the owner's words: from this is drawn.
    content: &'c Content,
    /// In usual words: by this is understood what was typed, and told what the helpdesk reads.
    usual: &'c Content,
    search: &'c Search,
    now: Moment,
    owner: &'o mut Owner,
    codes: Codes,
    helpdesk: Helpdesk,
    turn: Turn,
    /// Said before the next screen.
    lead: Text,
    /// What the text of this turn was understood as, once that was asked for.
    understood: OnceCell<Rc<Understood<'c>>>,
    /// What was said in this turn in words of the owner's own.
    own_words: Option<String>,
}

/// How an owner stands, worked out from what is kept.
struct View<'c> {
    progress: Progress,
    situation: Situation<'c>,
    walk: Walk<'c>,
}

impl<'c, 'o> Desk<'c, 'o> {
    fn new(
        content: &'c Content,
        search: &'c Search,
        now: Moment,
        owner: &'o mut Owner,
        codes: Codes,
        helpdesk: Helpdesk,
    ) -> Self {
        Self {
            content: owner.words(content),
            usual: content,
            search,
            now,
            owner,
            codes,
            helpdesk,
            turn: Turn::default(),
            lead: Text::default(),
            understood: OnceCell::new(),
            own_words: None,
        }
    }
}

impl<'c> Desk<'c, '_> {
    fn say(&self, phrase: Phrase, slots: &[(&str, &str)]) -> String {
        self.content.phrases.say(phrase, slots)
    }

    /// Adds a sentence before the next screen.
    fn lead(&mut self, text: impl AsRef<str>) {
        if !self.lead.is_empty() {
            self.lead.push("\n");
        }
        self.lead.push(text.as_ref());
    }

    fn send(&mut self, message: Message) {
        self.turn.out.extend(message.split().into_iter().map(Outgoing::Say));
    }

    /// Where the owner stands; a session begins where there is none.
    fn view(&mut self) -> View<'c> {
        if self.owner.sitting.is_none() {
            self.begin();
        }
        let progress = self.owner.progress(&self.content.facts);
        let situation = Situation::new(&self.content.facts, progress.known.clone());
        let dialog = self.owner.sitting.as_ref().map_or(self.content.start, |sitting| sitting.session.dialog);
        let walk = walk(self.content, dialog, &progress, &situation);
        View { progress, situation, walk }
    }

    fn draw<R>(&mut self, view: &View<'c>, draw: impl FnOnce(&Scene<'_, 'c>) -> R) -> Option<R> {
        let sitting = self.owner.sitting.as_ref()?;
        Some(draw(&Scene {
            content: self.content,
            now: self.now,
            sitting,
            progress: &view.progress,
            situation: &view.situation,
            walk: &view.walk,
            switch: self.owner.switch(self.usual),
        }))
    }

    fn begin(&mut self) {
        let now = self.now.to_utc();
        self.owner.sitting = Some(Sitting::new(self.owner.next_session(now), self.content, now));
    }

    /// Time has passed or the content has changed since the owner was last here.
    fn notice_changes(&mut self) {
        let now = self.now.to_utc();
        let Some(sitting) = &mut self.owner.sitting else { return };
        let away = now - sitting.last_seen > AWAY;
        if sitting.content != self.content.hash {
            sitting.renew(self.content);
        }
        if away {
            self.lead(self.say(Phrase::WelcomeBack, &[]));
        }
    }

    fn answer(&mut self, view: &View<'c>, asked: Question, answer: Answer) {
        let fact = self.content.facts.get(asked.fact);
        match &answer {
            Answer::Is(value) => self.lead_understood(fact, value),
            Answer::Unsure => self.lead(self.say(Phrase::UnderstoodUnsure, &[("label", &fact.label)])),
        }
        self.event(view, Event::Answered { fact: asked.fact, answer, asked_by: asked.asked_by });
    }

    /// Says an answer back.
    fn lead_understood(&mut self, fact: &Fact, value: &Value) {
        let value = words::value(self.content, fact, value);
        let phrase = match fact.kind {
            FactKind::Choice(_) | FactKind::Multi(_) => Phrase::UnderstoodChoice,
            FactKind::Bool => Phrase::UnderstoodYesNo,
            _ => Phrase::Understood,
        };
        self.lead(self.say(phrase, &[("label", &fact.label), ("value", &value)]));
    }

    /// Takes an event into the session and shows where it leads.
    fn event(&mut self, before: &View<'c>, event: Event) {
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.session.events.push(event);
            fresh(sitting);
        }
        self.show(Some(before));
    }

    /// Shows where the owner stands, after a word on why.
    fn again(&mut self, phrase: Phrase) {
        self.lead(self.say(phrase, &[]));
        self.show(None);
    }

    /// Shows where the owner stands. Sentences of the dialog are said when they are first passed.
    fn show(&mut self, before: Option<&View<'c>>) {
        let view = self.view();
        let first =
            before.is_none() && self.owner.sitting.as_ref().is_some_and(|sitting| sitting.session.events.is_empty());
        if before.is_some() || first {
            let heard = before.map(|before| before.walk.said.as_slice()).unwrap_or_default();
            let news: Vec<String> = view
                .walk
                .said
                .iter()
                .filter(|said| !heard.iter().any(|old| old.at == said.at))
                .map(|said| words::sentence(self.content, said.text, &view.situation))
                .collect();
            news.into_iter().for_each(|text| self.lead(text));
            self.show_known(&view, before);
        }
        let lead = std::mem::take(&mut self.lead);
        let drawn = self.draw(&view, |scene| match scene.walk.stop {
            Stop::Ask(asked) => screen::question(scene, &asked, lead.clone()),
            Stop::Review(_) => screen::review(scene, lead.clone()),
            Stop::Results(recommend) => screen::results(scene, recommend, lead.clone()),
            Stop::Handover(reason) => screen::handover(scene, reason, lead.clone()),
            Stop::End(text) => screen::end(scene, text, lead.clone()),
        });
        let said_before = Some(lead.chars() as u32);
        drawn.into_iter().for_each(|message| self.send(Message { lead: said_before, ..message }));
        if let (Stop::Handover(reason), true) = (view.walk.stop, before.is_some() || first) {
            let wish = self.wish(reason, false);
            let number = self.wished(wish);
            // Where nobody would, the screen has said whom to call.
            if self.helpdesk.staffed {
                self.person_will_answer(number);
            }
        }
    }

    /// Names answers from earlier sessions where their question would have come.
    fn show_known(&mut self, view: &View<'c>, before: Option<&View<'c>>) {
        let passed_before = before.map(|before| before.walk.passed.as_slice()).unwrap_or_default();
        let mut worked_out = Vec::new();
        let known: Vec<String> = view
            .walk
            .passed
            .iter()
            .filter(|fact| !passed_before.contains(fact) && !view.progress.answered.contains(fact))
            .filter_map(|fact| {
                let value = words::state(self.content, *fact, &view.situation)?;
                let label = &self.content.facts.get(*fact).label;
                if !view.progress.known.contains_key(fact) {
                    worked_out.push(self.say(Phrase::WorkedOut, &[("label", label), ("value", &value)]));
                    return None;
                }
                Some(self.say(Phrase::AlreadyKnown, &[("label", label), ("value", &value)]))
            })
            .collect();
        worked_out.into_iter().for_each(|line| self.lead(line));
        if !known.is_empty() {
            self.lead(self.say(Phrase::AlreadyKnownHead, &[]));
            known.into_iter().for_each(|line| self.lead(line));
        }
    }

    /// Whether a button, or the place to write, is of the screen that the owner is at. At a screen that was drawn before
    /// anything was kept, a session begins.
    fn is_here(&mut self, at: At) -> bool {
        let new = self.owner.sitting.is_none();
        let unbegun = Sitting::unbegun(self.content, self.now.to_utc());
        let sitting = self.owner.sitting.as_ref().unwrap_or(&unbegun);
        let here = sitting.id == at.session && sitting.turn == at.turn;
        if here && new {
            self.begin();
        }
        here
    }

    /// Sends what was led with, without a screen.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.lead);
        self.send(Message::new(text, Vec::new()));
    }
}

/// What was on the screen belongs to the past.
pub(super) fn fresh(sitting: &mut Sitting) {
    sitting.turn = sitting.turn.wrapping_add(1);
    sitting.misses = 0;
    sitting.page = 0;
    sitting.ticked = ChoiceSet::default();
}

/// Commands whose buttons work wherever they stand, however old.
pub(super) fn stands_anywhere(command: Command) -> bool {
    matches!(
        command,
        Command::Start
            | Command::Help
            | Command::Human
            | Command::Status
            | Command::Privacy
            | Command::Delete
            | Command::Cancel
            | Command::Code
            | Command::Easy
            | Command::Withdraw
            | Command::Bot
            | Command::Wrong
            | Command::Usual
    )
}
