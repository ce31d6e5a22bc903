//! The sheet to take to the bank or the chamber of commerce: answers, results, contacts and sources.

use super::{
    cards::ContactCard,
    rich::{self, Html},
    site::Frame,
};
use crate::{
    consult::{message::Text, present::Present, screen},
    content::{Content, Phrase},
    rules::WindowState,
};

/// Everything on the sheet.
pub(super) struct Sheet<'c> {
    content: &'c Content,
    pub title: String,
    pub answers: Vec<(String, String)>,
    pub head: Html,
    pub programs: Vec<Printed>,
}

/// One program on the sheet.
pub(super) struct Printed {
    pub title: String,
    pub summary: String,
    pub verdict: String,
    pub closed: bool,
    pub why: String,
    pub window: String,
    pub amounts: Vec<String>,
    pub contacts: Vec<ContactCard>,
    pub source: String,
}

impl Sheet<'_> {
    /// A sentence in the words in which this owner reads.
    pub fn say(&self, phrase: Phrase) -> String {
        self.content.phrases.say(phrase, &[])
    }
}

/// The sheet of the results that are shown; none where there are none.
pub(super) fn sheet<'c>(present: &Present<'c>) -> Option<Sheet<'c>> {
    let recommend = present.recommend()?;
    let scene = present.scene();
    let (all, _) = present.results(recommend);
    let programs = present.cards(&all).into_iter().map(|card| {
        let program = card.one.program;
        let contacts = program.contacts.iter().map(|id| present.content.contact(*id));
        Printed {
            title: program.offer.title.clone(),
            summary: program.summary.clone(),
            verdict: scene.say(screen::verdict_phrase(card.one.verdict), &[]),
            closed: card.one.window == WindowState::Closed,
            why: card.why,
            window: card.window,
            amounts: screen::amounts_that_fit(&scene, card.one),
            contacts: contacts.map(|contact| ContactCard::on_paper(present.content, contact, present.now)).collect(),
            source: screen::source_line(&scene, program),
        }
    });
    let date = crate::understand::date::show(present.now.date());
    Some(Sheet {
        content: present.content,
        title: scene.say(Phrase::PrintHead, &[("date", &date)]),
        answers: present.answers().into_iter().map(|given| (given.label.to_owned(), given.value)).collect(),
        head: rich::text(&Text::plain(screen::found(&scene, &all).to_plain()), Frame::Whole),
        programs: programs.collect(),
    })
}
