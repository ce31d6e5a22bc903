//! Results as cards: fit, amount, until when, whom to call; everything else unfolds.

use super::{
    picture::{self, Picture},
    rich::{self, Html},
    site::Frame,
};
use crate::{
    consult::{
        message::{Button, Text, Token},
        present::Present,
        screen::{self, Card, Number, Reach},
        token::Press,
    },
    content::{Contact, Content, Phrase, Recommend},
    rules::{Assessment, Moment, Verdict, WindowState},
};

/// Results under one heading.
pub(super) struct Section {
    pub title: String,
    pub cards: Vec<ResultCard>,
}

/// One program for this company.
pub(super) struct ResultCard {
    pub number: usize,
    pub title: String,
    pub verdict: String,
    /// The verdict as a class of the style sheet.
    pub fit: &'static str,
    pub closed: bool,
    pub summary: String,
    pub why: String,
    pub amount: Option<String>,
    pub window: String,
    pub contacts: Vec<ContactCard>,
    pub detail: Html,
    /// What tells that the details were unfolded.
    pub opens: Token,
    /// Says that something of it is wrong.
    pub wrong: Button,
}

/// How somebody is reached.
pub(super) struct ContactCard {
    pub label: String,
    pub phones: Vec<PhoneLine>,
    pub hours: Option<String>,
    pub open_now: bool,
    pub url: Option<Html>,
    pub email: Option<EmailLine>,
    pub search: Option<String>,
    /// Said where the documents name no way at all.
    pub nowhere: Option<String>,
}

/// A telephone number.
pub(super) struct PhoneLine {
    pub shown: String,
    /// What a phone dials; none where the number is in doubt.
    pub dialled: Option<String>,
    pub note: String,
}

/// Where to write to.
pub(super) struct EmailLine {
    pub shown: String,
    /// None where it is in doubt.
    pub address: Option<String>,
}

/// All results, and how many programs don't fit.
pub(super) struct Results {
    pub head: Html,
    pub sections: Vec<Section>,
    pub standing: Vec<ContactCard>,
    pub standing_title: String,
    /// One sentence; none where everything fits.
    pub failed: Option<String>,
    pub any: bool,
    /// What could be had, and until when, to look at.
    pub pictures: Vec<Picture>,
}

impl Results {
    pub fn new(present: &Present, recommend: &Recommend, all: &[Assessment], failed: usize, frame: Frame) -> Self {
        let scene = present.scene();
        let mut sections: Vec<Section> = Vec::new();
        for (place, card) in present.cards(all).into_iter().enumerate() {
            let title = scene.say(card.section, &[]);
            let one = ResultCard::new(present, place + 1, card, frame);
            match sections.last_mut().filter(|section| section.title == title) {
                Some(section) => section.cards.push(one),
                None => sections.push(Section { title, cards: vec![one] }),
            }
        }
        let standing = screen::standing_beside(present.content, recommend);
        Self {
            head: rich::text(&screen::found(&scene, all), frame),
            sections,
            standing: standing
                .into_iter()
                .map(|contact| ContactCard::new(present.content, contact, present.now))
                .collect(),
            standing_title: scene.say(Phrase::SectionStanding, &[]),
            failed: (failed > 0).then(|| scene.say(Phrase::ResultsFailed, &[("count", &failed.to_string())])),
            any: !all.is_empty(),
            pictures: [
                picture::amounts(present.content, &present.situation, all),
                picture::timeline(present.content, all, present.now),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

impl ResultCard {
    fn new(present: &Present, number: usize, card: Card, frame: Frame) -> Self {
        let (scene, one) = (present.scene(), card.one);
        let contacts = card.contacts.iter().map(|contact| ContactCard::new(present.content, contact, present.now));
        Self {
            number,
            title: one.program.offer.title.clone(),
            verdict: scene.say(screen::verdict_phrase(one.verdict), &[]),
            fit: match one.verdict {
                Verdict::Eligible => "fits",
                Verdict::Likely => "likely",
                Verdict::Unknown | Verdict::NotEligible => "open",
            },
            closed: one.window == WindowState::Closed,
            summary: one.program.summary.clone(),
            why: card.why,
            amount: card.amount,
            window: card.window,
            contacts: contacts.collect(),
            detail: rich::text(&screen::particulars(&scene, one), frame),
            opens: present.token(Press::Detail(one.program.id)),
            wrong: scene.button(scene.say(Phrase::ButtonWrong, &[]), Press::Wrong(one.program.id)),
        }
    }
}

impl ContactCard {
    /// For paper: when somebody answers, but not whether they do right now.
    pub fn on_paper(content: &Content, contact: &Contact, now: Moment) -> Self {
        Self { hours: screen::printed_hours(content, contact), open_now: false, ..Self::new(content, contact, now) }
    }

    pub fn new(content: &Content, contact: &Contact, now: Moment) -> Self {
        let Reach { phones, hours, open_now, email, url, .. } = screen::reach(content, contact, now);
        let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
        let phone = |phone: Number| PhoneLine {
            dialled: phone.number.sure.as_deref().map(rich::dialled),
            shown: phone.number.text,
            note: phone.note,
        };
        let phones: Vec<_> = phones.into_iter().map(phone).collect();
        let search = contact.search.as_ref().map(|words| say(Phrase::SearchFor, &[("words", words)]));
        let none = phones.is_empty() && search.is_none() && url.is_none() && email.is_none();
        Self {
            label: contact.label.clone(),
            phones,
            hours,
            open_now,
            url: url.map(|url| rich::text(&Text::plain(url.text), Frame::Whole)),
            email: email.map(|email| EmailLine { shown: email.text, address: email.sure }),
            search,
            nowhere: none.then(|| say(Phrase::ContactNowhere, &[])),
        }
    }
}
