//! Tables of cases and of counters.

use sodan::{
    consult::{
        case::{Case, Outcome, State},
        request::{Told, Wish},
        tally::{Month, Tally, What},
    },
    content::Content,
    helpdesk::statistics::{Cell, Period, Table, of_cases, of_tallies},
    store::CaseId,
};

use crate::world;

fn month(key: &str) -> Month {
    Month::from_key(key).unwrap()
}

fn case(content: &Content, opened: &str, answers: &[(&str, &str)]) -> Case {
    let told = |(fact, value): &(&str, &str)| Told {
        fact: (*fact).to_owned(),
        label: String::new(),
        value: (*value).to_owned(),
        written: None,
    };
    let wish = Wish {
        at: world::moment(opened).to_utc(),
        reason: "人に相談".to_owned(),
        answers: answers.iter().map(told).collect(),
        shown: Vec::new(),
        doubted: None,
        urgent: false,
    };
    Case::open(CaseId(1), content.teams.rest().id.clone(), wish)
}

fn table<'t>(tables: &'t [Table], key: &str) -> &'t Table {
    tables.iter().find(|table| table.key == key).unwrap()
}

/// A table in words: `製造業=12`.
fn shown(tables: &[Table], key: &str) -> Vec<String> {
    let words = |(label, cells): &(String, Vec<Cell>)| {
        let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        format!("{label}={}", cells.join(" "))
    };
    table(tables, key).rows.iter().map(words).collect()
}

#[test]
fn cases_are_counted_by_what_was_known_of_their_owners() {
    let content = world::real();
    let mut cases = Vec::new();
    for _ in 0..12 {
        let answers =
            [("theme", "電気代・燃料代"), ("industry", "製造業"), ("employees", "14人"), ("prefecture", "愛知県")];
        cases.push(case(content, "2026-10-05 10:00", &answers));
    }
    for _ in 0..7 {
        let answers = [("industry", "建設業"), ("employees", "1,200人"), ("revenue_band", "1億円以下")];
        cases.push(case(content, "2026-11-24 10:00", &answers));
    }
    cases.push(case(content, "2026-09-30 23:59", &[("industry", "小売業")]));
    cases.push(case(content, "2026-12-01 00:00", &[]));
    let tables = of_cases(content, cases.iter(), Period::new(month("2026-11"), month("2026-10")));
    assert_eq!(shown(&tables, "months"), ["2026-10=12", "2026-11=7"]);
    assert_eq!(shown(&tables, "themes"), ["電気代・燃料代=12", "不明=7"]);
    assert_eq!(shown(&tables, "industries"), ["製造業=12", "建設業=7"]);
    let sizes = ["5人以下=0", "～20人=12", "～50人=0", "～100人=0", "～300人=0", "300人超=7", "不明=0"];
    assert_eq!(shown(&tables, "sizes"), sizes);
    assert_eq!(shown(&tables, "revenues"), ["1億円以下=7", "不明=12"]);
    assert_eq!(shown(&tables, "prefectures"), ["愛知県=12", "不明=7"]);
    assert_eq!(table(&tables, "months").total, Some(Cell::Exactly(19)));
}

#[test]
fn waiting_and_handling_count_in_business_hours() {
    let content = world::real();
    let at = |text| Some(world::moment(text).to_utc());
    let cases: Vec<Case> = (0..6)
        .map(|_| {
            // A Friday evening; answered on the Tuesday after a holiday.
            let mut case = case(content, "2026-11-20 23:00", &[]);
            case.taken_at = at("2026-11-24 10:00");
            case.answered_at = at("2026-11-24 10:30");
            case.closed_at = at("2026-11-24 11:10");
            case.state = State::Done(Outcome::Solved);
            case
        })
        .collect();
    let tables = of_cases(content, cases.iter(), Period::new(month("2026-11"), month("2026-11")));
    let handling = table(&tables, "handling");
    assert_eq!(handling.note.as_deref(), Some("中央値 1時間10分"));
    assert_eq!(shown(&tables, "handling")[2], "～4時間=6");
    assert!(shown(&tables, "waiting")[4..].iter().all(|row| row.ends_with("=0")), "nobody waited over the holidays");
    assert_eq!(shown(&tables, "outcomes")[0], "解決=6");
    let few = of_cases(content, cases[..3].iter(), Period::new(month("2026-11"), month("2026-11")));
    assert_eq!(table(&few, "handling").note, None, "the middle of three is somebody's own time");
    assert_eq!(table(&few, "months").total, Some(Cell::Few));
}

#[test]
fn dialogs_are_counted_by_how_far_they_are_followed() {
    let content = world::real();
    let tally = |key: &str, what, id: &str| Tally { month: month(key), what, id: id.to_owned() };
    let counts = [
        (tally("2026-11", What::Session, ""), 40),
        (tally("2026-10", What::Session, ""), 8),
        (tally("2026-09", What::Session, ""), 99),
        (tally("2026-11", What::Theme, "energy"), 30),
        (tally("2026-11", What::Dialog, "start"), 48),
        (tally("2026-11", What::Results, "start"), 3),
        (tally("2026-11", What::Reached, "employees"), 50),
        (tally("2026-11", What::Answered, "employees"), 30),
        (tally("2026-11", What::Back, "employees"), 6),
        (tally("2026-11", What::Left, "employees"), 8),
        (tally("2026-11", What::Reached, "industry"), 40),
        (tally("2026-11", What::Answered, "industry"), 38),
        (tally("2026-11", What::Left, "industry"), 2),
        (tally("2026-11", What::Shown, "gyomu_kaizen"), 20),
        (tally("2026-11", What::Opened, "gyomu_kaizen"), 6),
        (tally("2026-11", What::Shown, "was_here_once"), 9),
    ];
    let tables = of_tallies(content, &counts, Period::new(month("2026-10"), month("2026-11")));
    assert_eq!(shown(&tables, "sessions"), ["2026-10=8", "2026-11=40"]);
    assert_eq!(shown(&tables, "session_themes"), ["電気代・燃料代=30"]);
    assert!(shown(&tables, "dialogs")[0].ends_with("=48 1〜4 0 0"));
    // Where most leave comes first; two who left stay hidden behind those who answered.
    assert_eq!(shown(&tables, "questions"), ["従業員=50 30 6 8 6 0 0", "業種=40 非公表 0 1〜4 0 0 0"]);
    assert_eq!(shown(&tables, "programs"), ["業務改善助成金=20 6", "was_here_once=9 0"]);
}

#[test]
fn a_period_is_bounded_and_in_order() {
    let long = Period::new(month("1900-01"), month("2026-11"));
    assert_eq!((long.months().count(), long.to()), (60, month("2026-11")));
    assert_eq!(Period::new(month("2027-01"), month("2026-11")).months().count(), 3);
}
