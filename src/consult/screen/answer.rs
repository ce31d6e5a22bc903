//! What is said of a thing that was asked about in free text: what was asked of it, whom to call, and the source.

use super::{contacts::contact_lines, detail::window_lines, results::amounts};
use crate::{
    consult::message::Text,
    content::{AsOf, Contact, Content, Faq, FaqSource, Intent, Offer, Phrase, Program, ProgramId, Source, Windows},
    rules::{
        Assessment, BenefitAssessment, Moment, Money, Situation, Verdict, WindowState, assess, window_state, words,
    },
    search::{
        Search,
        entry::Key,
        index::EntryNo,
        understand::{Outcome, Understood},
    },
};

/// Everything that an answer is drawn from.
pub struct Known<'a, 'c> {
    /// The content.
    pub content: &'c Content,
    /// What is known of the company.
    pub situation: &'a Situation<'c>,
    /// The moment of the answer.
    pub now: Moment,
}

/// What the bot says to a text, for whoever is not in a conversation.
pub fn answer_text(content: &Content, search: &Search, understood: &Understood, now: Moment) -> String {
    let told = understood.told.iter().map(|(fact, value)| (*fact, crate::rules::Answer::Is(value.clone()))).collect();
    let situation = Situation::new(&content.facts, told);
    let known = Known { content, situation: &situation, now };
    let mut text = Text::default();
    match (understood.reply, understood.outcome, understood.found.first()) {
        (Some(reply), ..) => {
            text.line(&reply.say);
            known.contacts(reply.contacts.iter().map(|id| content.contact(*id)), &mut text);
        }
        (None, Outcome::Answer, Some(first)) => text = known.answer(search, first.entry, understood.intent),
        (None, Outcome::Unsure, _) => text = known.offer(search, understood),
        (None, Outcome::OutOfScope, _) => {
            text.line(known.say(Phrase::OutOfScope, &[]));
        }
        (None, ..) => {
            text.line(known.say(Phrase::NotFound, &[]));
            known.contacts(super::standing_contacts(content, &situation).into_iter(), &mut text);
        }
    }
    text.to_plain().trim_end().to_owned()
}

