//! Typed answers to real questions: what is taken, and what is asked again.

mod world;

use sodan::{
    content::write_value,
    dialog::{Misread, read},
};

/// The value as stored, or why it is none.
fn answer(fact: &str, text: &str) -> String {
    let content = world::real();
    let fact = content.facts.get(world::fact(content, fact));
    match read(fact, text, world::date("2026-11-24")) {
        Ok(value) => write_value(&value, fact),
        Err(Misread::Nothing) => "nothing".to_owned(),
        Err(Misread::Range) => "range".to_owned(),
        Err(Misread::Several(places)) => format!("several {places:?}"),
        Err(Misread::OutOfRange) => "out of range".to_owned(),
        Err(Misread::NotWhole) => "not whole".to_owned(),
        Err(Misread::NotADay) => "not a day".to_owned(),
        Err(Misread::NoneBesideOthers) => "none beside others".to_owned(),
    }
}

#[test]
fn answers_are_taken_as_in_the_table() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "employees",
            &[
                ("14", "14"),
                ("１４人", "14"),
                ("社員14名くらい", "14"),
                ("従業員は８人です", "8"),
                ("いない", "0"),
                ("0", "0"),
                ("14.5人", "not whole"),
                ("10〜20人", "range"),
                ("-3", "out of range"),
                ("1000001人", "out of range"),
                // What is counted must be what was asked.
                ("950円", "nothing"),
                ("3社", "nothing"),
                ("2年", "nothing"),
                ("5坪", "nothing"),
                ("たくさん", "nothing"),
            ],
        ),
        (
            "capital_yen",
            &[
                ("1000万円", "10000000"),
                ("3千万", "30000000"),
                ("３億円", "300000000"),
                ("1億5000万", "150000000"),
                ("ゼロ", "0"),
                ("2人", "nothing"),
                ("30%", "nothing"),
                ("5ドル", "nothing"),
            ],
        ),
        (
            "energy_kl",
            &[
                ("300kL", "300"),
                ("12.5", "25/2"),
                ("300キロリットル", "300"),
                ("300t", "nothing"),
                ("300円", "nothing"),
            ],
        ),
        (
            "business_age_years",
            &[
                ("12年", "12"),
                ("3年半", "7/2"),
                ("6か月", "1/2"),
                ("18ヶ月", "3/2"),
                ("0.5", "1/2"),
                ("12人", "nothing"),
            ],
        ),
        (
            "diagnosis_equipment_count",
            &[("2つ", "2"), ("2台", "2"), ("2種類", "2"), ("2設備", "2"), ("2", "2"), ("2人", "nothing")],
        ),
        (
            "sales_drop_pct",
            &[
                ("15%", "15"),
                ("1割", "10"),
                ("15ポイント", "15"),
                ("ない", "0"),
                ("101%", "out of range"),
                ("15円", "nothing"),
            ],
        ),
        ("margin_drop_pt", &[("3ポイント", "3"), ("3%", "3"), ("3", "3")]),
        ("partner_count", &[("10者", "10"), ("10社", "10"), ("10", "10"), ("10円", "nothing")]),
        // Finer than a record can keep: it would be lost and asked again.
        ("saving_pct", &[("0.00000000000000001", "out of range"), ("33.333", "33333/1000")]),
        (
            "deemed_large",
            &[
                ("はい", "true"),
                ("いいえ", "false"),
                ("1", "true"),
                ("2", "false"),
                ("3", "nothing"),
                ("たぶん", "nothing"),
            ],
        ),
        (
            "form",
            &[
                ("会社", "company"),
                ("1", "company"),
                ("株式会社です", "company"),
                ("個人", "sole_proprietor"),
                ("13", "out of range"),
            ],
        ),
        ("prefecture", &[("愛知", "愛知県"), ("愛知県", "愛知県"), ("東京都千代田区", "東京都")]),
        (
            "approved_plans",
            &[
                ("1、3", "business_innovation,advanced_equipment"),
                ("なし", "none"),
                ("1と8", "none beside others"),
                ("経営革新計画", "business_innovation"),
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (fact, cases) in cases {
        for (text, expected) in *cases {
            let is = answer(fact, text);
            if is != *expected {
                wrong.push(format!("{fact} 「{text}」: {is}, expected {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every example shown beside a question is itself taken.
#[test]
fn every_example_of_a_question_is_an_answer_to_it() {
    let content = world::real();
    for fact in content.facts.iter() {
        let Some(example) = &fact.example else { continue };
        assert!(read(fact, example, world::date("2026-11-24")).is_ok(), "{}: 「{example}」", fact.name);
    }
}

/// The label of every choice, and every other word for it, means that choice; where it could mean another as well
/// (ZEH and ZEH+), the owner is asked which.
#[test]
fn every_word_for_a_choice_is_that_choice() {
    let content = world::real();
    let mut wrong = Vec::new();
    for fact in content.facts.iter().filter(|fact| fact.question.is_some()) {
        for (place, choice) in fact.choices().iter().enumerate() {
            let own = &choice.id;
            let asked_which = |is: &str| {
                let places = is.strip_prefix("several ").unwrap_or_default();
                places.trim_matches(['[', ']']).split(", ").any(|other| other == place.to_string())
            };
            for word in std::iter::once(&choice.label).chain(&choice.also) {
                let is = answer(&fact.name, word);
                if is != *own && !asked_which(&is) {
                    wrong.push(format!("{} 「{word}」: {is}, expected {own}", fact.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
