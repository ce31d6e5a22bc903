//! What authors write: load, check, resolve. Everything is read once, every name becomes a number, and every
//! mistake of every file is reported with its place. Nothing here is looked up by name afterwards.

mod amount;
mod brand;
mod canned;
mod catalog;
mod color;
mod command;
mod condition;
mod contact;
mod diagnostic;
mod dialog;
mod easy;
mod example;
mod fact;
mod fact_set;
mod faq;
mod fields;
mod files;
mod flow;
mod goals;
mod holidays;
mod intent;
mod limits;
mod load;
mod pattern;
mod phrases;
mod prefecture;
mod program;
mod reply;
mod sentence;
mod source;
mod svg;
mod synonyms;
mod syntax;
mod team;
mod tuning;
mod value;
mod window;
mod yaml;

pub use self::{
    amount::{Amount, Row, Table, Tiers},
    brand::{Brand, Operator},
    canned::{Canned, CannedPart},
    color::Color,
    command::{Command, CommandWords},
    condition::{Condition, Test},
    contact::{Contact, ContactId, Phone},
    diagnostic::{Code, Diagnostic},
    dialog::{Act, Dialog, DialogId, Recommend, START, Stage, Step, StepNo, Target},
    example::{Example, Expected, ExpectedNumber, VERDICTS, WINDOW_STATES},
    fact::{Choice, Derivation, Fact, FactId, FactKind, Facts, Given, parse as parse_value, write as write_value},
    fact_set::FactSet,
    faq::{FAQ_ANSWER_CHARS, FAQ_ID_CHARS, FAQ_QUESTION_CHARS, Faq, FaqId, FaqSource},
    goals::{GOALS, Goals, PREFECTURE},
    holidays::Holidays,
    intent::{Intent, Intents},
    limits::{LABEL_CHARS, LINE_CHARS},
    load::{Library, LoadError, is_library, load, load_library},
    pattern::{NUMBER, Pattern},
    phrases::{IN_DOUBT, Phrase, Phrases},
    prefecture::PREFECTURES,
    program::{AsOf, NextStep, Offer, Program, ProgramId, Terms},
    reply::{Replies, Reply, ReplyKind},
    sentence::{Part, Sentence},
    source::{Address, Correction, Document, Source},
    synonyms::Synonyms,
    team::{Team, Teams},
    tuning::{FEATURES, Tuning},
    value::{Accept, ChoiceNo, ChoiceSet, End, Exact, Value, day, exact},
    window::{Hours, OpenSpan, WEEK, Window, Windows},
};

use std::sync::Arc;

/// Everything loaded from `dialogs/` and `knowledge/`, checked and resolved.
#[derive(Clone, Debug)]
pub struct Content {
    /// What can be known of a company, `knowledge/facts.yaml`.
    pub facts: Facts,
    /// By their ids, `knowledge/programs/`.
    pub programs: Vec<Program>,
    /// What comes out for companies of which authors know it.
    pub examples: Vec<Example>,
    /// By their ids, `knowledge/contacts.yaml`.
    pub contacts: Vec<Contact>,
    /// How many rows of the catalog are covered; all of them, where there is one.
    pub catalog_rows: usize,
    /// Questions with their answers, words of one meaning, and how sure an answer must be.
    pub library: Library,
    /// What can be asked of a thing, and in which words.
    pub intents: Intents,
    /// Fixed replies to certain texts.
    pub replies: Replies,
    /// Japan's public holidays, for opening hours.
    pub holidays: Holidays,
    /// How the web chat looks, `knowledge/brand.yaml`; the project's own where a folder has none.
    pub brand: Brand,
    /// Who takes which case, `knowledge/teams.yaml`; the last one of the project's own where a folder has none.
    pub teams: Teams,
    /// Replies ready for workers of the helpdesk, `knowledge/canned.yaml`.
    pub canned: Vec<Canned>,
    /// By their ids, `dialogs/`.
    pub dialogs: Vec<Dialog>,
    /// The dialog everybody begins with, `dialogs/start.yaml`.
    pub start: DialogId,
    /// What the bot says everywhere, `dialogs/phrases.yaml`.
    pub phrases: Phrases,
    /// The fact that says what an owner wants, where there is one.
    pub goals: Option<FactId>,
    /// The same content with its texts in やさしい日本語, `knowledge/easy.yaml`, where there is one: the same ids, numbers,
    /// conditions and hash. Free text is understood by this one all the same.
    pub easy: Option<Arc<Content>>,
    investment: Option<FactId>,
    /// Tells this content from any other, so that a session notices when its content has changed.
    pub hash: u64,
}

impl Content {
    /// The program of an id, which must be of this content.
    pub fn program(&self, id: ProgramId) -> &Program {
        &self.programs[usize::from(id.0)]
    }

    /// The contact of an id, which must be of this content.
    pub fn contact(&self, id: ContactId) -> &Contact {
        &self.contacts[usize::from(id.0)]
    }

    /// The dialog of an id, which must be of this content.
    pub fn dialog(&self, id: DialogId) -> &Dialog {
        &self.dialogs[usize::from(id.0)]
    }

    /// The content to draw from: in やさしい日本語 where that is wished and there.
    pub fn in_words(&self, easy: bool) -> &Content {
        self.easy.as_deref().filter(|_| easy).unwrap_or(self)
    }

    /// The fact that holds a planned cost, where an offer names none of its own.
    pub fn usual_investment(&self) -> Option<FactId> {
        self.investment
    }

    /// How many benefits all programs have together.
    pub fn benefit_count(&self) -> usize {
        let mut offers = 0;
        self.programs.iter().for_each(|program| program.offer.each(&mut |_| offers += 1));
        offers - self.programs.len()
    }
}
