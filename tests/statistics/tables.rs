//! Tables of cases and of counters.

use sodan::{
    consult::{
        case::{Act, Case, FollowUp, Outcome, Worker},
        request::{Told, Wish},
        tally::{Month, Tally, What},
    },
    content::Content,
    helpdesk::statistics::{Lots, Period, Table, of_cases, of_tallies},
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

fn lots() -> Lots {
    Lots::new(b"a secret")
}

fn wish(at: &str) -> Wish {
    let (at, reason) = (world::moment(at).to_utc(), String::new());
    Wish { at, reason, answers: Vec::new(), shown: Vec::new(), doubted: None, urgent: false }
}

fn act(case: &mut Case, act: Act, at: &str) {
    case.act(&act, &Worker("山田".to_owned()), case.step, world::moment(at).to_utc()).unwrap();
}

/// Whether a table of months shows these, to the number.
#[track_caller]
fn assert_months(tables: &[Table], key: &str, expected: &[(&str, u64)]) {
    let rows: Vec<(&str, u64)> = table(tables, key).rows.iter().map(|(label, cells)| (&**label, cells[0])).collect();
    assert_eq!(rows, expected);
}

/// Whether a table shows these rows in this order, each to the next multiple of five above or below in each month.
#[track_caller]
fn assert_near(tables: &[Table], key: &str, months: u64, expected: &[(&str, &[u64])]) {
    let rows = &table(tables, key).rows;
    assert_eq!(rows.len(), expected.len(), "{key}: {rows:?}");
    for ((label, cells), (wanted, counts)) in rows.iter().zip(expected) {
        assert_eq!(label, wanted, "{key}: {rows:?}");
        for (cell, count) in cells.iter().zip(*counts) {
            assert!(cell % 5 == 0 && cell.abs_diff(*count) < 5 * months, "{key} {label}: {cell} for {count}");
            assert!(*count > 0 || *cell == 0, "{key} {label}: {cell} for none");
        }
    }
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
    let both = Period::new(month("2026-11"), month("2026-10"));
    let tables = of_cases(content, cases.iter(), both, &lots());
    assert_months(&tables, "months", &[("2026-10", 12), ("2026-11", 7)]);
    assert_near(&tables, "themes", 2, &[("電気代・燃料代", &[12]), ("不明", &[7])]);
    assert_near(&tables, "industries", 2, &[("製造業", &[12]), ("建設業", &[7])]);
    let sizes = ["5人以下", "～20人", "～50人", "～100人", "～300人", "300人超", "不明"];
    let sizes: Vec<(&str, &[u64])> = sizes.into_iter().zip([&[0][..], &[12], &[0], &[0], &[0], &[7], &[0]]).collect();
    assert_near(&tables, "sizes", 2, &sizes);
    assert_near(&tables, "revenues", 2, &[("1億円以下", &[7]), ("不明", &[12])]);
    assert_near(&tables, "prefectures", 2, &[("愛知県", &[12]), ("不明", &[7])]);
    let months = table(&tables, "months");
    assert_eq!(months.total, Some(months.rows.iter().map(|(_, cells)| cells[0]).sum()));
    for table in &tables[1..] {
        assert_eq!(table.total, None, "{}: it would be compared with the others", table.key);
    }
}

#[test]
fn a_longer_period_shows_the_sum_of_what_its_months_show_and_nothing_else() {
    let content = world::real();
    let choices = ["製造業", "建設業", "小売業"];
    let cases: Vec<Case> = (0..60)
        .map(|number| {
            let opened = format!("2026-{:02}-05 10:00", 7 + number % 5);
            case(content, &opened, &[("industry", choices[number % 7 % 3])])
        })
        .collect();
    let tally = |key: &str, count| (Tally { month: month(key), what: What::Reached, id: "industry".to_owned() }, count);
    let tallies = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"].map(|key| tally(key, 3));
    let show = |from: &str, to: &str| {
        let period = Period::new(month(from), month(to));
        [of_cases(content, cases.iter(), period, &lots()), of_tallies(content, &tallies, period, &lots())].concat()
    };
    let sum = |tables: &[Table], key: &str, row: &str| {
        let of = table(tables, key).rows.iter().find(|(label, _)| label == row);
        of.map_or(0, |(_, cells)| cells[0])
    };
    let alone: Vec<Vec<Table>> =
        (7..12).map(|one| show(&format!("2026-{one:02}"), &format!("2026-{one:02}"))).collect();
    for from in 0..5 {
        for to in from..5 {
            let range = show(&format!("2026-{:02}", from + 7), &format!("2026-{:02}", to + 7));
            let rows = choices.map(|choice| ("industries", choice));
            for (key, row) in rows.into_iter().chain([("outcomes", "まだ終わっていない"), ("questions", "業種")])
            {
                let months: u64 = alone[from..=to].iter().map(|tables| sum(tables, key, row)).sum();
                assert_eq!(sum(&range, key, row), months, "{key} {row} {from} {to}");
            }
        }
    }
}

#[test]
fn waiting_and_handling_count_in_business_hours() {
    let content = world::real();
    let cases: Vec<Case> = (0..10)
        .map(|_| {
            // A Friday evening; answered on the Tuesday after a holiday.
            let mut case = case(content, "2026-11-20 23:00", &[]);
            act(&mut case, Act::Claim, "2026-11-24 10:00");
            act(&mut case, Act::Reply("はい".to_owned()), "2026-11-24 10:30");
            act(&mut case, Act::Close(Outcome::Solved), "2026-11-24 11:10");
            case
        })
        .collect();
    let november = Period::new(month("2026-11"), month("2026-11"));
    let tables = of_cases(content, cases.iter(), november, &lots());
    let bands = ["15分以内", "～1時間", "～4時間", "～8時間", "～24時間", "24時間超"];
    let only = |at: usize, count: &'static [u64]| -> Vec<(&str, &[u64])> {
        bands.iter().enumerate().map(|(place, band)| (*band, if place == at { count } else { &[0] })).collect()
    };
    assert_near(&tables, "handling", 1, &only(2, &[10]));
    assert_near(&tables, "waiting", 1, &only(2, &[10]));
    assert_eq!(
        table(&tables, "handling").note.as_deref(),
        Some("まん中は「～4時間」です。"),
        "no time of anybody's own"
    );
    assert_eq!(table(&of_cases(content, [].iter(), november, &lots()), "handling").note, None);
}

