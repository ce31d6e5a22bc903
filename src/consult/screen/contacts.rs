//! Contacts: numbers with their hours, and whether somebody answers now.

use super::Scene;
use crate::{
    consult::message::Text,
    content::{Address, Contact, Content, PREFECTURE, Phrase, Value},
    rules::{Moment, OpenState, Situation, open_state, words},
};

/// Everything about reaching one contact, a line each.
pub fn contact_lines(content: &Content, contact: &Contact, now: Moment, text: &mut Text) {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    text.push_bold(&contact.label).push("\n");
    if let Some(about) = &contact.about {
        text.line(about);
    }
    for phone in &contact.phones {
        let number = match &phone.number {
            Address::Sure(number) => number.clone(),
            Address::Doubtful(printed) => say(Phrase::Doubtful, &[("printed", printed)]),
        };
        let note = phone.note.as_ref().map(|note| say(Phrase::PhoneNote, &[("note", note)])).unwrap_or_default();
        let international = phone.international().map(|number| format!(" {number}")).unwrap_or_default();
        text.line(say(Phrase::Phone, &[("number", &number), ("note", &note), ("international", &international)]));
    }
    if let Some(hours) = opening(content, contact, now) {
        text.line(hours);
    }
    if let Some(fax) = &contact.fax {
        text.line(say(Phrase::Fax, &[("number", fax)]));
    }
    if let Some(email) = &contact.email {
        text.line(say(Phrase::Email, &[("address", &address(content, email))]));
    }
    if let Some(url) = &contact.url {
        text.line(say(Phrase::Url, &[("address", &address(content, url))]));
    }
    if let Some(search) = &contact.search {
        text.line(say(Phrase::SearchFor, &[("words", search)]));
    }
}

/// An address, flagged where it is doubtful.
pub fn address(content: &Content, address: &Address) -> String {
    match address {
        Address::Sure(sure) => sure.clone(),
        Address::Doubtful(printed) => content.phrases.say(Phrase::Doubtful, &[("printed", printed)]),
    }
}

/// The printed hours and whether the contact answers now. Without phones there is nobody to answer.
fn opening(content: &Content, contact: &Contact, now: Moment) -> Option<String> {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    if contact.phones.is_empty() && contact.hours.is_none() {
        return None;
    }
    let printed = contact.printed_hours.as_deref().unwrap_or_default();
    if contact.phones.is_empty() && !printed.is_empty() {
        // Nobody can be rung up, so that it doesn't matter whether somebody answers now.
        return Some(say(Phrase::Hours, &[("hours", printed), ("now", "")]).trim_end().to_owned());
    }
    let Some(hours) = &contact.hours else {
        return Some(match printed {
            "" => say(Phrase::HoursUnknown, &[]),
            printed => say(Phrase::Hours, &[("hours", printed), ("now", "")]),
        });
    };
    let state = match open_state(hours, &content.holidays, now) {
        OpenState::Open { until } => say(Phrase::OpenNow, &[("until", &until.format("%-H:%M").to_string())]),
        OpenState::Unsure => say(Phrase::HoursUnsure, &[]),
        OpenState::Closed { next } => {
            let next = next.map(|next| say(Phrase::OpensNext, &[("moment", &words::moment(next))])).unwrap_or_default();
            match content.holidays.name(now.date()) {
                Some(holiday) if !hours.open_on_holidays => {
                    say(Phrase::ClosedOnHoliday, &[("holiday", holiday), ("next", &next)])
                }
                _ => say(Phrase::ClosedNow, &[("next", &next)]),
            }
        }
    };
    Some(say(Phrase::Hours, &[("hours", printed), ("now", &state)]))
}

/// The contacts that can be asked at any time and serve the owner's place.
pub fn standing_contacts<'c>(content: &'c Content, situation: &Situation) -> Vec<&'c Contact> {
    let place = content.facts.find(PREFECTURE).and_then(|fact| situation.value(fact));
    content
        .contacts
        .iter()
        .filter(|contact| contact.standing)
        .filter(|contact| match (contact.prefecture, place) {
            (None, _) => true,
            (Some(served), Some(Value::Choice(here))) => served == *here,
            (Some(_), _) => false,
        })
        .collect()
}

/// Whether the documents say how to reach a contact at all.
pub fn can_be_reached(contact: &Contact) -> bool {
    !contact.phones.is_empty() || contact.search.is_some() || contact.url.is_some() || contact.email.is_some()
}

/// One line that says whom to call, for lists.
pub fn one_line(scene: &Scene, contact: &Contact) -> String {
    let phones: Vec<&str> = contact.phones.iter().filter_map(|phone| phone.number.sure()).collect();
    let how = match (phones.first(), &contact.search, contact.url.as_ref().and_then(Address::sure)) {
        (Some(_), ..) => phones.join(" / "),
        (None, Some(words), _) => scene.say(Phrase::SearchFor, &[("words", words)]),
        (None, None, Some(url)) => url.to_owned(),
        (None, None, None) => scene.say(Phrase::ContactNowhere, &[]),
    };
    let hours = opening(scene.content, contact, scene.now).map(|line| format!("\n{line}")).unwrap_or_default();
    scene.say(Phrase::ContactLine, &[("label", &contact.label), ("how", &how)]) + &hours
}
