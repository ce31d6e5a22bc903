//! Pictures: they say what is true, nothing in them is a page's own text, and everything fits.

#[path = "pictures/page.rs"]
mod page;
mod world;

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::NaiveDate;
use proptest::{prelude::*, sample::Index};
use regex::Regex;
use sodan::{
    channel::web::picture::{Picture, STYLE, amounts, stages, timeline},
    content::{Act, Content, Dialog, Window, Windows},
    dialog::{Progress, Stop, walk},
    rules::{Answer, Assessment, Known, Moment, Situation, Verdict, assess},
};

use self::page::{Element, check};

fn at(day: NaiveDate) -> Moment {
    Moment::local(day.and_hms_opt(10, 0, 0).unwrap())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn situation<'c>(content: &'c Content, facts: &[(&str, &str)]) -> Situation<'c> {
    let known: Known = facts
        .iter()
        .map(|(name, text)| {
            let fact = content.facts.get(content.facts.find(name).unwrap());
            (fact.id, Answer::Is(sodan::content::parse_value(text, fact).unwrap()))
        })
        .collect();
    Situation::new(&content.facts, known)
}

fn all<'c>(content: &'c Content, situation: &Situation<'c>, now: Moment) -> Vec<Assessment<'c>> {
    content.programs.iter().map(|one| assess(content, one.id, situation, now)).collect()
}