impl<'c> Known<'_, 'c> {
    fn say(&self, phrase: Phrase, slots: &[(&str, &str)]) -> String {
        self.content.phrases.say(phrase, slots)
    }

    /// The entries to choose from, and the dialog that may be meant.
    pub fn offer(&self, search: &Search, understood: &Understood) -> Text {
        let mut text = Text::default();
        match &understood.unknown_name {
            Some(name) => text.push_bold(self.say(Phrase::UnknownName, &[("name", name)])).push("\n"),
            None => text.push_bold(self.say(Phrase::OfferHead, &[])).push("\n"),
        };
        for (place, found) in understood.offered().enumerate() {
            let entry = search.entry(found.entry);
            let about = self.about(entry.key).map(|about| format!("\n　{about}")).unwrap_or_default();
            let number = (place + 1).to_string();
            text.line(self.say(Phrase::OfferLine, &[("number", &number), ("title", &entry.title), ("about", &about)]));
        }
        text.push(self.say(Phrase::OfferHint, &[]));
        text
    }

    /// A thing in one sentence.
    fn about(&self, key: Key) -> Option<&'c str> {
        match key {
            Key::Program(id) => Some(&self.content.program(id).summary),
            Key::Benefit(id, place) => nth(&self.content.program(id).offer, place)?.summary.as_deref(),
            Key::Contact(id) => self.content.contact(id).about.as_deref(),
            Key::Faq(_) => None,
            Key::Dialog(id) => Some(&self.content.dialog(id).about),
        }
    }

    /// An entry, with what was asked of it first.
    pub fn answer(&self, search: &Search, entry: EntryNo, intent: Option<Intent>) -> Text {
        let mut text = Text::default();
        match search.entry(entry).key {
            Key::Program(id) => self.program(id, 0, intent, &mut text),
            Key::Benefit(id, place) => self.program(id, place, intent, &mut text),
            Key::Contact(id) => self.contact(self.content.contact(id), &mut text),
            Key::Faq(id) => self.faq(self.content.library.faq(id), &mut text),
            Key::Dialog(id) => {
                text.line(&self.content.dialog(id).about);
            }
        }
        text
    }

    fn faq(&self, faq: &Faq, text: &mut Text) {
        text.push_bold(&faq.question).push("\n");
        text.line(&faq.answer);
        self.contacts(faq.contacts.iter().map(|id| self.content.contact(*id)), text);
        match (&faq.source, faq.as_of) {
            (Some(FaqSource::Pages(source)), Some(as_of)) => self.source(source, as_of, text),
            (Some(FaqSource::Pages(source)), None) => {
                let title = &source.document.title;
                text.line(self.say(Phrase::AnswerSourceWords, &[("source", title)]));
            }
            (Some(FaqSource::Words(source)), _) => {
                text.line(self.say(Phrase::AnswerSourceWords, &[("source", source)]));
            }
            (None, _) => {}
        }
    }

    fn contact(&self, contact: &Contact, text: &mut Text) {
        contact_lines(self.content, contact, self.now, text);
        text.push("\n");
        self.source(&contact.source, contact.as_of, text);
    }

    fn contacts<'k>(&self, contacts: impl Iterator<Item = &'k Contact>, text: &mut Text) {
        for contact in contacts {
            text.push("\n");
            contact_lines(self.content, contact, self.now, text);
        }
    }

    fn source(&self, source: &Source, as_of: AsOf, text: &mut Text) {
        let (year, month) = (as_of.year.to_string(), as_of.month.to_string());
        let slots: &[(&str, &str)] =
            &[("document", &source.document.title), ("pages", &source.pages), ("year", &year), ("month", &month)];
        text.line(self.say(Phrase::AnswerSource, slots));
    }

    fn program(&self, id: ProgramId, place: u16, intent: Option<Intent>, text: &mut Text) {
        let one = assess(self.content, id, self.situation, self.now);
        let Some(thing) = Thing::of(&one, place) else { return };
        text.push_bold(thing.title()).push("\n");
        match intent {
            None => self.overview(&thing, text),
            Some(Intent::Phone | Intent::Hours) => {}
            Some(Intent::Window) => self.window(&thing, text),
            Some(Intent::Rate | Intent::Amount | Intent::Fee) => self.money(&thing, intent, text),
            Some(Intent::Who) => self.who(&thing, text),
            Some(Intent::Documents | Intent::Apply) => self.steps(&thing, intent, text),
            Some(Intent::Cost) => self.cost(&thing, text),
        }
        // A number is never without the state of the window that it is asked for.
        if !matches!(intent, Some(Intent::Window) | None) {
            self.window_in_one(&thing, text);
        }
        self.contacts(thing.contacts(self.content), text);
        text.push("\n");
        let source = thing.offer.source.as_ref().unwrap_or(&thing.program.source);
        self.source(source, thing.program.as_of, text);
    }

    fn overview(&self, thing: &Thing, text: &mut Text) {
        if let Some(summary) = &thing.offer.summary {
            text.line(summary);
        }
        if let Some(line) = amounts(self.content, thing.money) {
            text.line(line);
        }
        window_lines(self.content, self.now, thing.windows(), text);
        self.successor(thing, text);
    }

    fn window(&self, thing: &Thing, text: &mut Text) {
        window_lines(self.content, self.now, thing.windows(), text);
        self.lines_about(thing, Intent::Window, text);
        self.successor(thing, text);
    }

    fn window_in_one(&self, thing: &Thing, text: &mut Text) {
        if matches!(thing.state(self.now), WindowState::Closed | WindowState::Unknown) {
            window_lines(self.content, self.now, thing.windows(), text);
            self.successor(thing, text);
        }
    }

    fn successor(&self, thing: &Thing, text: &mut Text) {
        if thing.state(self.now) == WindowState::Closed {
            text.line(self.say(Phrase::AnswerSuccessor, &[]));
        }
    }

    /// Amounts of the thing and of its parts: for this company where enough is known, else from the least to the most.
    fn money(&self, thing: &Thing, intent: Option<Intent>, text: &mut Text) {
        let mut said = false;
        if let Some(line) = amounts(self.content, thing.money) {
            text.line(line);
            said = true;
        }
        for part in &thing.parts {
            if part.verdict == Verdict::NotEligible {
                continue;
            }
            if let Some(amounts) = amounts(self.content, &part.money) {
                let slots: &[(&str, &str)] = &[("benefit", &part.offer.title), ("amounts", &amounts)];
                text.line(self.say(Phrase::AmountOf, slots));
                said = true;
            }
        }
        if let Some(intent) = intent {
            said |= self.lines_about(thing, intent, text);
        }
        if intent == Some(Intent::Fee) {
            for line in &thing.offer.cost {
                text.line(self.say(Phrase::ListItem, &[("text", line)]));
                said = true;
            }
        }
        if !said {
            self.nothing_said(intent, text);
        }
    }

    fn who(&self, thing: &Thing, text: &mut Text) {
        let phrase = match thing.verdict {
            Verdict::Eligible => Some(Phrase::VerdictEligible),
            Verdict::NotEligible => Some(Phrase::VerdictNotEligible),
            Verdict::Likely | Verdict::Unknown => None,
        };
        // Without anything known of the company a verdict would only be of the empty set.
        if let Some(phrase) = phrase.filter(|_| !self.situation.known().is_empty()) {
            text.line(self.say(phrase, &[]));
            for reason in thing.reasons {
                let said = words::reason(self.content, reason, self.situation);
                text.line(self.say(if reason.ok { Phrase::MarkOk } else { Phrase::MarkFailed }, &[("text", &said)]));
            }
        }
        let own: Vec<String> = thing
            .above
            .iter()
            .chain([&thing.offer])
            .flat_map(|offer| words::condition(self.content, &offer.who))
            .collect();
        text.push_bold(self.say(Phrase::AnswerWho, &[])).push("\n");
        for line in &own {
            text.line(self.say(Phrase::ListItem, &[("text", line)]));
        }
        let and = self.say(Phrase::ConditionAnd, &[]);
        let mut parts = 0;
        for part in &thing.parts {
            let conditions = words::condition(self.content, &part.offer.who);
            if !conditions.is_empty() {
                let slots: &[(&str, &str)] = &[("benefit", &part.offer.title), ("conditions", &conditions.join(&and))];
                text.line(self.say(Phrase::AnswerWhoBenefit, slots));
                parts += 1;
            }
        }
        if own.is_empty() && parts == 0 {
            text.line(self.say(Phrase::AnswerWhoAnybody, &[]));
        }
        self.lines_about(thing, Intent::Who, text);
    }

    fn steps(&self, thing: &Thing, intent: Option<Intent>, text: &mut Text) {
        let mut said = false;
        if intent == Some(Intent::Documents) {
            said |= self.lines_about(thing, Intent::Documents, text);
            if !said {
                self.nothing_said(intent, text);
            }
        }
        let steps = if thing.offer.steps.is_empty() { &thing.program.offer.steps } else { &thing.offer.steps };
        for (place, step) in steps.iter().enumerate() {
            let url = step.url.as_ref().map(|url| format!(" {}", super::contacts::address(self.content, url)));
            text.line(format!("{}. {}{}", place + 1, step.text, url.unwrap_or_default()));
        }
        if steps.is_empty() && !said && intent == Some(Intent::Apply) {
            self.nothing_said(intent, text);
        }
    }

    fn cost(&self, thing: &Thing, text: &mut Text) {
        let mut said = false;
        let offers = thing.above.iter().copied().chain([thing.offer]);
        for offer in offers.chain(thing.parts.iter().map(|part| part.offer)) {
            if offer.cost.is_empty() && offer.excluded.is_empty() {
                continue;
            }
            said = true;
            if offer.name != thing.offer.name {
                text.push_bold(&offer.title).push("\n");
            }
            for (head, lines) in [(Phrase::DetailCost, &offer.cost), (Phrase::DetailExcluded, &offer.excluded)] {
                if !lines.is_empty() {
                    text.push_bold(self.say(head, &[])).push("\n");
                }
                for line in lines {
                    text.line(self.say(Phrase::ListItem, &[("text", line)]));
                }
            }
        }
        if !said && !self.lines_about(thing, Intent::Cost, text) {
            self.nothing_said(Some(Intent::Cost), text);
        }
    }

    /// The notes that speak of what was asked.
    fn lines_about(&self, thing: &Thing, intent: Intent, text: &mut Text) -> bool {
        const MOST: usize = 6;
        let speaks = |line: &&String| {
            let dense = crate::understand::normal::dense(line);
            self.content.intents.speaks_of(intent, &dense)
        };
        let offers = std::iter::once(thing.offer).chain(thing.above.iter().copied());
        let lines: Vec<&String> = offers.flat_map(|offer| &offer.notes).filter(speaks).take(MOST).collect();
        for line in &lines {
            text.line(self.say(Phrase::ListItem, &[("text", line)]));
        }
        !lines.is_empty()
    }

    /// Where the documents are silent, that is said.
    fn nothing_said(&self, intent: Option<Intent>, text: &mut Text) {
        let Some(intent) = intent else { return };
        let what = match intent {
            Intent::Phone => Phrase::WhatPhone,
            Intent::Hours => Phrase::WhatHours,
            Intent::Window => Phrase::WhatWindow,
            Intent::Rate => Phrase::WhatRate,
            Intent::Amount => Phrase::WhatAmount,
            Intent::Fee => Phrase::WhatFee,
            Intent::Who => Phrase::WhatWho,
            Intent::Documents => Phrase::WhatDocuments,
            Intent::Apply => Phrase::WhatApply,
            Intent::Cost => Phrase::WhatCost,
        };
        let what = self.say(what, &[]);
        text.line(self.say(Phrase::AnswerNone, &[("what", &what)]));
    }
}

