//! Every worked example of `knowledge/examples/` comes out as its author wrote.
//!
//! With `SODAN_CONTENT` set, the examples of that folder.

mod world;

use sodan::{
    content::{Content, Exact, Example, Expected, FactId, VERDICTS, WINDOW_STATES},
    rules::{
        Answer, Assessment, BenefitAssessment, Estimate, Moment, Money, Rate, Situation, Span, Verdict, WindowState,
        assess, whole_yen,
    },
};

#[test]
fn every_example_comes_out_as_written() {
    let content = world::real();
    assert!(!content.examples.is_empty(), "there are no examples");
    let mut wrong = Vec::new();
    for example in &content.examples {
        let program = &content.program(example.program).offer.name;
        let place = format!("knowledge/examples/{program}.yaml:{} {}", example.line, example.name);
        wrong.extend(differences(content, example).into_iter().map(|difference| format!("{place}\n    {difference}")));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), content.examples.len(), wrong.join("\n"));
}

/// What the loader takes is what the rules say.
#[test]
fn the_words_of_examples_are_those_of_the_rules() {
    use Verdict as V;
    use WindowState as W;
    let verdicts = [V::Eligible, V::Likely, V::Unknown, V::NotEligible];
    assert_eq!(VERDICTS.to_vec(), verdicts.map(V::as_str));
    let windows = [W::Open, W::ClosingSoon, W::Upcoming, W::Closed, W::Unknown];
    assert_eq!(WINDOW_STATES.to_vec(), windows.map(W::as_str));
}

/// The runner itself must see a wrong example: one of each kind of mistake.
#[test]
fn a_wrong_example_is_seen() {
    let example = |expect: &str| {
        format!(
            "examples: [ {{ name: 例, page: \"1\", as_of: 2023-06-15, given: {{ n: 5 }}, expect: {{ {expect} }} }} ]"
        )
    };
    let program = world::program(
        "who: { n: \"..10\" }\nwindows: { to: 2023-06-29 }\ncap_yen: { by: [n], rows: [ [\"..5\", 100], [_, 200] ] }\n\
         rate: { by: [a], rows: [ [true, 1/2], [_, 1/3] ] }\nbenefits: [ { id: part, name: 部分, fee_yen: 7 } ]\n",
    );
    let run = |expect: &str| {
        let content = world::small(&[
            ("knowledge/programs/one.yaml", &program),
            ("knowledge/examples/one.yaml", &example(expect)),
        ]);
        let content = content.unwrap_or_else(|mistakes| panic!("{mistakes}"));
        differences(&content, &content.examples[0])
    };
    for right in [
        "verdict: eligible",
        "window: closing_soon",
        "missing: []",
        "cap_yen: 100",
        "rate: null",
        "floor_yen: null",
        "benefits: { part: { fee_yen: 7, verdict: eligible } }",
    ] {
        assert_eq!(run(right), Vec::<String>::new(), "{right}");
    }
    for wrong in [
        "verdict: likely",
        "window: open",
        "missing: [a]",
        "cap_yen: 200",
        "cap_yen: null",
        "rate: 1/3",
        "floor_yen: 0",
        "benefits: { part: { fee_yen: 8 } }",
        "benefits: { part: { verdict: unknown } }",
    ] {
        assert_eq!(run(wrong).len(), 1, "{wrong}");
    }
}

/// Mistakes in an example are told with their place, like any other.
#[test]
fn an_example_is_checked_strictly() {
    let program = world::program("benefits: [ { id: part, name: 部分 } ]\n");
    let load = |name: &str, body: &str| {
        world::small(&[("knowledge/programs/one.yaml", &program), (&format!("knowledge/examples/{name}.yaml"), body)])
    };
    let good = "name: 例, page: \"1\", as_of: 2023-06-15, given: { n: 5 }, expect: { verdict: eligible }";
    let whole = |example: &str| format!("examples:\n  - {{ {example} }}\n");
    load("one", &whole(good)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let cases = [
        ("two", whole(good), "「two」という支援策はありません"),
        ("one", whole(&good.replace("n: 5", "nn: 5")), "「nn」という項目はありません"),
        ("one", whole(&good.replace("n: 5", "n: 5.5")), "「n」の値に「5.5」は書けません"),
        ("one", whole(&good.replace("n: 5", "n: 1001")), "範囲（min から max まで）の外です"),
        ("one", whole(&good.replace("eligible", "maybe")), "「maybe」は書けません"),
        ("one", whole(&good.replace("verdict: eligible", "verdikt: eligible")), "「verdikt」というキーはありません"),
        (
            "one",
            whole(&good.replace("verdict: eligible", "benefits: { prat: {} }")),
            "「prat」という支援内容はありません",
        ),
        ("one", whole(&good.replace("verdict: eligible", "cap_yen: many")), "数があるはずのところ"),
        ("one", whole(&good.replace("verdict: eligible", "rate: half")), "率のはずのところ"),
        ("one", whole(&good.replace("verdict: eligible", "")), "何を確かめるのかが書かれていません"),
        ("one", whole(&good.replace("2023-06-15", "2023-06")), "日付があるはずのところ"),
        ("one", whole(&good.replace("name: 例, ", "")), "「name」がありません"),
        ("one", "exampels: []\n".to_owned(), "「exampels」というキーはありません"),
    ];
    for (name, body, expected) in cases {
        let mistakes = load(name, &body).expect_err(&body);
        assert!(mistakes.contains(expected), "{body}\n{mistakes}");
        assert!(mistakes.contains(&format!("knowledge/examples/{name}.yaml:")), "{mistakes}");
    }
}

/// Changing an example does not change the content: nobody's buttons go stale for it.
#[test]
fn examples_are_no_part_of_the_content_s_hash() {
    let program = world::program("");
    let example =
        "examples: [ { name: 例, page: \"1\", as_of: 2023-06-15, given: {}, expect: { verdict: eligible } } ]";
    let without = world::small(&[("knowledge/programs/one.yaml", &program)]).expect("sound content");
    let with = [("knowledge/programs/one.yaml", program.as_str()), ("knowledge/examples/one.yaml", example)];
    assert_eq!(world::small(&with).expect("sound content").hash, without.hash);
}

fn differences(content: &Content, example: &Example) -> Vec<String> {
    let known = example.given.iter().map(|(fact, value)| (*fact, Answer::Is(value.clone()))).collect();
    let situation = Situation::new(&content.facts, known);
    let one =
        assess(content, example.program, &situation, Moment::local(example.as_of.and_time(chrono::NaiveTime::MIN)));
    let mut compare = Compare { content, wrong: Vec::new() };
    compare.whole(&one, &example.expect);
    compare.wrong
}

struct Compare<'c> {
    content: &'c Content,
    wrong: Vec<String>,
}