/// Programs p0, p1, … with these lines.
fn programs(lines: &[&str]) -> Content {
    let files: Vec<(String, String)> = lines
        .iter()
        .enumerate()
        .map(|(place, lines)| (format!("knowledge/programs/p{place}.yaml"), world::program(lines)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    world::small(&files).unwrap()
}

fn amounts_of(content: &Content, facts: &[(&str, &str)]) -> Option<Picture> {
    let situation = situation(content, facts);
    amounts(content, &situation, &all(content, &situation, at(day("2023-06-15"))))
}

fn bars(elements: &[Element]) -> Vec<&Element> {
    elements.iter().filter(|one| one.name == "rect").collect()
}

#[test]
fn an_estimate_is_solid_a_cap_is_dashed_and_what_is_paid_oneself_is_hatched() {
    let content = programs(&["rate: 2/3\ncap_yen: 5_000_000\ninvestment: m\n", "cap_yen: 1_000_000\n"]);
    let picture = amounts_of(&content, &[("m", "3_000_000")]).unwrap();
    let elements = check(&picture.svg);
    let drawn: Vec<_> =
        bars(&elements).iter().map(|one| (one.get("class").unwrap().to_owned(), one.number("width"))).collect();
    assert_eq!(
        drawn,
        [("pic-support".to_owned(), 332.0), ("pic-own".to_owned(), 166.0), ("pic-cap".to_owned(), 166.0)]
    );
    assert!(picture.rows[0].1.contains("目安 200万円"), "{:?}", picture.rows);
    assert!(picture.rows[0].1.contains("自己負担 100万円（費用 300万円のうち）"), "{:?}", picture.rows);
    assert!(picture.rows[1].1.contains("上限 100万円"), "{:?}", picture.rows);
}

#[test]
fn a_loan_and_a_tax_have_no_own_share() {
    for terms in ["term_years: 10\n", "rate_name: 控除率\n"] {
        let content = programs(&[&format!("rate: 2/3\ncap_yen: 5_000_000\ninvestment: m\n{terms}")]);
        let picture = amounts_of(&content, &[("m", "3_000_000")]).unwrap();
        assert!(!picture.svg.contains("pic-own"), "{terms}");
    }
}

#[test]
fn what_is_not_decided_is_said_to_be_so() {
    let content = programs(&["who: { a: true }\nrate: 1/2\ncap_yen: 5_000_000\ninvestment: m\n"]);
    let picture = amounts_of(&content, &[("m", "3_000_000")]).unwrap();
    assert!(picture.rows[0].1.contains("合えば、目安 150万円"), "{:?}", picture.rows);
    assert!(check(&picture.svg).iter().any(|one| one.is("pic-if")));
    let sure = amounts_of(&content, &[("m", "3_000_000"), ("a", "true")]).unwrap();
    assert!(!sure.svg.contains("pic-if") && !sure.rows[0].1.contains("合えば"));
}

#[test]
fn without_an_amount_there_is_no_picture() {
    assert_eq!(amounts_of(&programs(&["fee_yen: 5_000\n"]), &[]), None);
    assert_eq!(amounts_of(&programs(&["who: { a: true }\ncap_yen: 5_000\n"]), &[("a", "false")]), None);
    let content = world::real();
    assert_eq!(amounts(content, &situation(content, &[]), &[]), None);
    assert_eq!(timeline(content, &[], at(day("2023-06-15"))), None);
    assert_eq!(stages(content, &situation(content, &[]), &[]), None);
}

#[test]
fn more_than_eight_are_counted_and_one_far_beyond_the_others_is_torn_off() {
    let content = programs(&["cap_yen: 1_000_000\n"; 9]);
    let picture = amounts_of(&content, &[]).unwrap();
    assert_eq!((picture.rows.len(), bars(&check(&picture.svg)).len()), (8, 8));
    assert!(picture.caption.contains("このほか1件"), "{}", picture.caption);
    assert!(!picture.svg.contains("pic-tear"));

    let content = programs(&["cap_yen: 300_000\n", "cap_yen: 600_000\n", "cap_yen: 720_000_000\n"]);
    let picture = amounts_of(&content, &[]).unwrap();
    let elements = check(&picture.svg);
    let long: Vec<f64> = bars(&elements).iter().map(|one| one.number("width")).collect();
    assert!((long[1] / long[0] - 2.0).abs() < 0.01 && long[2] > long[1], "{long:?}");
    assert!(elements.iter().any(|one| one.is("pic-tear")));
    assert!(picture.caption.contains("途中が切れている"), "{}", picture.caption);
}

#[test]
fn a_benefit_whose_own_window_is_over_is_drawn_as_over() {
    let over = "benefits:\n  - { id: frame, name: 枠, cap_yen: 1_000_000, windows: [ { to: 2023-05-31 } ] }\n";
    assert_eq!(amounts_of(&programs(&[over]), &[]), None, "one that is over compares with nothing");
    let second = over.replace("frame", "other");
    let content = programs(&[over, &second]);
    let picture = amounts_of(&content, &[]).unwrap();
    assert!(picture.rows[0].1.starts_with("終了（上限 100万円）"), "{:?}", picture.rows);
    assert!(bars(&check(&picture.svg)).iter().all(|one| one.is("pic-closed")));
}

/// Classes of what can be had, or could be soon.
const INVITING: [&str; 8] =
    ["pic-support", "pic-if", "pic-cap", "pic-own", "pic-open", "pic-soon", "pic-upcoming", "pic-standing"];

#[test]
fn nothing_closed_looks_open_on_any_day() {
    let content = world::real();
    let company =
        [("form", "company"), ("industry", "manufacturing"), ("employees", "14"), ("investment_yen", "3_000_000")];
    let mut closed = 0;
    for facts in [&company[..], &[]] {
        for today in ["2022-06-01", "2023-06-01", "2023-06-15", "2023-07-31", "2024-01-10", "2024-01-11", "2026-11-28"]
        {
            let (situation, now) = (situation(content, facts), at(day(today)));
            for one in all(content, &situation, now) {
                let over = one.window == sodan::rules::WindowState::Closed;
                let one = [one];
                for picture in [amounts(content, &situation, &one), timeline(content, &one, now)].into_iter().flatten()
                {
                    let elements = check(&picture.svg);
                    if over {
                        closed += 1;
                        assert!(picture.rows[0].1.contains("終了"), "{:?}", picture.rows);
                        let words: String =
                            elements.iter().filter(|one| one.name == "text").map(|one| &*one.text).collect();
                        assert!(words.contains("終了"), "{words}");
                        assert!(!elements.iter().any(|one| INVITING.iter().any(|class| one.is(class))), "{today}");
                        assert!(elements.iter().any(|one| one.is("pic-over")));
                    }
                }
            }
        }
    }
    assert!(closed > 20, "{closed}");
}

#[test]
fn the_whole_of_the_real_content_fits() {
    let content = world::real();
    for facts in [&[][..], &[("form", "household")], &[("form", "company"), ("investment_yen", "12_345_678")]] {
        for today in ["2000-01-01", "2023-06-15", "2026-11-28", "2099-12-31"] {
            let (situation, now) = (situation(content, facts), at(day(today)));
            let mut results = all(content, &situation, now);
            results.retain(|one| one.verdict != Verdict::NotEligible);
            for results in results.chunks(10) {
                for picture in [amounts(content, &situation, results), timeline(content, results, now)] {
                    picture.iter().for_each(|picture| _ = check(&picture.svg));
                }
            }
        }
    }
}

#[test]
fn at_most_ten_rows_of_time_and_how_many_more() {
    let content = programs(&["windows: [ { to: 2023-06-30 } ]\n"; 13]);
    let situation = situation(&content, &[]);
    let now = at(day("2023-06-15"));
    let picture = timeline(&content, &all(&content, &situation, now), now).unwrap();
    assert_eq!(picture.rows.len(), 10);
    assert!(picture.caption.contains("このほか3件"), "{}", picture.caption);
}

#[test]
fn always_and_unknown_are_said_and_alone_need_no_picture() {
    let content = programs(&["windows: standing\n", "windows: unknown\n", "windows: [ { to: 2023-06-30 } ]\n"]);
    let now = at(day("2023-06-15"));
    let situation = situation(&content, &[]);
    let results = all(&content, &situation, now);
    let picture = timeline(&content, &results, now).unwrap();
    assert!(picture.rows[0].1.starts_with("いつでも"), "{:?}", picture.rows);
    assert!(picture.rows[1].1.contains("期間は資料にありません"), "{:?}", picture.rows);
    let elements = check(&picture.svg);
    let line = elements.iter().find(|one| one.is("pic-standing")).unwrap();
    assert!(line.number("x2") - line.number("x1") > 320.0);
    assert_eq!(timeline(&content, &results[..2], now), None);
}

fn selfcheck(content: &Content) -> &Dialog {
    content.dialogs.iter().find(|dialog| dialog.name == "selfcheck").unwrap()
}

fn marks(picture: &Picture) -> Vec<String> {
    let elements = check(&picture.svg);
    elements.iter().filter(|one| one.name == "circle").map(|one| one.get("class").unwrap().to_owned()).collect()
}

#[test]
fn the_first_stage_that_is_not_known_to_be_done_is_here() {
    let content = world::real();
    let drawn =
        |facts: &[(&str, &str)]| stages(content, &situation(content, facts), &selfcheck(content).stages).unwrap();
    let (first, second, third) =
        (("cn_grasp", "energy,co2,converted"), ("cn_act", "cases,diagnosis"), ("cn_plan", "policy,re_action"));
    assert_eq!(marks(&drawn(&[])), ["pic-mark-here", "pic-mark-next", "pic-mark-next"]);
    assert_eq!(marks(&drawn(&[("cn_grasp", "energy")])), ["pic-mark-here", "pic-mark-next", "pic-mark-next"]);
    assert_eq!(marks(&drawn(&[first])), ["pic-mark-done", "pic-mark-here", "pic-mark-next"]);
    // What is done early is done.
    assert_eq!(marks(&drawn(&[second])), ["pic-mark-here", "pic-mark-done", "pic-mark-next"]);
    let here = drawn(&[first]);
    assert!(here.caption.contains("2 取り組み"), "{}", here.caption);
    assert!(here.rows[1].1.starts_with("いまここ"), "{:?}", here.rows);
    let whole = drawn(&[first, second, third]);
    assert_eq!(marks(&whole), ["pic-mark-done"; 3]);
    assert!(whole.caption.contains("3つの段階"), "{}", whole.caption);
}

#[test]
fn the_stages_of_the_check_are_those_by_which_it_parts() {
    let dialog = selfcheck(world::real());
    let goes: Vec<_> =
        dialog.steps.iter().filter(|step| matches!(step.act, Act::Go(_))).map(|step| &step.when).collect();
    assert_eq!(dialog.stages.iter().map(|stage| &stage.done).collect::<Vec<_>>(), goes);
}

#[test]
fn a_walk_knows_the_stages_of_the_dialog_it_passed() {
    let content = world::real();
    let progress = Progress::default();
    let situation = situation(content, &[]);
    let checked = walk(content, selfcheck(content).id, &progress, &situation);
    assert_eq!(checked.stages, selfcheck(content).stages);
    assert!(matches!(checked.stop, Stop::Ask(_)));
    assert!(walk(content, content.start, &progress, &situation).stages.is_empty());
}

#[test]
fn pictures_of_different_things_have_different_ids_and_every_class_is_styled() {
    let content = world::real();
    let (situation, now) = (situation(content, &[("investment_yen", "3_000_000")]), at(day("2023-06-15")));
    let results = all(content, &situation, now);
    let mut pictures = Vec::new();
    for results in results.chunks(10) {
        pictures.extend(amounts(content, &situation, results));
        pictures.extend(timeline(content, results, now));
    }
    pictures.extend(stages(content, &situation, &selfcheck(content).stages));
    let mut ids = BTreeSet::new();
    for picture in &pictures {
        for one in check(&picture.svg) {
            if let Some(id) = one.get("id") {
                assert!(ids.insert(id.to_owned()), "{id} twice");
            }
            for class in one.get("class").unwrap_or_default().split(' ').filter(|class| !class.is_empty()) {
                let known = ["pic-row", "pic-stage-done", "pic-stage-here", "pic-stage-next"].contains(&class);
                assert!(
                    known || STYLE.contains(&format!(".{class} ")) || STYLE.contains(&format!(".{class},")),
                    "{class}"
                );
            }
        }
    }
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
}

/// Two programs and a stage that can be renamed.
static FEW: LazyLock<Content> = LazyLock::new(|| {
    programs(&[
        "rate: 2/3\ncap_yen: 5_000_000\ninvestment: m\nwindows: [ { to: 2023-06-30 } ]\n\
         benefits: [ { id: frame, name: 枠, cap_yen: 1_000_000 } ]\n",
        "cap_yen: 1_000_000\nwindows: [ { from: 2023-01-01, to: 2023-02-01 } ]\n",
    ])
});

fn hostile() -> impl Strategy<Value = String> {
    const BITS: [&str; 22] = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "</text>",
        "</title>",
        "<script>alert(1)</script>",
        "]]>",
        "<!--",
        "&lt;",
        "\u{0}",
        "\n",
        "\t",
        "\u{202e}",
        "\u{feff}",
        "　",
        "WWWW",
        "補助金",
        "（令和5年度）",
        "e\u{301}\u{301}",
        "👨‍👩‍👧",
    ];
    let bit = prop_oneof![
        (any::<Index>()).prop_map(|place| (*place.get(&BITS)).to_owned()),
        "\\PC{0,12}",
        any::<String>().prop_map(|text| text.chars().take(20).collect()),
        "[ｱ-ﾝ]{1,40}",
        "[a-z]{1,80}",
    ];
    proptest::collection::vec(bit, 1..8).prop_map(|bits| bits.concat())
}

/// Without what a picture leaves out.
fn letters(text: &str) -> String {
    static LEFT_OUT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\s\p{Cc}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{fffe}\x{ffff}]").unwrap());
    LEFT_OUT.replace_all(text, "").into_owned()
}

