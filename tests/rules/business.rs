//! Time that counts for whoever waits: by table around holidays and breaks, and by law.

use chrono::{Duration, NaiveTime, Weekday};
use proptest::prelude::*;
use sodan::{
    content::{Holidays, Hours, OpenSpan, WEEK},
    rules::{Moment, OpenState, business_time, due, open_state},
};

use crate::world;

fn holidays() -> &'static Holidays {
    &world::real().holidays
}

fn hours(spans: &[(&[Weekday], &str, &str)], open_on_holidays: bool) -> Hours {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    let span =
        |(days, from, to): &(&[Weekday], &str, &str)| OpenSpan { days: days.to_vec(), from: time(from), to: time(to) };
    Hours { spans: spans.iter().map(span).collect(), open_on_holidays }
}

const WEEKDAYS: &[Weekday] = &[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// 平日 9:00–17:00.
fn office() -> Hours {
    hours(&[(WEEKDAYS, "9:00", "17:00")], false)
}

/// 平日 10:00–12:00, 13:00–17:00.
fn with_lunch() -> Hours {
    hours(&[(WEEKDAYS, "10:00", "12:00"), (WEEKDAYS, "13:00", "17:00")], false)
}

/// 毎日 9:00–17:00, 祝日も.
fn every_day() -> Hours {
    let week: Vec<Weekday> = WEEK.iter().map(|(day, _)| *day).collect();
    hours(&[(&week, "9:00", "17:00")], true)
}

fn minutes(hours: &Hours, from: &str, to: &str) -> i64 {
    business_time(hours, holidays(), world::moment(from), world::moment(to)).num_minutes()
}

fn due_at(hours: &Hours, from: &str, minutes: u32) -> String {
    let due = due(hours, holidays(), world::moment(from), minutes);
    due.map_or("never".to_owned(), |due| due.as_datetime().format("%Y-%m-%d %H:%M").to_string())
}

#[test]
fn time_counts_as_in_the_table() {
    let cases = [
        // Within a day, and around it.
        (office(), "2026-11-24 10:00", "2026-11-24 11:30", 90),
        (office(), "2026-11-24 00:00", "2026-11-24 23:59", 480),
        (office(), "2026-11-24 07:00", "2026-11-24 08:59", 0),
        (office(), "2026-11-24 17:00", "2026-11-25 09:00", 0),
        (office(), "2026-11-24 16:59", "2026-11-25 09:01", 2),
        // Backwards, and no time at all.
        (office(), "2026-11-24 12:00", "2026-11-24 11:00", 0),
        (office(), "2026-11-25 12:00", "2026-11-24 11:00", 0),
        (office(), "2026-11-24 12:00", "2026-11-24 12:00", 0),
        // Lunch.
        (with_lunch(), "2026-11-24 11:00", "2026-11-24 14:00", 120),
        (with_lunch(), "2026-11-24 12:00", "2026-11-24 13:00", 0),
        (with_lunch(), "2026-11-24 12:30", "2026-11-25 12:30", 360),
        // From Friday over Saturday, Sunday and 勤労感謝の日 to Tuesday.
        (office(), "2026-11-20 16:00", "2026-11-24 10:00", 120),
        (office(), "2026-11-21 00:00", "2026-11-24 00:00", 0),
        (office(), "2026-11-23 09:00", "2026-11-23 17:00", 0),
        (every_day(), "2026-11-23 09:00", "2026-11-23 17:00", 480),
        (every_day(), "2026-11-20 16:00", "2026-11-24 10:00", 60 + 3 * 480 + 60),
        // Around New Year nobody says who is there.
        (office(), "2026-12-28 16:00", "2027-01-04 10:00", 120),
        (every_day(), "2026-12-28 16:00", "2027-01-04 10:00", 120),
        // The whole of Golden Week 2026: Friday 1 May, then Thursday 7 and Friday 8.
        (office(), "2026-05-01 09:00", "2026-05-09 00:00", 3 * 480),
        // 2026 has 261 days from Monday to Friday; 17 holidays and, of New Year, 2 January and 29 to 31 December fall
        // on them.
        (office(), "2026-01-01 00:00", "2027-01-01 00:00", (261 - 17 - 4) * 480),
        // Beyond the list of holidays the day of the week decides.
        (office(), "2028-05-03 00:00", "2028-05-04 00:00", 480),
        // Spans that overlap count once.
        (
            hours(&[(&[Weekday::Tue], "9:00", "13:00"), (&[Weekday::Tue], "12:00", "15:00")], false),
            "2026-11-24 00:00",
            "2026-11-25 00:00",
            360,
        ),
    ];
    for (hours, from, to, expected) in cases {
        assert_eq!(minutes(&hours, from, to), expected, "{from} to {to}");
    }
}

#[test]
fn it_is_due_as_in_the_table() {
    let cases = [
        (office(), "2026-11-24 10:00", 0, "2026-11-24 10:00"),
        (office(), "2026-11-24 10:00", 90, "2026-11-24 11:30"),
        // To the last minute of the day, and one beyond.
        (office(), "2026-11-24 16:00", 60, "2026-11-24 17:00"),
        (office(), "2026-11-24 16:00", 61, "2026-11-25 09:01"),
        (office(), "2026-11-24 03:00", 60, "2026-11-24 10:00"),
        (office(), "2026-11-24 20:00", 60, "2026-11-25 10:00"),
        (with_lunch(), "2026-11-24 11:00", 60, "2026-11-24 12:00"),
        (with_lunch(), "2026-11-24 11:00", 61, "2026-11-24 13:01"),
        (with_lunch(), "2026-11-24 12:30", 30, "2026-11-24 13:30"),
        // A day's work from Friday noon, over a weekend with a holiday behind it.
        (office(), "2026-11-20 12:00", 480, "2026-11-24 12:00"),
        (office(), "2026-11-22 12:00", 480, "2026-11-24 17:00"),
        (every_day(), "2026-11-22 12:00", 480, "2026-11-23 12:00"),
        (office(), "2026-12-28 16:00", 120, "2027-01-04 10:00"),
        (office(), "2026-11-24 09:00", 1_000_000, "2035-01-31 11:40"),
        (office(), "2026-11-24 09:00", 2_000_000, "never"),
        (hours(&[], true), "2026-11-24 09:00", 1, "never"),
    ];
    for (hours, from, minutes, expected) in cases {
        assert_eq!(due_at(&hours, from, minutes), expected, "{minutes} minutes from {from}");
    }
}

/// A case kept for ages is counted like any other.
#[test]
fn a_thousand_years_are_the_sum_of_their_years() {
    let new_year = |year: i32| world::moment(&format!("{year}-01-01 00:00"));
    let count = |from, to| business_time(&office(), holidays(), new_year(from), new_year(to));
    let years: Duration = (1900..2900).map(|year| count(year, year + 1)).sum();
    assert_eq!(count(1900, 2900), years);
}

fn some_hours() -> impl Strategy<Value = Hours> {
    let span = (prop::sample::subsequence(WEEK.to_vec(), 1..=7), 0..1_439_u32, 1..1_440_u32).prop_map(
        |(days, from, length)| {
            let time = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
            let days = days.into_iter().map(|(day, _)| day).collect();
            OpenSpan { days, from: time(from), to: time((from + length).min(1_439)) }
        },
    );
    (prop::collection::vec(span, 1..4), any::<bool>()).prop_map(|(mut spans, open_on_holidays)| {
        // What is loaded never ends where it begins.
        spans.retain(|span| span.from < span.to);
        Hours { spans, open_on_holidays }
    })
}

/// Seconds from 2025-12-20 on, over New Year, or over some years up to beyond the list of holidays.
fn some_second() -> impl Strategy<Value = i64> {
    prop_oneof![0..30 * 86_400_i64, 0..900 * 86_400_i64]
}

fn second(at: i64) -> Moment {
    let begin = world::moment("2025-12-20 00:00").to_utc();
    Moment::from(begin + Duration::seconds(at))
}

/// Told by [`open_state`] alone: it is open, or would be, if the list of holidays went on.
fn counts(hours: &Hours, at: Moment) -> bool {
    match open_state(hours, holidays(), at) {
        OpenState::Open { .. } => true,
        OpenState::Closed { .. } => false,
        OpenState::Unsure => !holidays().covers(at.date()) && !around_new_year(at),
    }
}

fn around_new_year(at: Moment) -> bool {
    let day = at.date().format("%m-%d").to_string();
    ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"].contains(&day.as_str())
}

proptest! {
    #[test]
    fn time_adds_up_over_any_moment_between(hours in some_hours(), at in [some_second(), some_second(), some_second()]) {
        let mut at = at;
        at.sort_unstable();
        let [a, b, c] = at.map(second);
        let count = |from, to| business_time(&hours, holidays(), from, to);
        prop_assert_eq!(count(a, c), count(a, b) + count(b, c));
    }

    #[test]
    fn time_is_never_negative_nor_more_than_has_passed(hours in some_hours(), a in some_second(), b in some_second()) {
        let counted = business_time(&hours, holidays(), second(a), second(b));
        prop_assert!(Duration::zero() <= counted && counted <= Duration::seconds((b - a).max(0)));
    }

    #[test]
    fn exactly_the_open_minutes_count(hours in some_hours(), from in 0..900 * 1_440_i64, length in 0..3_000_i64) {
        let minute = |at: i64| second(at * 60);
        let open = (from..from + length).filter(|at| counts(&hours, minute(*at))).count();
        let counted = business_time(&hours, holidays(), minute(from), minute(from + length));
        prop_assert_eq!(counted, Duration::minutes(open as i64));
    }

    #[test]
    fn what_is_due_is_due_at_the_first_moment(hours in some_hours(), from in some_second(), minutes in 0..5_000_u32) {
        let from = second(from);
        if let Some(at) = due(&hours, holidays(), from, minutes) {
            let goal = Duration::minutes(minutes.into());
            prop_assert_eq!(business_time(&hours, holidays(), from, at), goal);
            let before = Moment::from(at.to_utc() - Duration::seconds(1));
            prop_assert!(minutes == 0 || business_time(&hours, holidays(), from, before) < goal);
        } else {
            let far = second(4_000 * 86_400);
            prop_assert!(business_time(&hours, holidays(), from, far) < Duration::days(8));
        }
    }
}
