//! Conditions: three-valued logic with "likely", what does not apply, わからない, and the reasons.

use sodan::{
    content::{Accept, Condition, Content, Test},
    rules::{Judgement, Verdict, assess, judge, truth},
};

use crate::world;

const LETTERS: [(char, Verdict); 4] =
    [('E', Verdict::Eligible), ('L', Verdict::Likely), ('U', Verdict::Unknown), ('N', Verdict::NotEligible)];

/// A condition that is judged so when nothing is known.
fn always(content: &Content, verdict: Verdict) -> Condition {
    match verdict {
        Verdict::Eligible => Condition::ALWAYS,
        Verdict::Likely => Condition::Check("確かめること".to_owned()),
        Verdict::Unknown => Condition::Test(Test { fact: world::fact(content, "a"), accept: vec![Accept::Bool(true)] }),
        Verdict::NotEligible => Condition::Any(Vec::new()),
    }
}

#[test]
fn and_or_and_not_follow_their_truth_tables() {
    let content = world::small(&[]).expect("sound content");
    let nothing = world::situation(&content, "");
    let of = |letter: char| LETTERS.iter().find(|(known, _)| *known == letter).expect("one of ELUN").1;
    // Rows and columns in the order E L U N.
    type Join = fn(Vec<Condition>) -> Condition;
    let tables: [(&str, Join, [&str; 4]); 2] = [
        ("and", Condition::All, ["ELUN", "LLUN", "UUUN", "NNNN"]),
        ("or", Condition::Any, ["EEEE", "ELLL", "ELUU", "ELUN"]),
    ];
    for (name, join, table) in tables {
        for ((left, a), row) in LETTERS.into_iter().zip(table) {
            for ((right, b), expected) in LETTERS.into_iter().zip(row.chars()) {
                let both = join(vec![always(&content, a), always(&content, b)]);
                assert_eq!(truth(&both, &nothing), of(expected), "{left} {name} {right}");
            }
        }
    }
    for ((letter, verdict), expected) in LETTERS.into_iter().zip("NLUE".chars()) {
        let not = Condition::Not(Box::new(always(&content, verdict)));
        assert_eq!(truth(&not, &nothing), of(expected), "not {letter}");
    }
}