proptest! {
    #[test]
    fn no_title_breaks_a_picture(first in hostile(), second in hostile()) {
        let mut content = FEW.clone();
        content.programs[0].offer.title.clone_from(&first);
        content.programs[0].category.clone_from(&second);
        content.programs[0].offer.benefits[0].title.clone_from(&second);
        content.programs[1].offer.title.clone_from(&second);
        if let Windows::Dated(windows) = &mut content.programs[1].windows {
            windows[0].printed = Some(first.clone());
        }
        let (situation, now) = (situation(&content, &[("m", "3_000_000")]), at(day("2023-06-15")));
        let results = all(&content, &situation, now);
        let real = world::real();
        let mut renamed = selfcheck(real).stages.clone();
        renamed[0].title.clone_from(&first);
        renamed[1].about.clone_from(&second);
        let pictures = [
            amounts(&content, &situation, &results),
            timeline(&content, &results, now),
            stages(real, &Situation::new(&real.facts, Known::new()), &renamed),
        ];
        for picture in pictures {
            let elements = check(&picture.unwrap().svg);
            let told = elements.iter().find(|one| one.name == "desc").unwrap();
            prop_assert!(letters(&told.text).contains(&letters(&first)), "{}", told.text);
        }
    }

    #[test]
    fn today_lies_between_what_is_past_and_what_is_to_come(
        windows in proptest::collection::vec((prop::option::of(-9000_i64..9000), prop::option::of(0_i64..4000)), 1..6),
        near in any::<bool>(),
    ) {
        let today = day("2023-06-15");
        let windows: Vec<Window> = windows
            .into_iter()
            .filter(|(from, long)| from.is_some() || long.is_some())
            .map(|(from, long)| {
                let scale = if near { 100 } else { 1 };
                let begin = from.unwrap_or(-20) / scale;
                let shift = |days| today.checked_add_signed(chrono::Duration::days(days)).unwrap();
                Window {
                    name: None,
                    from: from.map(|_| shift(begin)),
                    to: long.map(|long| shift(begin + long / scale)),
                    printed: None,
                }
            })
            .collect();
        prop_assume!(!windows.is_empty());
        let mut content = FEW.clone();
        content.programs.truncate(1);
        content.programs[0].windows = Windows::Dated(windows);
        let situation = situation(&content, &[]);
        let picture = timeline(&content, &all(&content, &situation, at(today)), at(today)).unwrap();
        let elements = check(&picture.svg);
        let line = elements.iter().find(|one| one.is("pic-today")).unwrap().number("x1");
        prop_assert!(line > 4.0 && line < 336.0);
        for one in bars(&elements) {
            let (left, right) = one.across().unwrap();
            prop_assert!(!one.is("pic-closed") || right <= line, "{left} to {right}, today {line}");
            prop_assert!(!one.is("pic-upcoming") || left >= line, "{left} to {right}, today {line}");
        }
        let state = all(&content, &situation, at(today))[0].window;
        if state.is_open() {
            let reaches = |one: &&Element| one.across().is_some_and(|(left, right)| left <= line && line <= right);
            prop_assert!(bars(&elements).iter().filter(|one| one.is("pic-open")).any(reaches), "{}", picture.svg);
        }
    }
}