#[test]
fn who_comes_again_is_counted_again_and_the_weeks_between_are_not_work() {
    let content = world::real();
    let cases: Vec<Case> = (0..50)
        .map(|_| {
            let mut case = case(content, "2026-10-06 10:00", &[("industry", "製造業")]);
            act(&mut case, Act::Claim, "2026-10-06 10:05");
            act(&mut case, Act::Close(Outcome::Referred), "2026-10-06 10:15");
            // A mistake, taken back at once.
            act(&mut case, Act::Reopen, "2026-10-06 10:20");
            act(&mut case, Act::Close(Outcome::Solved), "2026-10-06 10:25");
            case.came_again(wish("2026-11-10 10:00"), "general");
            act(&mut case, Act::Reply("はい".to_owned()), "2026-11-10 10:40");
            act(&mut case, Act::Close(Outcome::Withdrawn), "2026-11-10 15:00");
            case
        })
        .collect();
    let both = Period::new(month("2026-10"), month("2026-11"));
    let tables = of_cases(content, cases.iter(), both, &lots());
    assert_near(&tables, "months", 1, &[("2026-10", &[50]), ("2026-11", &[50])]);
    assert_near(&tables, "industries", 2, &[("製造業", &[100])]);
    let outcomes: [(&str, &[u64]); 6] = [
        ("解決", &[50]),
        ("案内", &[0]),
        ("取下げ", &[50]),
        ("連絡不能", &[0]),
        ("統合", &[0]),
        ("まだ終わっていない", &[0]),
    ];
    assert_near(&tables, "outcomes", 2, &outcomes);
    let handling = &table(&tables, "handling").rows;
    assert!(handling[0].1[0].abs_diff(50) < 5, "10 and 5 minutes: {handling:?}");
    assert!(handling[3].1[0].abs_diff(50) < 5, "from the second taking: {handling:?}");
    assert!(table(&tables, "waiting").rows[1].1[0].abs_diff(50) < 5, "40 minutes, and the first time nobody answered");
}