/// A program or one of its benefits, assessed.
struct Thing<'a, 'c> {
    program: &'c Program,
    offer: &'c Offer,
    /// What it belongs to, outermost first.
    above: Vec<&'c Offer>,
    verdict: Verdict,
    reasons: &'a [crate::rules::Reason<'c>],
    money: &'a Money<'c>,
    /// The benefits below it, in the order of the file.
    parts: Vec<&'a BenefitAssessment<'c>>,
}

impl<'a, 'c> Thing<'a, 'c> {
    /// The offer at a place among all of a program, which is 0.
    fn of(one: &'a Assessment<'c>, place: u16) -> Option<Self> {
        let program = one.program;
        if place == 0 {
            let mut parts = Vec::new();
            one.benefits.iter().for_each(|part| below(part, &mut parts));
            let (verdict, reasons, money) = (one.verdict, one.reasons.as_slice(), &one.money);
            return Some(Self { program, offer: &program.offer, above: Vec::new(), verdict, reasons, money, parts });
        }
        let offer = nth(&program.offer, place)?;
        let mut above = vec![&program.offer];
        let found = find(&one.benefits, offer, &mut above)?;
        let mut parts = Vec::new();
        found.benefits.iter().for_each(|part| below(part, &mut parts));
        let (verdict, reasons, money) = (found.verdict, found.reasons.as_slice(), &found.money);
        Some(Self { program, offer, above, verdict, reasons, money, parts })
    }

