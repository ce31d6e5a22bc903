//! Opening hours at the real contacts, with the real holidays.

use sodan::{
    content::{Contact, Holidays},
    rules::{OpenState, open_state},
};

use crate::world;

/// `open until 17:00` or `closed, next 2026-11-24 10:00`.
fn told(label: &str, at: &str) -> String {
    let content = world::real();
    let contact: &Contact = content.contacts.iter().find(|contact| contact.label.contains(label)).expect("a contact");
    state(contact, &content.holidays, at)
}

fn state(contact: &Contact, holidays: &Holidays, at: &str) -> String {
    let hours = contact.hours.as_ref().expect("the contact has hours");
    match open_state(hours, holidays, world::moment(at)) {
        OpenState::Unsure => "unsure".to_owned(),
        OpenState::Open { until } => format!("open until {}", until.format("%H:%M")),
        OpenState::Closed { next: Some(next) } => {
            format!("closed, next {}", next.as_datetime().format("%Y-%m-%d %H:%M"))
        }
        OpenState::Closed { next: None } => "closed".to_owned(),
    }
}

#[test]
fn a_desk_on_weekdays_with_a_lunch_break() {
    // 10:00~12:00, 13:00~17:00（土日祝日を除く）
    let cases = [
        ("2026-11-24 09:59", "closed, next 2026-11-24 10:00"),
        ("2026-11-24 10:00", "open until 12:00"),
        ("2026-11-24 11:59", "open until 12:00"),
        ("2026-11-24 12:00", "closed, next 2026-11-24 13:00"),
        ("2026-11-24 12:59", "closed, next 2026-11-24 13:00"),
        ("2026-11-24 13:00", "open until 17:00"),
        ("2026-11-24 16:59", "open until 17:00"),
        ("2026-11-24 17:00", "closed, next 2026-11-25 10:00"),
        ("2026-11-24 23:59", "closed, next 2026-11-25 10:00"),
        ("2026-11-25 00:00", "closed, next 2026-11-25 10:00"),
        // Friday evening, Saturday, Sunday, then 勤労感謝の日.
        ("2026-11-20 17:00", "closed, next 2026-11-24 10:00"),
        ("2026-11-21 11:00", "closed, next 2026-11-24 10:00"),
        ("2026-11-23 11:00", "closed, next 2026-11-24 10:00"),
        // From 29 December to 3 January no document says who answers.
        ("2026-12-28 11:00", "open until 12:00"),
        ("2026-12-28 17:00", "closed, next 2027-01-04 10:00"),
        ("2026-12-29 11:00", "unsure"),
        ("2026-12-31 11:00", "unsure"),
        ("2026-12-31 17:00", "closed, next 2027-01-04 10:00"),
        ("2027-01-01 11:00", "closed, next 2027-01-04 10:00"),
        // Golden Week 2026: 29 April on its own, then Sunday 3 May (憲法記念日) to Wednesday 6 May (振替休日).
        ("2026-04-28 17:00", "closed, next 2026-04-30 10:00"),
        ("2026-05-01 17:00", "closed, next 2026-05-07 10:00"),
        ("2026-05-06 11:00", "closed, next 2026-05-07 10:00"),
        ("2026-05-07 11:00", "open until 12:00"),
        // 国民の休日 between 敬老の日 and 秋分の日.
        ("2026-09-18 17:00", "closed, next 2026-09-24 10:00"),
    ];
    for (at, expected) in cases {
        assert_eq!(told("省エネ診断拡充事業", at), expected, "{at}");
    }
}

#[test]
fn a_desk_that_is_open_on_saturdays() {
    // 9:00～18:00（日祝日を除く）
    let cases = [
        ("2026-11-20 18:00", "closed, next 2026-11-21 09:00"),
        ("2026-11-21 12:00", "open until 18:00"),
        ("2026-11-21 18:00", "closed, next 2026-11-24 09:00"),
        ("2026-11-22 12:00", "closed, next 2026-11-24 09:00"),
        ("2027-01-01 12:00", "closed, next 2027-01-04 09:00"),
        ("2027-01-02 12:00", "unsure"),
        // Beyond the list of holidays every day might be one.
        ("2028-05-03 12:00", "unsure"),
    ];
    for (at, expected) in cases {
        assert_eq!(told("事業再構築補助金", at), expected, "{at}");
    }
}

#[test]
fn days_and_holidays_as_the_author_wrote_them() {
    let with = |hours: &str| {
        let contacts = format!(
            "contacts:\n  desk: {{ label: 窓口, search: 窓口, {hours}, as_of: 2023-06, source: {{ document: book, pages: \"1\" }} }}\n"
        );
        let content = world::small(&[("knowledge/contacts.yaml", &contacts)]).unwrap_or_else(|all| panic!("{all}"));
        (content.contacts[0].clone(), content.holidays.clone())
    };
    let cases = [
        (
            "hours: { days: 毎日, from: \"9:00\", to: \"17:00\" }, holidays: open",
            "2026-11-23 09:00",
            "open until 17:00",
        ),
        (
            "hours: { days: 毎日, from: \"9:00\", to: \"17:00\" }, holidays: closed",
            "2026-11-23 09:00",
            "closed, next 2026-11-24 09:00",
        ),
        ("hours: { days: 毎日, from: \"9:00\", to: \"17:00\" }", "2026-11-23 09:00", "closed, next 2026-11-24 09:00"),
        ("hours: { days: [火, 木], from: \"9:00\", to: \"17:00\" }", "2026-11-24 16:59", "open until 17:00"),
        (
            "hours: { days: [火, 木], from: \"9:00\", to: \"17:00\" }",
            "2026-11-24 17:00",
            "closed, next 2026-11-26 09:00",
        ),
        // The only day of the week is a holiday: the next week.
        ("hours: { days: 月, from: \"9:00\", to: \"17:00\" }", "2026-11-22 12:00", "closed, next 2026-11-30 09:00"),
        // Two spans that touch are one to whoever calls.
        (
            "hours: [ { days: 平日, from: \"9:00\", to: \"12:00\" }, { days: 平日, from: \"12:00\", to: \"17:00\" } ]",
            "2026-11-24 09:00",
            "open until 17:00",
        ),
    ];
    for (hours, at, expected) in cases {
        let (contact, holidays) = with(hours);
        assert_eq!(state(&contact, &holidays, at), expected, "{hours} at {at}");
    }
}
