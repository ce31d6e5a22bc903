//! Consultations with people, by what was known of their owners and by what became of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::{Counted, Lots, Period, Sums, Table, protect};
use crate::{
    consult::{
        case::{Case, Consultation, FollowUp, Outcome},
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

/// A table before it is protected: its rows, and how many of a month's consultations are in each.
struct Raw {
    key: &'static str,
    title: &'static str,
    rows_are: &'static str,
    /// Rows of which there are none stay.
    keep_empty: bool,
    rows: Vec<(String, u64)>,
}

/// Consultations that were opened in a period: one for each wish for a person that opened a case, or opened it again.
/// Times are counted in the hours of each case's team.
pub fn of_cases<'c>(
    content: &Content,
    cases: impl Iterator<Item = &'c Case>,
    period: Period,
    lots: &Lots,
) -> Vec<Table> {
    let mut by_month: BTreeMap<Month, Vec<One<'c>>> = period.months().map(|month| (month, Vec::new())).collect();
    for case in cases {
        let consultations = case.consultations();
        let last = consultations.len() - 1;
        for (place, consultation) in consultations.into_iter().enumerate() {
            if let Some(all) = by_month.get_mut(&Month::of(Moment::from(consultation.opened()))) {
                all.push(One { case, consultation, is_last: place == last });
            }
        }
    }
    let mut months = Vec::new();
    let mut tables: Vec<Table> = Vec::new();
    for (month, all) in &by_month {
        let raw = raw(content, all);
        let (counts, sums) = laid_out(*month, all.len() as u64, &raw);
        let mut shown = protect(&counts, &sums, lots).into_iter();
        months.push((month.to_string(), vec![shown.next().unwrap_or_default()]));
        for (place, raw) in raw.into_iter().enumerate() {
            if tables.len() == place {
                let rows = raw.rows.iter().map(|(label, _)| (label.clone(), vec![0])).collect();
                tables.push(Table {
                    key: raw.key,
                    title: raw.title,
                    rows_are: raw.rows_are,
                    columns: vec!["件数"],
                    rows,
                    total: None,
                    note: None,
                });
            }
            // Rows of all months are the same: they are the content's, and bands.
            tables[place].rows.iter_mut().zip(&mut shown).for_each(|((_, cells), shown)| cells[0] += shown);
        }
    }
    for (table, raw) in tables.iter_mut().zip(raw(content, &[])) {
        table.rows.retain(|(_, cells)| raw.keep_empty || cells[0] > 0);
        if matches!(raw.key, "waiting" | "handling") {
            table.note = middle(&table.rows);
        }
    }
    let total = Some(months.iter().map(|(_, cells)| cells[0]).sum());
    let columns = vec!["件数"];
    let months =
        Table {
            key: "months", title: "月別の相談件数", rows_are: "月", columns, rows: months, total, note: None
        };
    [vec![months], tables].concat()
}

/// A consultation and its case.
struct One<'c> {
    case: &'c Case,
    consultation: Consultation<'c>,
    /// None came after it.
    is_last: bool,
}

fn raw(content: &Content, all: &[One<'_>]) -> Vec<Raw> {
    let raw = |key, title, rows_are, keep_empty, rows| Raw { key, title, rows_are, keep_empty, rows };
    let by = |fact: &str| by_choice(content, all, fact);
    let teams = content.teams.iter().map(|team| {
        let of = all.iter().filter(|one| content.teams.find(&one.case.team).unwrap_or(content.teams.rest()) == team);
        (team.name.clone(), of.count() as u64)
    });
    let sizes = in_bands(&SIZES, Some(UNKNOWN), all.iter().map(employees));
    let waiting = |one: &One<'_>| {
        let answered = one.consultation.answered()?;
        Some(time_of(content, one.case, &[(one.consultation.opened(), answered)]))
    };
    let handling = |one: &One<'_>| {
        let worked = one.consultation.worked();
        (!worked.is_empty()).then(|| time_of(content, one.case, &worked))
    };
    let (waited, handled) = ("最初の返事までの時間", "担当してから完了までの時間");
    vec![
        raw("themes", "テーマ", "テーマ", false, by("theme")),
        raw("industries", "業種", "業種", false, by("industry")),
        raw("sizes", "従業員数", "従業員数", true, sizes),
        raw("revenues", "売上高", "売上高", false, by("revenue_band")),
        raw("prefectures", "都道府県", "都道府県", false, by("prefecture")),
        raw("teams", "窓口", "窓口", true, teams.collect()),
        raw("outcomes", "結果", "結果", true, outcomes(all)),
        raw("helpful", "終わったあとの声", "相談は", true, helpful(all)),
        raw("applied", "何週間かあとの声（聞いてよいとした人）", "その後", true, applied(all)),
        raw("waiting", waited, "受付時間の中で", true, in_bands(&TIMES, None, all.iter().map(waiting))),
        raw("handling", handled, "受付時間の中で", true, in_bands(&TIMES, None, all.iter().map(handling))),
    ]
}