/// Conditions as authors write them, what is given, the verdict.
const CASES: &[(&str, &[(&str, &str)])] = &[
    ("{}", &[("", "eligible"), ("a=false", "eligible")]),
    ("{ a: true }", &[("a=true", "eligible"), ("a=false", "not_eligible"), ("", "unknown"), ("a=?", "unknown")]),
    ("{ a: true, b: true }", &[("a=false", "not_eligible"), ("a=true", "unknown"), ("a=? b=false", "not_eligible")]),
    ("any: { a: true, b: true }", &[("b=true", "eligible"), ("a=?", "unknown"), ("a=false b=false", "not_eligible")]),
    (
        "any: [ { a: true, b: true }, { c: true } ]",
        &[
            ("c=true", "eligible"),
            ("a=true b=true", "eligible"),
            ("a=true c=false", "unknown"),
            ("b=false c=false", "not_eligible"),
        ],
    ),
    ("all: [ { a: true }, { not: { b: true } } ]", &[("a=true b=false", "eligible"), ("b=true", "not_eligible")]),
    ("not: { a: true, b: true }", &[("a=false", "eligible"), ("a=true", "unknown"), ("a=true b=true", "not_eligible")]),
    ("not: { not: { a: true } }", &[("a=true", "eligible"), ("a=false", "not_eligible"), ("a=?", "unknown")]),
    ("check: 窓口で", &[("", "likely")]),
    ("{ a: true, check: 窓口で }", &[("a=true", "likely"), ("a=false", "not_eligible"), ("", "unknown")]),
    ("any: [ { a: true }, { check: 窓口で } ]", &[("a=true", "eligible"), ("a=false", "likely"), ("", "likely")]),
    ("not: { any: [ { a: true }, { check: 窓口で } ] }", &[("a=true", "not_eligible"), ("a=false", "likely")]),
    ("n: 20", &[("n=19", "not_eligible"), ("n=20", "eligible"), ("n=21", "not_eligible")]),
    ("n: \"<20\"", &[("n=19", "eligible"), ("n=20", "not_eligible")]),
    ("n: \"<=20\"", &[("n=20", "eligible"), ("n=21", "not_eligible")]),
    ("n: \">20\"", &[("n=20", "not_eligible"), ("n=21", "eligible")]),
    ("n: \">=20\"", &[("n=19", "not_eligible"), ("n=20", "eligible")]),
    ("n: \"6..20\"", &[("n=5", "not_eligible"), ("n=6", "eligible"), ("n=20", "eligible"), ("n=21", "not_eligible")]),
    ("n: \"..20\"", &[("n=0", "eligible"), ("n=20", "eligible"), ("n=21", "not_eligible")]),
    ("n: \"21..\"", &[("n=20", "not_eligible"), ("n=21", "eligible")]),
    ("n: [ 3, \"10..\" ]", &[("n=3", "eligible"), ("n=4", "not_eligible"), ("n=10", "eligible")]),
    (
        "day: \"2023-04-01..2023-06-30\"",
        &[
            ("day=2023-03-31", "not_eligible"),
            ("day=2023-04-01", "eligible"),
            ("day=2023-06-30", "eligible"),
            ("day=2023-07-01", "not_eligible"),
        ],
    ),
    ("day: \"<2023-06-30\"", &[("day=2023-06-29", "eligible"), ("day=2023-06-30", "not_eligible")]),
    (
        "kind: [x, y]",
        &[("kind=x", "eligible"), ("kind=y", "eligible"), ("kind=z", "not_eligible"), ("kind=?", "unknown")],
    ),
    ("not: { kind: z }", &[("kind=x", "eligible"), ("kind=z", "not_eligible"), ("", "unknown")]),
    ("having: car", &[("having=car", "eligible"), ("having=bike,car", "eligible"), ("having=bike", "not_eligible")]),
    ("having: [car, bike]", &[("having=bike", "eligible"), ("having=nothing", "not_eligible")]),
    ("word: 染物", &[("word=染物", "eligible"), ("word=染", "not_eligible")]),
    // What does not apply fails every test, and passes every "not".
    (
        "only_x: \"1..\"",
        &[("kind=x only_x=1", "eligible"), ("kind=x", "unknown"), ("kind=y", "not_eligible"), ("", "unknown")],
    ),
    ("not: { only_x: \"1..\" }", &[("kind=y", "eligible"), ("kind=x only_x=1", "not_eligible"), ("kind=x", "unknown")]),
    // A derived fact: unknown as long as a rule above might hold; what is given wins.
    (
        "big: true",
        &[("kind=x n=10", "eligible"), ("kind=y n=10", "not_eligible"), ("n=10", "unknown"), ("n=100", "unknown")],
    ),
    (
        "big: true",
        &[
            ("n=9", "not_eligible"),
            ("kind=y", "unknown"),
            ("kind=y n=100", "eligible"),
            ("kind=y n=99", "not_eligible"),
        ],
    ),
    (
        "big: true",
        &[("kind=x n=10 big=false", "not_eligible"), ("n=9 big=true", "eligible"), ("kind=x n=10 big=?", "unknown")],
    ),
];

#[test]
fn conditions_come_out_as_in_the_table() {
    for (who, cases) in CASES {
        let content = with_who(who);
        for (given, expected) in *cases {
            let situation = world::situation(&content, given);
            let who = &content.programs[0].offer.who;
            let verdict = judge(who, &situation).verdict;
            assert_eq!(verdict.as_str(), *expected, "{who:?} given {given}");
            assert_eq!(verdict, truth(who, &situation), "{given}");
        }
    }
}

fn with_who(who: &str) -> Content {
    let flow = if who.starts_with('{') { who.to_owned() } else { format!("{{ {who} }}") };
    let program = world::program(&format!("who: {flow}\n"));
    world::small(&[("knowledge/programs/one.yaml", &program)]).unwrap_or_else(|mistakes| panic!("{who}\n{mistakes}"))
}

