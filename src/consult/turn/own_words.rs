//! What an owner says in words of their own: neither a command nor a button nor an answer. By its beginning staff tell one
//! case from another.

use super::Desk;
use crate::{
    consult::case::{Case, briefly},
    content::{FactKind, Phrase},
    dialog::{Question, Stop},
    search::{slots, understand::Understood},
};

/// An answer among choices that is longer than this tells more than the choice.
const TELLS_MORE: usize = 12;
/// What fits no choice and has more letters than this is no clumsy number: 11番目です is.
const NO_NUMBER: usize = 5;
/// A wish for a person that has more letters than this says what it is about: 相談員と話したいのですが doesn't.
const BARE_WISH: usize = 12;
/// Up to here it may be no more than そうですか, and takes the place of nothing that said more.
const SAYS_LITTLE: usize = 8;

impl Desk<'_, '_> {
    /// The owner said something in words of their own.
    pub(super) fn spoke(&mut self, text: &str) {
        let said_before = self.owner.sitting.as_ref().is_some_and(|sitting| !sitting.said.is_empty());
        if !said_before || text.trim().chars().count() > SAYS_LITTLE {
            self.spoke_out(text);
        }
    }

    /// The same with something that must not be overlooked, however short it is.
    pub(super) fn spoke_out(&mut self, text: &str) {
        self.own_words = Some(briefly(text)).filter(|words| !words.is_empty());
    }

    /// The owner answered, perhaps with a sentence in which the answer stands.
    pub(super) fn spoke_in_answering(&mut self, asked: Question, text: &str) {
        let chosen = matches!(self.content.facts.get(asked.fact).kind, FactKind::Choice(_) | FactKind::Multi(_));
        if chosen && text.chars().count() > TELLS_MORE {
            self.spoke(text);
        }
    }

    /// A choice was asked for, and what was said is none: perhaps it says who somebody is, 奈良の墨屋、2人.
    pub(super) fn spoke_beside_the_choice(&mut self, text: &str) {
        if letters(text) > NO_NUMBER || !slots::told(self.usual, text).is_empty() {
            self.spoke(text);
        }
    }

    /// A person was wished for, of which the case itself tells; what is said beside it is the owner's own, but a long wish
    /// takes the place of nothing that was said before.
    pub(super) fn spoke_beside_the_wish(&mut self, text: &str, understood: &Understood) {
        let said_before = self.owner.sitting.as_ref().is_some_and(|sitting| !sitting.said.is_empty());
        let of_a_matter = !understood.told.is_empty() || understood.named;
        if of_a_matter || !said_before && letters(text) > BARE_WISH {
            self.spoke(text);
        }
    }

    /// What a case says of the owner's words when a person is wished for: those of this session, else at which question
    /// they were.
    pub(super) fn said_before(&mut self) -> String {
        let said = self.owner.sitting.as_ref().map(|sitting| sitting.said.clone()).unwrap_or_default();
        if !said.is_empty() {
            return said;
        }
        let question = match self.view().walk.stop {
            Stop::Ask(asked) => self.usual.facts.get(asked.fact).question.clone(),
            _ => None,
        };
        let at =
            |question: String| self.usual.phrases.say(Phrase::CaseAtQuestion, &[("question", &briefly(&question))]);
        question.map(at).unwrap_or_default()
    }

    /// At the end of a turn: what was said is kept for a wish that may come, and with the case that is open.
    pub(super) fn keep_own_words(&mut self) {
        let Some(words) = self.own_words.take() else { return };
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.said.clone_from(&words);
        }
        let open = |case: &&mut Case| !case.state.is_done() && case.said != words;
        if let Some(case) = self.helpdesk.case.as_mut().filter(open) {
            case.said = words;
            self.turn.case = Some(case.clone());
        }
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|char| char.is_alphabetic()).count()
}