/// All counts of a month, how many there are at all before them, and what is known of their sums.
fn laid_out(month: Month, all: u64, raw: &[Raw]) -> (Vec<Counted>, Vec<Sums>) {
    let mut counts = vec![Counted { name: format!("{month} months"), count: all, whole: true }];
    let (mut same, mut times, mut after, mut ended) = (vec![vec![0]], Vec::new(), Vec::new(), Vec::new());
    for raw in raw {
        let places: Vec<usize> = (counts.len()..counts.len() + raw.rows.len()).collect();
        match raw.key {
            "waiting" | "handling" => times.push(places),
            "helpful" | "applied" => after.push(places),
            "outcomes" => {
                ended = places[..places.len() - 1].to_vec();
                same.push(places);
            }
            _ => same.push(places),
        }
        let name = |label: &str| format!("{month} {} {label}", raw.key);
        let counted = |(label, count): &(String, u64)| Counted { name: name(label), count: *count, whole: false };
        counts.extend(raw.rows.iter().map(counted));
    }
    let mut sums = vec![Sums::Same(same)];
    // Only of what has ended something is said.
    sums.extend(after.into_iter().map(|places| Sums::Within(places, ended.clone())));
    // Only what has ended has a time from the taking to the end.
    if let [waiting, handling] = times.as_slice() {
        sums.push(Sums::Within(waiting.clone(), vec![0]));
        sums.push(Sums::Within(handling.clone(), ended));
    }
    (counts, sums)
}

/// The last that was told of a fact, in words.
fn told<'o>(one: &'o One<'_>, fact: &'o str) -> impl Iterator<Item = &'o str> {
    let answers = one.consultation.reasons.iter().flat_map(|came| came.told());
    answers.filter(move |told| told.fact == fact).map(|told| told.value.as_str())
}

/// By the choices of a fact, in their order. Cases keep words: such as no choice has any more, and わからない, are unknown.
fn by_choice(content: &Content, all: &[One<'_>], fact: &str) -> Vec<(String, u64)> {
    let choices = content.facts.find(fact).map(|id| content.facts.get(id).choices()).unwrap_or_default();
    let mut counts: Vec<(String, u64)> = choices.iter().map(|choice| (choice.label.clone(), 0)).collect();
    counts.push((UNKNOWN.to_owned(), 0));
    for one in all {
        let place = told(one, fact).find_map(|value| choices.iter().position(|choice| choice.label == value));
        counts[place.unwrap_or(choices.len())].1 += 1;
    }
    counts
}

fn employees(one: &One<'_>) -> Option<i64> {
    let read = |value: &str| number::read(value).ok().map(|reading| reading.value);
    told(one, "employees").find_map(read).map(|value: Exact| value.ceil().to_integer() as i64)
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

fn outcomes(all: &[One<'_>]) -> Vec<(String, u64)> {
    let count = |wanted| all.iter().filter(|one| one.consultation.outcome() == wanted).count() as u64;
    let ended = Outcome::ALL.iter().map(|(outcome, _)| (outcome.label().to_owned(), count(Some(*outcome))));
    ended.chain([("まだ終わっていない".to_owned(), count(None))]).collect()
}

/// What owners said of the consultation that their case ended with.
fn helpful(all: &[One<'_>]) -> Vec<(String, u64)> {
    let count = |wanted| ended(all).filter(|case| case.helpful == Some(wanted)).count() as u64;
    [("役に立った", true), ("役に立たなかった", false)].map(|(label, said)| (label.to_owned(), count(said))).into()
}

/// What owners said weeks later.
fn applied(all: &[One<'_>]) -> Vec<(String, u64)> {
    let count = |said: &[FollowUp]| ended(all).filter(|case| said.contains(&case.follow_up)).count() as u64;
    let rows = [
        ("申し込んで、役に立った", &[FollowUp::Said { helped: true }][..]),
        ("申し込んで、役に立たなかった", &[FollowUp::Said { helped: false }]),
        ("申し込んだ（ほかは返事なし）", &[FollowUp::Applied]),
        ("申し込まなかった", &[FollowUp::NotApplied]),
    ];
    rows.map(|(label, said)| (label.to_owned(), count(said))).into()
}

/// The cases that have ended, each with its last consultation alone: of that owners speak.
fn ended<'o>(all: &'o [One<'_>]) -> impl Iterator<Item = &'o Case> {
    all.iter().filter(|one| one.is_last && one.consultation.outcome().is_some()).map(|one| one.case)
}

/// Minutes of business between moments. Begun ones count: 15分以内 is not a second longer.
fn time_of(content: &Content, case: &Case, spans: &[(DateTime<Utc>, DateTime<Utc>)]) -> i64 {
    let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
    let time = |(from, to): &(DateTime<Utc>, DateTime<Utc>)| {
        business_time(&team.hours, &content.holidays, (*from).into(), (*to).into())
    };
    (spans.iter().map(time).sum::<Duration>().num_seconds() + 59) / 60
}

/// In which band the middle one is, by what is shown of all: it tells nothing more.
fn middle(rows: &[(String, Vec<u64>)]) -> Option<String> {
    let all: u64 = rows.iter().map(|(_, cells)| cells[0]).sum();
    let mut before = 0;
    let (band, _) = rows.iter().find(|(_, cells)| {
        before += cells[0];
        before > 0 && 2 * before >= all
    })?;
    Some(format!("まん中は「{band}」です。"))
}