    fn title(&self) -> String {
        match self.above.first() {
            Some(program) => format!("{} {}", program.title, self.offer.title),
            None => self.offer.title.clone(),
        }
    }

    fn windows(&self) -> &'c Windows {
        self.offer.windows.as_ref().unwrap_or(&self.program.windows)
    }

    fn state(&self, now: Moment) -> WindowState {
        window_state(self.windows(), now.date())
    }

    fn contacts(&self, content: &'c Content) -> impl Iterator<Item = &'c Contact> {
        let own = if self.offer.contacts.is_empty() { &self.program.contacts } else { &self.offer.contacts };
        own.iter().map(|id| content.contact(*id))
    }
}

fn below<'a, 'c>(part: &'a BenefitAssessment<'c>, parts: &mut Vec<&'a BenefitAssessment<'c>>) {
    parts.push(part);
    part.benefits.iter().for_each(|part| below(part, parts));
}

/// The assessment of an offer, with all that it lies in.
fn find<'a, 'c>(
    parts: &'a [BenefitAssessment<'c>],
    offer: &Offer,
    above: &mut Vec<&'c Offer>,
) -> Option<&'a BenefitAssessment<'c>> {
    for part in parts {
        if part.offer.name == offer.name {
            return Some(part);
        }
        above.push(part.offer);
        if let Some(found) = find(&part.benefits, offer, above) {
            return Some(found);
        }
        above.pop();
    }
    None
}

fn nth(offer: &Offer, place: u16) -> Option<&Offer> {
    let (mut at, mut found) = (0, None);
    offer.each(&mut |offer| {
        if at == place {
            found = Some(offer);
        }
        at += 1;
    });
    found
}