/// What a judgement says: `○fact` speaks for, `×fact` against, `?fact` is missing, `□` is to be checked.
fn told(content: &Content, judgement: &Judgement) -> String {
    let name = |fact| content.facts.get(fact).name.clone();
    let reasons = judgement.reasons.iter().map(|reason| {
        let not = if reason.barred { "!" } else { "" };
        format!("{}{not}{}", if reason.ok { "○" } else { "×" }, name(reason.test.fact))
    });
    let missing = judgement.missing.iter().map(|fact| format!("?{}", name(*fact)));
    let checks = judgement.checks.iter().map(|check| format!("□{check}"));
    reasons.chain(missing).chain(checks).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_verdict_names_what_decided_and_nothing_else() {
    let cases = [
        ("{ a: true, b: true }", "a=true b=true", "○a ○b"),
        ("{ a: true, b: true, c: true }", "a=true b=false", "×b"),
        ("{ a: true, b: true }", "a=true", "○a ?b"),
        ("any: { a: true, b: true }", "b=true", "○b"),
        ("any: { a: true, b: true }", "a=false", "?b"),
        ("any: { a: true, b: true }", "a=false b=false", "×a ×b"),
        // The alternative that came nearest is named first.
        ("any: [ { a: true, b: true, c: true }, { d: true } ]", "a=false b=false c=false d=false", "×d ×a ×b ×c"),
        ("not: { a: true }", "a=false", "○!a"),
        ("not: { a: true }", "a=true", "×!a"),
        ("not: { any: { a: true, b: true } }", "a=false b=true", "×!b"),
        ("not: { a: true, b: true }", "a=false", "○!a"),
        ("{ a: true, check: 窓口で }", "a=true", "○a □窓口で"),
        ("{ a: true, check: 窓口で }", "a=false", "×a"),
        ("any: [ { a: true }, { check: 窓口で } ]", "a=true", "○a"),
        ("any: [ { a: true }, { check: 窓口で } ]", "a=false", "□窓口で"),
        // A derived fact is missing through those it follows from.
        ("big: true", "", "?kind ?n"),
        ("big: true", "n=50", "?kind"),
        ("big: true", "kind=y", "?n"),
        ("big: true", "kind=? n=50", "?kind"),
        ("{ big: true, n: \"..5\" }", "kind=x n=10", "×n"),
    ];
    for (who, given, expected) in cases {
        let content = with_who(who);
        let judgement = judge(&content.programs[0].offer.who, &world::situation(&content, given));
        assert_eq!(told(&content, &judgement), expected, "{who} given {given}");
    }
}

/// A program is had through one of its benefits; a benefit stands under all it belongs to.
#[test]
fn a_program_is_as_good_as_its_best_benefit() {
    let program = world::program(
        "who: { a: true }\nbenefits:\n  - { id: first, name: 一, who: { b: true } }\n  \
         - { id: second, name: 二, who: { n: \"..10\", check: 窓口で }, benefits: [ { id: inner, name: 中, who: { c: true } } ] }\n",
    );
    let content = world::small(&[("knowledge/programs/one.yaml", &program)]).expect("sound content");
    let cases = [
        ("a=true b=true", "eligible: eligible unknown unknown"),
        ("a=true b=false n=5 c=true", "likely: not_eligible likely likely"),
        ("a=true b=false n=5 c=false", "not_eligible: not_eligible not_eligible not_eligible"),
        ("a=true b=false n=5", "unknown: not_eligible unknown unknown"),
        ("a=true b=false n=11", "not_eligible: not_eligible not_eligible not_eligible"),
        ("b=true n=5 c=true", "unknown: unknown unknown unknown"),
        // a is not known, but no benefit is left: nothing more to ask.
        ("b=false n=11", "not_eligible: not_eligible not_eligible not_eligible"),
        ("a=false b=true n=5 c=true", "not_eligible: not_eligible not_eligible not_eligible"),
    ];
    for (given, expected) in cases {
        let situation = world::situation(&content, given);
        let one = assess(&content, content.programs[0].id, &situation, world::moment("2023-06-15 12:00"));
        let parts =
            [&one.benefits[0], &one.benefits[1], &one.benefits[1].benefits[0]].map(|part| part.verdict.as_str());
        assert_eq!(format!("{}: {}", one.verdict.as_str(), parts.join(" ")), expected, "{given}");
        assert_eq!(one.missing.is_empty(), one.verdict != Verdict::Unknown, "{given}");
    }
}
