//! Cases, by what was known of their owners and by what became of them.

use chrono::Duration;

use super::{MANY, Period, Table};
use crate::{
    consult::{
        case::{Case, Outcome, State},
        tally::Month,
    },
    content::{Content, Exact},
    rules::{Moment, business_time},
    understand::number,
};

/// What is not known of an owner, or does not apply.
const UNKNOWN: &str = "不明";

/// So many people at most, in words; the last band has no end.
const SIZES: [(u32, &str); 6] =
    [(5, "5人以下"), (20, "～20人"), (50, "～50人"), (100, "～100人"), (300, "～300人"), (u32::MAX, "300人超")];

/// So many minutes of business at most, in words.
const TIMES: [(i64, &str); 6] = [
    (15, "15分以内"),
    (60, "～1時間"),
    (4 * 60, "～4時間"),
    (8 * 60, "～8時間"),
    (24 * 60, "～24時間"),
    (i64::MAX, "24時間超"),
];

/// Cases that were opened in a period. Times are counted in the hours of each case's team.
pub fn of_cases<'c>(content: &Content, cases: impl Iterator<Item = &'c Case>, period: Period) -> Vec<Table> {
    let cases: Vec<&Case> = cases.filter(|case| period.holds(Month::of(Moment::from(case.opened_at())))).collect();
    let by = |fact: &str| by_choice(content, &cases, fact);
    let months = period.months().map(|month| {
        let of = cases.iter().filter(|case| Month::of(Moment::from(case.opened_at())) == month);
        (month.to_string(), of.count() as u64)
    });
    let teams = content.teams.iter().map(|team| {
        let of = cases.iter().filter(|case| content.teams.find(&case.team).unwrap_or(content.teams.rest()) == team);
        (team.name.clone(), of.count() as u64)
    });
    let sizes = in_bands(&SIZES, Some(UNKNOWN), cases.iter().map(|case| employees(case)));
    vec![
        Table::of_counts("months", "月別の相談件数", "月", months.collect(), true),
        Table::of_counts("themes", "テーマ", "テーマ", by("theme"), false),
        Table::of_counts("industries", "業種", "業種", by("industry"), false),
        Table::of_counts("sizes", "従業員数", "従業員数", sizes, true),
        Table::of_counts("revenues", "売上高", "売上高", by("revenue_band"), false),
        Table::of_counts("prefectures", "都道府県", "都道府県", by("prefecture"), false),
        Table::of_counts("teams", "窓口", "窓口", teams.collect(), true),
        Table::of_counts("outcomes", "結果", "結果", outcomes(&cases), true),
        times(content, &cases, "waiting", "最初の返事までの時間", |case| {
            Some((case.opened_at(), case.answered_at?))
        }),
        times(content, &cases, "handling", "担当してから完了までの時間", |case| {
            Some((case.taken_at?, case.closed_at?))
        }),
    ]
}

/// The last that was told of a fact, in words.
fn told<'c>(case: &'c Case, fact: &'c str) -> impl Iterator<Item = &'c str> {
    let answers = case.reasons.iter().rev().flat_map(|came| &came.answers);
    answers.filter(move |told| told.fact == fact).map(|told| told.value.as_str())
}

/// By the choices of a fact, in their order. Cases keep words: such as no choice has any more, and わからない, are unknown.
fn by_choice(content: &Content, cases: &[&Case], fact: &str) -> Vec<(String, u64)> {
    let choices = content.facts.find(fact).map(|id| content.facts.get(id).choices()).unwrap_or_default();
    let mut counts: Vec<(String, u64)> = choices.iter().map(|choice| (choice.label.clone(), 0)).collect();
    counts.push((UNKNOWN.to_owned(), 0));
    for case in cases {
        let place = told(case, fact).find_map(|value| choices.iter().position(|choice| choice.label == value));
        counts[place.unwrap_or(choices.len())].1 += 1;
    }
    counts
}

fn employees(case: &Case) -> Option<i64> {
    let read = |value: &str| number::read(value).ok().map(|reading| reading.value);
    told(case, "employees").find_map(read).map(|value: Exact| value.ceil().to_integer() as i64)
}

/// Counts in bands; what is in none is counted as `rest`, or not at all.
fn in_bands<N: Copy + Into<i64>>(
    bands: &[(N, &str)],
    rest: Option<&str>,
    values: impl Iterator<Item = Option<i64>>,
) -> Vec<(String, u64)> {
    let labels = bands.iter().map(|(_, label)| *label).chain(rest);
    let mut counts: Vec<(String, u64)> = labels.map(|label| (label.to_owned(), 0)).collect();
    for value in values {
        let place = value.and_then(|value| bands.iter().position(|(most, _)| value <= (*most).into()));
        if let Some((_, count)) = counts.get_mut(place.unwrap_or(bands.len())) {
            *count += 1;
        }
    }
    counts
}

fn outcomes(cases: &[&Case]) -> Vec<(String, u64)> {
    let count = |is: &dyn Fn(State) -> bool| cases.iter().filter(|case| is(case.state)).count() as u64;
    let mut counts: Vec<(String, u64)> = Outcome::ALL
        .iter()
        .map(|(outcome, _)| (in_words(*outcome).to_owned(), count(&|state| state == State::Done(*outcome))))
        .collect();
    counts.push(("まだ終わっていない".to_owned(), count(&|state| !state.is_done())));
    counts
}

fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Solved => "解決",
        Outcome::Referred => "案内",
        Outcome::Withdrawn => "取下げ",
        Outcome::OutOfReach => "連絡不能",
        Outcome::Merged => "統合",
    }
}

/// Times of business between two moments of each case that has had both.
fn times(
    content: &Content,
    cases: &[&Case],
    key: &'static str,
    title: &'static str,
    between: impl Fn(&Case) -> Option<(chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>)>,
) -> Table {
    let time = |case: &&Case| {
        let (from, to) = between(case)?;
        let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
        Some(business_time(&team.hours, &content.holidays, from.into(), to.into()))
    };
    let mut times: Vec<Duration> = cases.iter().filter_map(time).collect();
    times.sort_unstable();
    // Begun minutes count: 15分以内 is not a second longer.
    let minutes = times.iter().map(|time| Some((time.num_seconds() + 59) / 60));
    let table = Table::of_counts(key, title, "受付時間の中で", in_bands(&TIMES, None, minutes), true);
    // The middle one of few is the time of one of them.
    let median = (times.len() as u64 >= MANY).then(|| times[times.len() / 2].num_minutes());
    let note = median.map(|minutes| match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("中央値 {minutes}分"),
        (hours, minutes) => format!("中央値 {hours}時間{minutes}分"),
    });
    Table { note, ..table }
}
