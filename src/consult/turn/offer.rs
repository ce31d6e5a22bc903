//! A choice of entries for a free text: made, taken, or refused; counted as a vote for the author.

use super::{Desk, ask::begin_button};
use crate::{
    consult::{
        message::{Button, Message},
        record::Offered,
        screen,
        token::Press,
        unanswered::{Unanswered, without_personal_data},
    },
    content::{Command, Exact, Intent, Phrase},
    search::{
        index::EntryNo,
        understand::{Outcome, Understood},
    },
    understand::{
        choice::{self, Picked, Words},
        normal, number,
    },
};

/// The choice of an owner who meant none of what was offered, in [`Unanswered::chosen`].
const NONE: &str = "none";

impl<'c> Desk<'c, '_> {
    /// Shows the best entries to choose from.
    pub(super) fn offer(&mut self, text: &str, understood: &Understood<'c>) {
        let view = self.view();
        let mut said = std::mem::take(&mut self.lead);
        if !said.is_empty() {
            said.push("\n\n");
        }
        let known = screen::Known { content: self.content, situation: &view.situation, now: self.now };
        said.append(known.offer(self.search, understood));
        let entries: Vec<EntryNo> = understood.offered().map(|found| found.entry).collect();
        let dialog = understood.dialog.map(|(dialog, _)| dialog);
        let search = self.search;
        let buttons = self.draw(&view, |scene| {
            let pick = |(place, entry): (usize, &EntryNo)| {
                let number = (place + 1).to_string();
                let slots: &[(&str, &str)] = &[("number", &number), ("title", &search.entry(*entry).title)];
                vec![scene.button(scene.say(Phrase::ButtonPick, slots), Press::Pick(place as u16))]
            };
            let mut rows: Vec<Vec<Button>> = entries.iter().enumerate().map(pick).collect();
            rows.extend(dialog.map(|dialog| vec![begin_button(scene, dialog)]));
            rows.push(vec![
                scene.button(scene.say(Phrase::ButtonNone, &[]), Press::NoneOfThese),
                scene.command(Command::Human),
            ]);
            rows
        });
        self.send(Message::new(said, buttons.unwrap_or_default()));
        let offered = Offered {
            text: without_personal_data(text),
            intent: understood.intent.map(|intent| intent.key().to_owned()),
            entries: entries.iter().map(|entry| self.search.entry(*entry).id.clone()).collect(),
            dialog: dialog.map(|dialog| self.content.dialog(dialog).name.clone()),
        };
        self.note(text, understood);
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.offered = Some(offered);
        }
    }

    /// A number or a name typed where entries are offered. Tells whether it was one.
    pub(super) fn picks(&mut self, offered: &Offered, text: &str) -> bool {
        let key = normal::key(text);
        let denies = ["違う", "ちがう", "どれもちがう", "どれでもない", "ない", "違います", "ちがいます"];
        if self.is_word(Phrase::ButtonNone, text) || denies.contains(&key.as_str()) {
            self.none_of(offered.clone());
            return true;
        }
        let titles: Vec<&str> = offered
            .entries
            .iter()
            .map(|id| self.search.by_id(id).map_or("", |entry| self.search.entry(entry).title.as_str()))
            .collect();
        let words: Vec<Words> = titles.iter().map(|title| Words { label: title, also: &[] }).collect();
        let number = number::read(text).ok().filter(|reading| reading.unit.is_none()).map(|reading| reading.value);
        let by_number =
            (0..offered.entries.len()).find(|place| number == Some(Exact::from_integer(*place as i128 + 1)));
        let place = by_number.or_else(|| match choice::pick(text, &words) {
            Picked::One(place) => Some(place),
            _ => None,
        });
        match place {
            Some(place) => {
                self.pick(offered.clone(), place);
                true
            }
            None => false,
        }
    }

    /// One of the offered entries was meant.
    pub(super) fn pick(&mut self, offered: Offered, place: usize) {
        let Some(entry) = offered.entries.get(place).and_then(|id| self.search.by_id(id)) else { return self.stale() };
        self.voted(&offered, offered.entries[place].clone());
        let intent = offered.intent.as_deref().and_then(Intent::from_key);
        let dialog = offered.dialog.as_deref();
        let dialog = dialog.and_then(|name| self.content.dialogs.iter().find(|dialog| dialog.name == name));
        self.say_answer(entry, intent, dialog.map(|dialog| dialog.id));
        self.back_to_question();
    }

    /// None of the offered entries was meant: a person may know.
    pub(super) fn none_of(&mut self, offered: Offered) {
        self.voted(&offered, NONE.to_owned());
        self.lead(self.say(Phrase::NotFound, &[]));
        self.lead(self.say(Phrase::NotFoundHuman, &[]));
        self.flush();
        self.back_to_question();
    }

    fn voted(&mut self, offered: &Offered, chosen: String) {
        self.turn.unanswered = Some(Unanswered {
            text: offered.text.clone(),
            outcome: Outcome::Unsure.key().to_owned(),
            offered: offered.entries.clone(),
            chosen: Some(chosen),
        });
    }

    /// Keeps a text that was not answered, for the author.
    pub(super) fn note(&mut self, text: &str, understood: &Understood) {
        let offered = match understood.outcome {
            Outcome::Unsure => understood.offered().map(|found| self.search.entry(found.entry).id.clone()).collect(),
            _ => Vec::new(),
        };
        self.turn.unanswered = Some(Unanswered {
            text: without_personal_data(text),
            outcome: understood.outcome.key().to_owned(),
            offered,
            chosen: None,
        });
    }
}
