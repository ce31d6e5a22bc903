//! Contacts: numbers with their hours, and whether somebody answers now.

use super::Scene;
use crate::{
    consult::message::Text,
    content::{Address, Contact, Content, PREFECTURE, Phone, Phrase, Value},
    rules::{Moment, OpenState, Situation, open_state, words},
};

/// How one contact is reached, in words.
pub struct Reach<'c> {
    /// What owners see: 業務改善助成金コールセンター.
    pub contact: &'c Contact,
    /// In the order of the content.
    pub phones: Vec<Number>,
    /// The printed hours, and whether somebody answers now.
    pub hours: Option<String>,
    /// Somebody answers the phone right now.
    pub open_now: bool,
    /// Where to write to, flagged where it is doubtful.
    pub email: Option<Shown>,
    /// Its page, flagged where it is doubtful.
    pub url: Option<Shown>,
}

/// A telephone number in words.
pub struct Number {
    /// The number, flagged where it is doubtful.
    pub number: Shown,
    /// For whom or what it is.
    pub note: String,
    /// The international form, where it can be called that way.
    pub international: Option<String>,
}

/// Something to call, write to or open.
pub struct Shown {
    /// As an owner reads it.
    pub text: String,
    /// The thing itself; none where it is doubtful, so that nobody is led there.
    pub sure: Option<String>,
}

/// How a contact is reached at a moment.
pub fn reach<'c>(content: &Content, contact: &'c Contact, now: Moment) -> Reach<'c> {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let shown = |one: &Address| Shown { text: address(content, one), sure: one.sure().map(str::to_owned) };
    let number = |phone: &Phone| Number {
        number: shown(&phone.number),
        note: phone.note.as_ref().map(|note| say(Phrase::PhoneNote, &[("note", note)])).unwrap_or_default(),
        international: phone.international(),
    };
    let open_now = |hours| matches!(open_state(hours, &content.holidays, now), OpenState::Open { .. });
    Reach {
        contact,
        phones: contact.phones.iter().map(number).collect(),
        hours: opening(content, contact, now),
        open_now: !contact.phones.is_empty() && contact.hours.as_ref().is_some_and(open_now),
        email: contact.email.as_ref().map(shown),
        url: contact.url.as_ref().map(shown),
    }
}

/// Everything about reaching one contact, a line each.
pub fn contact_lines(content: &Content, contact: &Contact, now: Moment, text: &mut Text) {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let reach = reach(content, contact, now);
    text.push_bold(&contact.label).push("\n");
    if let Some(about) = &contact.about {
        text.line(about);
    }
    for phone in &reach.phones {
        let international = phone.international.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
        let slots: &[(&str, &str)] =
            &[("number", &phone.number.text), ("note", &phone.note), ("international", &international)];
        text.line(say(Phrase::Phone, slots));
    }
    if let Some(hours) = &reach.hours {
        text.line(hours);
    }
    if let Some(fax) = &contact.fax {
        text.line(say(Phrase::Fax, &[("number", fax)]));
    }
    if let Some(email) = &reach.email {
        text.line(say(Phrase::Email, &[("address", &email.text)]));
    }
    if let Some(url) = &reach.url {
        text.line(say(Phrase::Url, &[("address", &url.text)]));
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

/// The printed hours alone, for what is read on another day; of a telephone whose hours nobody printed, just that.
pub fn printed_hours(content: &Content, contact: &Contact) -> Option<String> {
    match contact.printed_hours.as_deref() {
        Some(hours) => Some(content.phrases.say(Phrase::Hours, &[("hours", hours), ("now", "")]).trim_end().to_owned()),
        None => (!contact.phones.is_empty()).then(|| content.phrases.say(Phrase::HoursUnknown, &[])),
    }
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
