//! Where an owner stands, for channels that draw it themselves instead of sending messages. Reads, and changes nothing.

use super::{
    case::Case,
    message::Token,
    record::{Holder, Owner, Sitting},
    screen::{self, Card, Scene},
    token::{At, Press},
    turn::AWAY,
};
use crate::{
    content::{Command, Content, FactId, Recommend},
    dialog::{self, Progress, Stop, Walk, walk},
    rules::{Assessment, Moment, Situation, words},
};

/// An owner with everything that follows from what is kept.
pub struct Present<'c> {
    /// The content that the owner is answered by, in the owner's words.
    pub content: &'c Content,
    /// The moment for which windows and hours are told.
    pub now: Moment,
    /// What is known, and how far the session is.
    pub progress: Progress,
    /// What follows from what is known.
    pub situation: Situation<'c>,
    /// What was said and passed, and where it stopped; of an owner without a session that of a new one.
    pub walk: Walk<'c>,
    sitting: Sitting,
    begun: bool,
    known: bool,
    asked_to_erase: bool,
    holder: Holder,
    case: Option<Case>,
    switch: Option<Command>,
}

/// An answer with what corrects it.
pub struct Given<'c> {
    /// What was asked, for people.
    pub label: &'c str,
    /// In words: 14人, わからない.
    pub value: String,
    /// Asks it again.
    pub fix: Token,
}

impl<'c> Present<'c> {
    /// Works out where an owner stands.
    pub(super) fn new(content: &'c Content, now: Moment, owner: Owner, case: Option<Case>) -> Self {
        let switch = owner.switch(content);
        let content = owner.words(content);
        let progress = owner.progress(&content.facts);
        let situation = Situation::new(&content.facts, progress.known.clone());
        let dialog = owner.sitting.as_ref().map_or(content.start, |sitting| sitting.session.dialog);
        let walk = walk(content, dialog, &progress, &situation);
        let known = owner.sessions > 0;
        let asked_to_erase = owner.asked_to_erase;
        let holder = owner.holder;
        let begun = owner.sitting.is_some();
        let mut sitting = owner.sitting.unwrap_or_else(|| Sitting::unbegun(content, now.to_utc()));
        if sitting.content != content.hash {
            // The next turn does the same: what is drawn here must still be there then.
            sitting.renew(content);
        }
        Self { content, now, progress, situation, walk, sitting, begun, known, asked_to_erase, holder, case, switch }
    }

    /// Whether a person holds the conversation, and the bot is silent.
    pub fn is_held(&self) -> bool {
        self.holder == Holder::Staff
    }

    /// Whether this owner has been here before, but left; a session begins with the next thing said.
    pub fn has_left(&self) -> bool {
        self.known && !self.begun
    }

    /// Whether the owner has been away so long that a word of welcome is due, with answers that were left open.
    pub fn comes_back(&self) -> bool {
        self.begun && !self.sitting.session.events.is_empty() && self.now.to_utc() - self.sitting.last_seen > AWAY
    }

    /// Whether nothing was asked or told yet in this session.
    pub fn is_at_beginning(&self) -> bool {
        self.sitting.session.events.is_empty() && self.progress.correcting.is_none()
    }

    /// The sentence that the dialog said last on its way here.
    pub fn said_last(&self) -> Option<String> {
        let said = self.walk.said.last()?;
        Some(words::sentence(self.content, said.text, &self.situation))
    }

    /// Whether the owner was asked whether really to delete everything.
    pub fn is_asked_to_erase(&self) -> bool {
        self.asked_to_erase
    }

    /// What a button must send.
    pub fn token(&self, press: Press) -> Token {
        At { session: self.sitting.id, turn: self.sitting.turn, press }.token()
    }

    /// Whether a button that was shown earlier still does something.
    pub fn still_works(&self, token: &Token) -> bool {
        At::read(token).is_some_and(|at| {
            let here = at.session == self.sitting.id && at.turn == self.sitting.turn;
            match at.press {
                Press::Say(command) => here || super::turn::stands_anywhere(command),
                Press::Erase => self.asked_to_erase,
                Press::Helpful(_) => {
                    self.case.as_ref().is_some_and(|case| case.state.is_done() && case.helpful.is_none())
                }
                Press::FollowUp(said) => {
                    self.case.clone().is_some_and(|mut case| case.follow_up_said(said, self.now.to_utc()))
                }
                Press::Pick(_) | Press::NoneOfThese => here && self.sitting.offered.is_some(),
                _ => here,
            }
        })
    }

    /// The number of the question that is open, and how many may still come after it.
    pub fn place(&self) -> (usize, usize) {
        let number = self.progress.question_number();
        (number, dialog::most_questions_left(self.content, &self.walk, &self.progress, &self.situation))
    }

    /// The answers in the order in which the dialog meets them; what doesn't apply is left out.
    pub fn answers(&self) -> Vec<Given<'c>> {
        let given = |fact: FactId| {
            let value = words::state(self.content, fact, &self.situation)?;
            Some(Given { label: &self.content.facts.get(fact).label, value, fix: self.token(Press::Fix(fact)) })
        };
        screen::answers_so_far(&self.scene()).into_iter().filter_map(given).collect()
    }

    /// The recommendation that is shown, where one is.
    pub fn recommend(&self) -> Option<&'c Recommend> {
        match self.walk.stop {
            Stop::Results(recommend) => Some(recommend),
            _ => None,
        }
    }

    /// The programs that don't fail, best first, and how many others fail.
    pub fn results(&self, recommend: &Recommend) -> (Vec<Assessment<'c>>, usize) {
        screen::shown_and_failed(self.content, recommend, &self.situation, self.now)
    }

    /// Results as cards, in the order given.
    pub fn cards<'a>(&self, results: &'a [Assessment<'c>]) -> Vec<Card<'a, 'c>> {
        let scene = self.scene();
        results.iter().map(|one| screen::card(&scene, one)).collect()
    }

    /// Everything that a screen is drawn from.
    pub fn scene(&self) -> Scene<'_, 'c> {
        Scene {
            content: self.content,
            now: self.now,
            sitting: &self.sitting,
            progress: &self.progress,
            situation: &self.situation,
            walk: &self.walk,
            switch: self.switch,
        }
    }
}