#[test]
fn what_owners_say_afterwards_is_counted_of_what_has_ended() {
    let content = world::real();
    let ended = |helpful, follow_up| {
        let mut case = case(content, "2026-11-10 10:00", &[]);
        act(&mut case, Act::Close(Outcome::Solved), "2026-11-10 11:00");
        (case.helpful, case.follow_up) = (helpful, follow_up);
        case
    };
    let cases: Vec<Case> = (0..20)
        .map(|number| match number {
            0..8 => ended(Some(true), FollowUp::Said { helped: true }),
            8..14 => ended(Some(false), FollowUp::NotApplied),
            _ => ended(None, FollowUp::Offered),
        })
        .collect();
    let period = Period::new(month("2026-11"), month("2026-11"));
    let tables = of_cases(content, cases.iter(), period, &lots());
    assert_near(&tables, "helpful", 1, &[("役に立った", &[8]), ("役に立たなかった", &[6])]);
    let said = [
        ("申し込んで、役に立った", &[8][..]),
        ("申し込んで、役に立たなかった", &[0]),
        ("申し込んだ（ほかは返事なし）", &[0]),
        ("申し込まなかった", &[6]),
    ];
    assert_near(&tables, "applied", 1, &said);
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
        (tally("2026-11", What::Reached, "employees"), 100),
        (tally("2026-11", What::Answered, "employees"), 50),
        (tally("2026-11", What::Back, "employees"), 20),
        (tally("2026-11", What::Left, "employees"), 10),
        (tally("2026-11", What::Reached, "industry"), 60),
        (tally("2026-11", What::Answered, "industry"), 58),
        (tally("2026-11", What::Left, "industry"), 2),
        (tally("2026-11", What::Shown, "gyomu_kaizen"), 30),
        (tally("2026-11", What::Opened, "gyomu_kaizen"), 6),
        (tally("2026-11", What::Shown, "was_here_once"), 9),
    ];
    let period = Period::new(month("2026-10"), month("2026-11"));
    let tables = of_tallies(content, &counts, period, &lots());
    assert_months(&tables, "sessions", &[("2026-10", 8), ("2026-11", 40)]);
    assert_near(&tables, "session_themes", 1, &[("電気代・燃料代", &[30])]);
    let start = &table(&tables, "dialogs").rows[0].0;
    assert_near(&tables, "dialogs", 1, &[(start, &[48, 3, 0, 0])]);
    // Where most leave comes first.
    let questions = &table(&tables, "questions").rows;
    assert_eq!([questions[0].0.as_str(), questions[1].0.as_str()], ["従業員", "業種"]);
    for (label, cells) in questions {
        let [reached, answered, back, left, silent, ..] = cells[..] else { panic!("{cells:?}") };
        assert_eq!(silent, reached.saturating_sub(answered + back + left), "{label}: what is told already");
    }
    assert_near(&tables, "programs", 1, &[("業務改善助成金", &[30, 6]), ("was_here_once", &[9, 0])]);
}

#[test]
fn a_period_is_bounded_and_in_order() {
    let long = Period::new(month("1900-01"), month("2026-11"));
    assert_eq!((long.months().count(), long.to()), (60, month("2026-11")));
    assert_eq!(Period::new(month("2027-01"), month("2026-11")).months().count(), 3);
}