impl Compare<'_> {
    fn whole(&mut self, one: &Assessment, expect: &Expected) {
        self.one("", one.verdict, &one.missing, &one.money, expect);
        self.same("window", Some(one.window.as_str()), expect.window.map(Some));
        for (id, expect) in &expect.benefits {
            // The loader knows that the program has it.
            if let Some(benefit) = find(&one.benefits, id) {
                self.one(&format!("{id}: "), benefit.verdict, &benefit.missing, &benefit.money, expect);
            }
        }
    }

    fn one(&mut self, of: &str, verdict: Verdict, missing: &[FactId], money: &Money, expect: &Expected) {
        self.same(&format!("{of}verdict"), Some(verdict.as_str()), expect.verdict.map(Some));
        if let Some(expected) = &expect.missing {
            let names = |facts: &[FactId]| {
                let mut names: Vec<_> = facts.iter().map(|fact| self.content.facts.get(*fact).name.clone()).collect();
                names.sort();
                names
            };
            let (is, expected) = (names(missing), names(expected));
            if is != expected {
                self.wrong.push(format!("{of}missing: {is:?}, expected {expected:?}"));
            }
        }
        let yen = |span: Option<Span>| {
            span.and_then(Span::exact).and_then(whole_yen).map(|yen| Exact::from_integer(yen.into()))
        };
        let yens = [
            ("cap_yen", money.cap_yen, expect.cap_yen),
            ("floor_yen", money.floor_yen, expect.floor_yen),
            ("fee_yen", money.fee_yen, expect.fee_yen),
            ("estimate_yen", estimate(money), expect.estimate_yen),
        ];
        for (key, span, expected) in yens {
            let range = span.map(|span| format!(" (range {:?})", (span.low, span.high))).unwrap_or_default();
            self.same(&format!("{of}{key}{range}"), yen(span).map(shown), expected.map(|it| it.map(shown)));
        }
        let years = money.term_years.and_then(Span::exact).map(shown);
        self.same(&format!("{of}term_years"), years, expect.term_years.map(|it| it.map(shown)));
        let rate = match money.rate {
            Some(Rate::Plain(span)) => span.exact().map(|rate| vec![rate]),
            Some(Rate::Tiered(tiers)) => Some(tiers.steps.iter().map(|step| step.1).chain([tiers.rest]).collect()),
            None => None,
        };
        let list = |rates: Vec<Exact>| rates.into_iter().map(shown).collect::<Vec<_>>().join(", ");
        self.same(&format!("{of}rate"), rate.map(list), expect.rate.clone().map(|it| it.map(list)));
    }

    fn same<T: PartialEq + std::fmt::Display>(&mut self, what: &str, is: Option<T>, expected: Option<Option<T>>) {
        let Some(expected) = expected else { return };
        if is != expected {
            let show = |it: Option<T>| it.map_or("none".to_owned(), |it| it.to_string());
            self.wrong.push(format!("{what}: {}, expected {}", show(is), show(expected)));
        }
    }
}

fn estimate(money: &Money) -> Option<Span> {
    match money.estimate {
        Some(Estimate::Yen(span)) => Some(span),
        Some(Estimate::BelowFloor) | None => None,
    }
}

fn shown(number: Exact) -> String {
    number.to_string()
}

fn find<'a, 'c>(benefits: &'a [BenefitAssessment<'c>], id: &str) -> Option<&'a BenefitAssessment<'c>> {
    benefits.iter().find_map(
        |benefit| {
            if benefit.offer.name == id { Some(benefit) } else { find(&benefit.benefits, id) }
        },
    )
}
