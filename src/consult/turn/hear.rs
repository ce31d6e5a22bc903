//! What was typed: an answer, a command, a number of a result.

use super::{Desk, PATIENCE, View, stands_anywhere};
use crate::{
    consult::{
        code, command,
        message::{Message, Text},
        screen,
        token::{At, Press},
    },
    content::{Command, Content, Exact, Fact, FactId, FactKind, Phrase, Recommend, Value},
    dialog::{self, Event, Misread, Question, Stop},
    rules::words,
    understand::{
        choice::{self, Picked},
        normal, number, yes_no,
    },
};

impl<'c> Desk<'c, '_> {
    /// What was typed below a screen. Below an earlier one it is no answer to the present one, and only what can be said
    /// anywhere is heard: distress, commands that stand anywhere, and codes from elsewhere.
    pub(super) fn hear_under(&mut self, at: Option<At>, text: &str) {
        let anywhere =
            command::find(&self.content.phrases, text).is_some_and(stands_anywhere) || self.is_surely_code(text);
        match at {
            Some(at) if at.press == Press::Write && (anywhere || self.is_here(at)) => self.hear(text),
            _ if anywhere => self.hear(text),
            _ if self.cares(text) => {}
            _ => self.stale(),
        }
    }

    pub(super) fn hear(&mut self, text: &str) {
        let asked_to_erase = std::mem::take(&mut self.owner.asked_to_erase);
        let new = self.owner.sitting.is_none();
        let said = command::find(&self.content.phrases, text);
        if asked_to_erase && (said == Some(Command::Delete) || yes_no::read(text) == Some(true)) {
            return self.erase();
        }
        if let Some(typed) = code::typed(text)
            && self.hear_code(typed, new)
        {
            return;
        }
        if said.is_none() && (self.cares(text) || self.tell_what_is_wrong(text)) {
            return;
        }
        let (listed, paused) = match &mut self.owner.sitting {
            Some(sitting) => (std::mem::take(&mut sitting.listed), std::mem::take(&mut sitting.paused)),
            None => (false, false),
        };
        if paused && said.is_none() && normal::key(text).chars().count() <= ASKS_BACK {
            return self.again(Phrase::BackToQuestion);
        }
        if listed
            && said.is_none()
            && let Some(fact) = self.listed_answer(text)
        {
            let view = self.view();
            return self.event(&view, Event::Corrects { fact });
        }
        let offered = self.owner.sitting.as_mut().and_then(|sitting| sitting.offered.take());
        if let (Some(offered), None) = (offered, said)
            && self.picks(&offered, text)
        {
            return;
        }
        if new && said.is_none() {
            self.welcome();
        }
        let view = self.view();
        if matches!(view.walk.stop, Stop::Handover(_) | Stop::End(_)) && said.is_none() {
            // That consultation is over: whatever is said begins another.
            return self.start_over(Some(text));
        }
        if let Some(fact) = self.named_to_fix(&view, text) {
            return self.event(&view, Event::Corrects { fact });
        }
        match (said, view.walk.stop) {
            (Some(said), Stop::Ask(asked)) if self.means(said, asked, text) => self.obey(said, None),
            (Some(said), Stop::Review(_) | Stop::Results(_) | Stop::Handover(_) | Stop::End(_)) => {
                self.obey(said, None)
            }
            (_, Stop::Ask(asked)) => self.hear_answer(&view, asked, text, new),
            (None, Stop::Review(_)) => self.hear_at_review(&view, text),
            (None, Stop::Results(recommend)) => self.hear_at_results(&view, recommend, text),
            (None, Stop::Handover(_) | Stop::End(_)) => self.show(None),
        }
    }

    pub(super) fn hear_answer(&mut self, view: &View<'c>, asked: Question, text: &str, new: bool) {
        let fact = self.content.facts.get(asked.fact);
        let read = dialog::read(fact, text, self.now.date());
        let chosen = matches!(fact.kind, FactKind::Choice(_) | FactKind::Multi(_));
        let talks = chosen && normal::key(text).chars().count() > ASKS_BACK;
        match read {
            Ok(value) if !chosen || is_choice_word(self.content, asked.fact, text) || !self.asks_of_a_thing(text) => {
                self.answer_and_more(view, asked, value, text);
            }
            // An attempt at an answer, only not one that can be taken.
            Err(misread) if !new && !talks && (misread != Misread::Nothing || number::read(text).is_ok()) => {
                if chosen {
                    self.spoke_beside_the_choice(text);
                }
                self.misread(view, asked, &misread);
            }
            Err(_) if !new && asks_back(text) && self.asks_about_the_question(text) => {
                self.obey(Command::Explain, None);
            }
            read => {
                if self.consider(view, text) {
                    return;
                }
                match read {
                    Ok(value) => self.answer_and_more(view, asked, value, text),
                    // The very first words need not be an answer to a question that was never seen.
                    Err(_) if new => self.again(Phrase::FirstWords),
                    Err(_) if asks_back(text) => self.obey(Command::Explain, None),
                    Err(misread) => self.misread(view, asked, &misread),
                }
            }
        }
    }

    /// Whether a command is meant: not where it is, to the letter, one of the choices, nor where it would mean
    /// nothing and the text can be read as an answer.
    fn means(&self, said: Command, asked: Question, text: &str) -> bool {
        let fact = self.content.facts.get(asked.fact);
        let idle = matches!(said, Command::Search | Command::Print)
            || said == Command::Estimate && fact.estimate_by.is_none()
            || matches!(said, Command::Next | Command::Previous) && screen::question_pages(fact.choices().len()) == 1;
        !is_choice_word(self.content, asked.fact, text) && !idle
    }

    /// The answer of a number, or of a name, where all answers were listed last.
    fn listed_answer(&mut self, text: &str) -> Option<FactId> {
        let view = self.view();
        let facts = self.draw(&view, screen::answers_so_far).unwrap_or_default();
        let labels = self.labels(&facts);
        match choice::pick(text, &labels) {
            Picked::One(place) => Some(facts[place]),
            _ => None,
        }
    }

    /// What facts are called, in the owner's words and in the usual ones.
    fn labels(&self, facts: &[FactId]) -> Vec<choice::Words<'c>> {
        let label = |content: &'c Content, fact: &FactId| &content.facts.get(*fact).label;
        let words = |fact| choice::Words {
            label: label(self.content, fact),
            also: std::slice::from_ref(label(self.usual, fact)),
        };
        facts.iter().map(words).collect()
    }

    /// Whether a text is that of a button, in the owner's words or in the usual ones.
    pub(super) fn is_word(&self, button: Phrase, text: &str) -> bool {
        [self.content, self.usual]
            .iter()
            .any(|content| normal::key(&content.phrases.say(button, &[])) == normal::key(text))
    }

    /// The answer that 「直す 従業員」 or 「業種を直したい」 names.
    fn named_to_fix(&mut self, view: &View<'c>, text: &str) -> Option<FactId> {
        const MOST_CHARS: usize = 60;
        if text.chars().count() > MOST_CHARS {
            return None;
        }
        let content = self.content;
        let words = content.phrases.command(Command::Fix);
        let key = normal::key(text);
        let named = std::iter::once(&words.label)
            .chain(&words.words)
            .map(|word| normal::key(word))
            .filter(|word| !word.is_empty())
            .find_map(|word| key.strip_prefix(&word).or_else(|| key.strip_suffix(&word)).map(str::to_owned))?;
        let named = named.trim_end_matches(['を', 'は', 'が']);
        if named.is_empty() {
            return None;
        }
        let facts = self.draw(view, screen::answers_so_far).unwrap_or_default();
        let labels = self.labels(&facts);
        match choice::pick(named, &labels) {
            Picked::One(place) => Some(facts[place]),
            _ => None,
        }
    }

    pub(super) fn hear_at_review(&mut self, view: &View<'c>, text: &str) {
        let facts = self.draw(view, screen::answers_so_far).unwrap_or_default();
        let labels = self.labels(&facts);
        if let Picked::One(place) = choice::pick(text, &labels) {
            return self.event(view, Event::Corrects { fact: facts[place] });
        }
        if yes_no::read(text) == Some(true) {
            return self.event(view, Event::Confirmed);
        }
        if !self.consider(view, text) {
            self.again(Phrase::MisreadReview);
        }
    }

    pub(super) fn hear_at_results(&mut self, view: &View<'c>, recommend: &'c Recommend, text: &str) {
        let shown = screen::results_shown(self.content, recommend, &view.situation, self.now);
        let titles: Vec<_> = shown
            .iter()
            .map(|one| choice::Words { label: &one.program.offer.title, also: &one.program.offer.aliases })
            .collect();
        let number = number::read(text).ok().map(|reading| reading.value);
        let by_number =
            shown.iter().enumerate().find(|(place, _)| number == Some(Exact::from_integer(*place as i128 + 1)));
        let picked = match by_number {
            Some((place, _)) => Some(place),
            None => match choice::pick(text, &titles) {
                Picked::One(place) => Some(place),
                _ => None,
            },
        };
        let why_not = self.is_word(Phrase::ButtonWhyNot, text);
        match picked {
            Some(place) => self.detail(view, shown[place].program.id),
            None if why_not => {
                let message = self.draw(view, |scene| screen::why_not(scene, recommend));
                message.into_iter().for_each(|message| self.send(message));
            }
            None if self.consider(view, text) => {}
            None => {
                // The results stand above; saying them all again would only push them away.
                let text = Text::plain(self.say(Phrase::MisreadResults, &[]));
                let buttons = self.draw(view, |scene| screen::result_buttons(scene, recommend)).unwrap_or_default();
                let lead = Some(text.chars() as u32);
                self.send(Message { lead, ..Message::new(text, buttons) });
            }
        }
    }

    /// Says what is expected, with an example; after the second time, names the ways out.
    pub(super) fn misread(&mut self, view: &View<'c>, asked: Question, misread: &Misread) {
        let misses = match &mut self.owner.sitting {
            Some(sitting) => {
                sitting.misses = sitting.misses.saturating_add(1);
                sitting.misses
            }
            None => 1,
        };
        let mut text = std::mem::take(&mut self.lead);
        if !text.is_empty() {
            text.push("\n");
        }
        text.push(self.expected(asked.fact, misread));
        if misses >= PATIENCE {
            text.push("\n").push(self.say(Phrase::MisreadTwice, &[]));
        }
        let said_before = Some(text.chars() as u32);
        let question = asked.text.or(self.content.facts.get(asked.fact).question.as_deref());
        question.into_iter().for_each(|question| {
            text.push("\n\n").push(question);
        });
        let buttons = self.draw(view, |scene| screen::choice_buttons(scene, &asked)).unwrap_or_default();
        self.send(Message { lead: said_before, ..Message::new(text, buttons) });
    }

    pub(super) fn expected(&self, fact: FactId, misread: &Misread) -> String {
        let fact = self.content.facts.get(fact);
        let shown =
            |at: Option<Exact>| at.map(|at| words::value(self.content, fact, &Value::Number(at))).unwrap_or_default();
        let why = match misread {
            Misread::Range => self.say(Phrase::MisreadRange, &[]),
            Misread::Several(places) if places.is_empty() => self.say(Phrase::MisreadSeveral, &[]),
            Misread::Several(places) => {
                let labels: Vec<String> = places
                    .iter()
                    .filter_map(|place| {
                        fact.choices().get(*place).map(|choice| format!("{} {}", place + 1, choice.label))
                    })
                    .collect();
                self.say(Phrase::MisreadWhich, &[("choices", &labels.join(&self.say(Phrase::ListOr, &[])))])
            }
            Misread::OutOfRange => match fact.kind {
                FactKind::Choice(_) | FactKind::Multi(_) => self.expected_kind(fact),
                FactKind::Date => self.say(Phrase::MisreadNotADay, &[]),
                _ => self.say(Phrase::MisreadOutOfRange, &[("low", &shown(fact.min)), ("high", &shown(fact.max))]),
            },
            Misread::NotWhole => self.say(Phrase::MisreadNotWhole, &[]),
            Misread::NotADay => self.say(Phrase::MisreadNotADay, &[]),
            Misread::NoneBesideOthers => self.say(Phrase::MisreadNoneBesideOthers, &[]),
            Misread::Nothing => self.expected_kind(fact),
        };
        match &fact.example {
            Some(example) => why + &self.say(Phrase::MisreadExample, &[("example", example)]),
            None => why,
        }
    }

    pub(super) fn expected_kind(&self, fact: &Fact) -> String {
        let most = fact.choices().len().to_string();
        let phrase = match fact.kind {
            FactKind::Int | FactKind::Decimal => Phrase::ExpectNumber,
            FactKind::Money => Phrase::ExpectMoney,
            FactKind::Bool => Phrase::ExpectYesNo,
            FactKind::Date => Phrase::ExpectDate,
            FactKind::Choice(_) => Phrase::ExpectChoice,
            FactKind::Multi(_) => Phrase::ExpectSeveral,
            FactKind::Text => Phrase::ExpectText,
        };
        self.say(phrase, &[("most", &most), ("unit", &fact.unit)])
    }
}

/// Longer texts at a choice say more than a choice; up to here a question is one about the question that was asked: これは何ですか.
pub(super) const ASKS_BACK: usize = 10;

/// Whether the text asks the bot something instead of answering.
pub(super) fn asks_back(text: &str) -> bool {
    let tidy = normal::tidy(text);
    tidy.ends_with('?') || tidy.ends_with("ですか") || tidy.ends_with("ますか") || tidy.ends_with("何")
}

/// Whether the text is, to the letter, one of the choices of the question: then it is no command.
pub(super) fn is_choice_word(content: &Content, fact: FactId, text: &str) -> bool {
    let key = normal::key(text);
    content
        .facts
        .get(fact)
        .choices()
        .iter()
        .any(|choice| std::iter::once(&choice.label).chain(&choice.also).any(|word| normal::key(word) == key))
}
