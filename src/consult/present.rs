//! Where an owner stands, for channels that draw it themselves instead of showing messages. Reads, and changes nothing.

use super::{
    message::Token,
    record::Owner,
    screen::{self, Scene},
    token::{At, Press},
};
use crate::{
    content::{Content, FactId, Recommend},
    dialog::{self, Progress, Stop, Walk, walk},
    rules::{Assessment, Moment, Situation},
};

/// An owner with everything that follows from what is kept.
pub struct Present<'c> {
    /// The content that the owner is answered by.
    pub content: &'c Content,
    /// The moment for which windows and hours are told.
    pub now: Moment,
    /// What is kept.
    pub owner: Owner,
    /// What is known, and how far the session is.
    pub progress: Progress,
    /// What follows from what is known.
    pub situation: Situation<'c>,
    /// What was said and passed, and where it stopped; of an owner without a session that of a new one.
    pub walk: Walk<'c>,
}

impl<'c> Present<'c> {
    /// Works out where an owner stands.
    pub fn new(content: &'c Content, now: Moment, owner: Owner) -> Self {
        let progress = owner.progress(&content.facts);
        let situation = Situation::new(&content.facts, progress.known.clone());
        let dialog = owner.sitting.as_ref().map_or(content.start, |sitting| sitting.session.dialog);
        let walk = walk(content, dialog, &progress, &situation);
        Self { content, now, owner, progress, situation, walk }
    }

    /// Whether a session is going on.
    pub fn is_sitting(&self) -> bool {
        self.owner.sitting.is_some()
    }

    /// What a button must send; nothing where there is no session, and words must be sent instead.
    pub fn token(&self, press: Press) -> Option<Token> {
        let sitting = self.owner.sitting.as_ref()?;
        Some(At { session: sitting.id, turn: sitting.turn, press }.token())
    }

    /// The number of the question that is open, and how many may still come after it.
    pub fn place(&self) -> (usize, usize) {
        let number = self.progress.answered.len() - self.progress.told.len() + 1;
        let left = dialog::most_questions_left(self.content, &self.walk, &self.progress, &self.situation);
        (number, left)
    }

    /// The answers in the order in which the dialog meets them; what doesn't apply is left out.
    pub fn answers(&self) -> Vec<FactId> {
        self.scene().map(|scene| screen::answers_so_far(&scene)).unwrap_or_default()
    }

    /// The programs that don't fail, best first, and how many others fail.
    pub fn results(&self, recommend: &Recommend) -> (Vec<Assessment<'c>>, usize) {
        screen::shown_and_failed(self.content, recommend, &self.situation, self.now)
    }

    /// The recommendation that is shown, where one is.
    pub fn recommend(&self) -> Option<&'c Recommend> {
        match self.walk.stop {
            Stop::Results(recommend) => Some(recommend),
            _ => None,
        }
    }

    /// Everything that a screen is drawn from.
    pub(super) fn scene(&self) -> Option<Scene<'_, 'c>> {
        Some(Scene {
            content: self.content,
            now: self.now,
            sitting: self.owner.sitting.as_ref()?,
            progress: &self.progress,
            situation: &self.situation,
            walk: &self.walk,
        })
    }
}
