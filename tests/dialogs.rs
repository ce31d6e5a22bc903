//! Every dialog of the real content, walked through every choice and both sides of every boundary.
//!
//! All combinations would be too many. Each walk takes, at every question, the answer that was taken least so far,
//! so that the walks together soon have given every answer to every question that comes up.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use chrono::{TimeZone, Utc};
use sodan::{
    consult::{
        code::{Chance, Code, Codes},
        message::{Input, MAX_CHARS, Message, Outgoing},
        record::Owner,
        screen,
        turn::{Helpdesk, take},
    },
    content::{Accept, Amount, Content, Exact, FactId, FactKind, ProgramId, Test, Value, load},
    dialog::{Stop, walk},
    rules::{Answer, Known, Moment, Situation, Verdict, assess, words},
    search::Search,
    store::CaseId,
};

/// After so many walks without a new answer or program, nothing new is to be expected.
const PATIENCE: usize = 250;
/// More turns than any consultation takes.
const MOST_TURNS: usize = 40;

#[test]
fn every_walk_ends_and_agrees_with_the_rules_and_every_program_can_be_reached() {
    let content = load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let search = Search::new(&content);
    let now = Moment::from(Utc.with_ymd_and_hms(2026, 11, 24, 3, 0, 0).unwrap());
    let ends = boundaries(&content);
    let mut taken: HashMap<(FactId, Option<Value>), usize> = HashMap::new();
    let mut reached: BTreeSet<ProgramId> = BTreeSet::new();
    let mut most_questions = 0;
    let mut idle = 0;
    let mut walks = 0;
    while idle < PATIENCE {
        walks += 1;
        let before = (taken.len(), reached.len());
        let questions = one_walk(&content, &search, now, &ends, &mut taken, &mut reached);
        most_questions = most_questions.max(questions);
        idle = if (taken.len(), reached.len()) == before { idle + 1 } else { 0 };
    }
    let lost: Vec<&str> = content
        .programs
        .iter()
        .filter(|program| !reached.contains(&program.id))
        .map(|program| program.offer.name.as_str())
        .collect();
    assert!(lost.is_empty(), "no walk of {walks} leads to {lost:?}");
    println!("{walks} walks, {} answers, at most {most_questions} questions", taken.len());
}

/// Answers until results, a handover or an end. Gives how many questions were answered.
fn one_walk(
    content: &Content,
    search: &Search,
    now: Moment,
    ends: &BTreeMap<FactId, Vec<Exact>>,
    taken: &mut HashMap<(FactId, Option<Value>), usize>,
    reached: &mut BTreeSet<ProgramId>,
) -> usize {
    let mut owner = Owner::default();
    let codes = Codes { fresh: Code::new(Chance(0)), lent: None };
    let mut given = Known::new();
    let mut text = "/start".to_owned();
    let mut questions = 0;
    for _ in 0..MOST_TURNS {
        let turn = take(content, search, now, &mut owner, &Input::Text(text.clone()), codes.clone(), helpdesk());
        for out in &turn.out {
            if let Outgoing::Say(message) = out {
                fits_telegram(message);
            }
        }
        let progress = owner.progress(&content.facts);
        assert_eq!(progress.known, given, "after {text}");
        let situation = Situation::new(&content.facts, given.clone());
        match walk(content, owner.sitting.as_ref().unwrap().session.dialog, &progress, &situation).stop {
            Stop::Ask(asked) => {
                let (value, typed) = least_taken(content, asked.fact, ends, taken);
                *taken.entry((asked.fact, value.clone())).or_default() += 1;
                given.insert(asked.fact, value.map_or(Answer::Unsure, Answer::Is));
                text = typed;
                questions += 1;
            }
            Stop::Review(_) => text = "さがす".to_owned(),
            Stop::Results(recommend) => {
                let shown = screen::results_shown(content, recommend, &situation, now);
                let fits = |id: &&ProgramId| assess(content, **id, &situation, now).verdict != Verdict::NotEligible;
                let fitting: BTreeSet<ProgramId> = recommend.programs.iter().filter(fits).copied().collect();
                assert!(shown.iter().all(|one| fitting.contains(&one.program.id)));
                let wanted = |id: &&ProgramId| assess(content, **id, &situation, now).wanted;
                assert_eq!(shown.len(), fitting.iter().filter(wanted).count());
                reached.extend(shown.iter().map(|one| one.program.id));
                for one in shown {
                    take(
                        content,
                        search,
                        now,
                        &mut owner,
                        &Input::Text(one.program.offer.title.clone()),
                        codes.clone(),
                        helpdesk(),
                    )
                    .out
                    .iter()
                    .for_each(|out| {
                        if let Outgoing::Say(message) = out {
                            fits_telegram(message)
                        }
                    });
                }
                return questions;
            }
            Stop::Handover(_) | Stop::End(_) => return questions,
        }
    }
    panic!("no end after {given:?}");
}

