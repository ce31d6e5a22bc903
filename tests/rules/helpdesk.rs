//! Which team takes a case, which canned replies it is offered, and their words.

use sodan::{
    content::Content,
    rules::{canned_for, fill},
};

use crate::world;

const TEAMS: &str = "
teams:
  - { id: first, name: 一番, takes: { kind: [x, y] }, hours: { days: 平日, from: '9:00', to: '17:00' } }
  - { id: large, name: 大口, takes: { any: [ { n: '>=100' }, { not: { m: '..1_000_000' } } ] }, hours: { days: 平日, from: '9:00', to: '17:00' } }
  - { id: few, name: 少し, takes: { only_x: '..5' }, hours: { days: 平日, from: '9:00', to: '17:00' } }
  - { id: rest, name: 総合, hours: { days: 毎日, from: '9:00', to: '17:00' } }
";

const CANNED: &str = "
canned:
  - { id: plain, title: ふつう, text: '{team}の{worker}です。{reception}' }
  - { id: facts, title: 項目, when: { a: true }, text: '人数{n}、費用{m}、種類{kind}、持ち物{having}、A{a}、日{day}、言葉{word}、数{only_x}' }
  - { id: other, title: ほか, when: { a: false }, text: はい }
  - id: lines
    title: 行
    text: |-
      合っていますか。
      ・人数 {n}
      ・種類 {kind}（{m}）

      いまは {day} です。

      {worker}
";

fn small() -> Content {
    let files = [("knowledge/teams.yaml", TEAMS), ("knowledge/canned.yaml", CANNED)];
    world::small(&files).unwrap_or_else(|all| panic!("{all}"))
}

#[test]
fn a_case_goes_to_the_first_team_that_certainly_takes_it() {
    let content = small();
    let cases = [
        ("", "rest"),
        ("kind=x", "first"),
        ("kind=y n=500", "first"),
        ("kind=z n=500", "large"),
        // Not known whether the first takes it: it does not.
        ("n=500", "large"),
        ("kind=? n=500", "large"),
        ("kind=z n=99", "rest"),
        ("kind=z n=99 m=2000000", "large"),
        // Unknown is not false below a not either.
        ("kind=z n=99 m=?", "rest"),
        // What does not apply is not taken.
        ("kind=z", "rest"),
    ];
    for (given, expected) in cases {
        assert_eq!(content.teams.route(&world::situation(&content, given)).id, expected, "{given}");
    }
}

#[test]
fn the_projects_own_teams_take_what_they_are_named_for() {
    let content = world::real();
    let cases = [
        ("", "general"),
        ("theme=energy", "energy"),
        ("theme=decarbonization", "energy"),
        ("theme=money", "money"),
        ("theme=wages", "people"),
        ("theme=succession", "succession"),
        ("theme=sales", "sales"),
        ("theme=calc", "general"),
        ("theme=window", "general"),
        ("goals=closing,financing", "succession"),
        ("goals=wage_increase", "people"),
    ];
    for (given, expected) in cases {
        assert_eq!(content.teams.route(&world::situation(content, given)).id, expected, "{given}");
    }
    assert_eq!(content.teams.rest().id, "general");
}

#[test]
fn a_reply_is_filled_with_what_is_known() {
    let content = small();
    let situation =
        world::situation(&content, "kind=x n=14 m=1500000 having=car,bike a=true day=2026-11-24 word={team}");
    let said = |place: usize| fill(&content, &situation, &content.canned[place], "A-12", "佐藤", content.teams.rest());
    assert_eq!(said(0), "総合の佐藤です。A-12");
    assert_eq!(
        said(1),
        "人数14人、費用150万円、種類エックス、持ち物車・自転車、Aはい、日2026年11月24日(火)、言葉{team}、数（未確認）"
    );
}

#[test]
fn what_is_not_known_is_said_to_be_unconfirmed() {
    let content = small();
    for given in ["", "kind=z n=? m=? having=? a=? day=? word=?"] {
        let situation = world::situation(&content, given);
        let said = fill(&content, &situation, &content.canned[1], "", "", content.teams.rest());
        assert_eq!(said.matches("（未確認）").count(), if given.is_empty() { 8 } else { 7 }, "{said}");
    }
}

/// A line that says only what is not known says nothing.
#[test]
fn a_line_of_which_nothing_is_known_is_left_out() {
    let content = small();
    let said = |given: &str| {
        let situation = world::situation(&content, given);
        fill(&content, &situation, &content.canned[3], "", "佐藤", content.teams.rest())
    };
    assert_eq!(said("n=14"), "合っていますか。\n・人数 14人\n\n佐藤");
    assert_eq!(
        said("kind=x day=2026-11-24"),
        "合っていますか。\n・種類 エックス（（未確認））\n\nいまは 2026年11月24日(火) です。\n\n佐藤"
    );
    let nothing = said("day=?");
    assert_eq!(nothing.matches("（未確認）").count(), 4, "a list without anything in it is none: {nothing}");
}

#[test]
fn what_fits_a_case_is_offered_first() {
    let content = small();
    let offered = |given: &str| -> Vec<&str> {
        canned_for(&content, &world::situation(&content, given)).iter().map(|canned| canned.id.as_str()).collect()
    };
    assert_eq!(offered("a=true"), ["facts", "plain", "lines", "other"]);
    assert_eq!(offered("a=false"), ["other", "plain", "lines", "facts"]);
    assert_eq!(offered(""), ["plain", "lines", "facts", "other"]);
}

/// Workers look at them on one screen, and owners on a phone.
#[test]
fn the_projects_own_replies_are_short_and_leave_no_brace() {
    let content = world::real();
    let situation = world::situation(content, "");
    assert!(content.canned.len() >= 12);
    for canned in &content.canned {
        let said = fill(content, &situation, canned, "12", "佐藤", content.teams.rest());
        assert!(!said.contains(['{', '}']) && said.chars().count() <= 200, "{}: {said}", canned.id);
        // No number, name of a program or address that only the knowledge may state.
        assert!(!said.contains("http") && !said.contains("03-") && !said.contains("円"), "{}: {said}", canned.id);
    }
}