fn fits_telegram(message: &Message) {
    let text = message.text.to_plain();
    assert!((1..=MAX_CHARS).contains(&text.trim().chars().count()), "{text}");
    let buttons: Vec<_> = message.buttons.iter().flatten().collect();
    assert!(buttons.len() <= 100 && message.buttons.iter().all(|row| row.len() <= 8), "{text}");
    for button in buttons {
        assert!((1..=64).contains(&button.token.0.len()) && !button.label.trim().is_empty(), "{button:?}");
    }
}

/// The answer given least so far, and how an owner would type it. `None` is わからない.
fn least_taken(
    content: &Content,
    fact: FactId,
    ends: &BTreeMap<FactId, Vec<Exact>>,
    taken: &HashMap<(FactId, Option<Value>), usize>,
) -> (Option<Value>, String) {
    let declared = content.facts.get(fact);
    let numbers = || {
        let one = Exact::from_integer(1);
        let ends = ends.get(&fact).into_iter().flatten().flat_map(|end| [*end - one, *end, *end + one]);
        let all: BTreeSet<Exact> = ends.chain(declared.min).chain([Exact::from_integer(10)]).collect();
        all.into_iter()
            .filter(|value| {
                declared.min.is_none_or(|min| min <= *value) && declared.max.is_none_or(|max| *value <= max)
            })
            .filter(|value| value.is_integer())
            .collect::<Vec<_>>()
    };
    let mut values: Vec<Option<Value>> = match &declared.kind {
        FactKind::Bool => vec![Some(Value::Bool(true)), Some(Value::Bool(false))],
        FactKind::Choice(choices) => (0..choices.len() as u16).map(|no| Some(Value::Choice(no))).collect(),
        FactKind::Multi(choices) => {
            (0..choices.len() as u16).map(|no| Some(Value::Multi([no].into_iter().collect()))).collect()
        }
        FactKind::Text => vec![Some(Value::Text("テスト".to_owned()))],
        FactKind::Date => numbers()
            .into_iter()
            .filter_map(|day| chrono::NaiveDate::from_num_days_from_ce_opt(day.to_integer() as i32))
            .filter(|day| chrono::Datelike::year(day) > 1900)
            .map(|day| Some(Value::Date(day)))
            .collect(),
        _ => numbers().into_iter().map(|number| Some(Value::Number(number))).collect(),
    };
    values.push(None);
    let count = |value: &Option<Value>| taken.get(&(fact, value.clone())).copied().unwrap_or(0);
    let value = values.into_iter().min_by_key(count).expect("わからない at least");
    let typed = match &value {
        None => "わからない".to_owned(),
        Some(Value::Choice(no)) => (no + 1).to_string(),
        Some(Value::Multi(set)) => set.iter().map(|no| (no + 1).to_string()).collect::<Vec<_>>().join("、"),
        Some(value) => words::value(content, declared, value),
    };
    (value, typed)
}

/// The ends of all ranges that any condition or table names, by fact.
fn boundaries(content: &Content) -> BTreeMap<FactId, Vec<Exact>> {
    let mut ends: BTreeMap<FactId, Vec<Exact>> = BTreeMap::new();
    let mut add = |fact: FactId, accept: &[Accept]| {
        for one in accept {
            if let Accept::Range { low, high } = one {
                ends.entry(fact).or_default().extend([low, high].into_iter().flatten().map(|end| end.at));
            }
        }
    };
    let mut tests: Vec<Test> = Vec::new();
    let mut see = |test: &Test| tests.push(test.clone());
    for fact in content.facts.iter() {
        fact.derive.iter().for_each(|rule| rule.when.each_test(&mut see));
    }
    for step in content.dialogs.iter().flat_map(|dialog| &dialog.steps) {
        step.when.each_test(&mut see);
    }
    for program in &content.programs {
        program.offer.each(&mut |offer| {
            offer.who.each_test(&mut see);
            offer.terms.each().for_each(|amount| {
                amount.each(&mut |part| {
                    if let Amount::Table(table) = part {
                        for row in &table.rows {
                            for (cell, fact) in row.cells.iter().zip(&table.by) {
                                add(*fact, cell.as_deref().unwrap_or_default());
                            }
                        }
                    }
                });
            });
        });
    }
    tests.iter().for_each(|test| add(test.fact, &test.accept));
    ends
}

/// Nobody answers, and a case has a number.
fn helpdesk() -> Helpdesk {
    Helpdesk { number: Some(CaseId(1)), ..Helpdesk::default() }
}
