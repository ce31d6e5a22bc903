//! Laws of the rules: order does not matter, and what is decided stays decided when more becomes known.

use proptest::{prelude::*, sample::Index};
use sodan::{
    content::{Accept, Amount, Condition, Content, End, Exact, FactId, Row, Table, Test, Tiers},
    rules::{
        Answer, Known, Situation, Span, State, Verdict, assess, evaluate, judge, next_question, truth, window_state,
    },
};

use crate::world;

fn content() -> &'static Content {
    static SMALL: std::sync::LazyLock<Content> = std::sync::LazyLock::new(|| world::small(&[]).expect("sound content"));
    &SMALL
}

/// Facts that conditions of these laws test, derived ones and those that don't apply to all among them.
const TESTED: [&str; 8] = ["a", "b", "c", "kind", "having", "n", "only_x", "big"];

fn a_test() -> impl Strategy<Value = Condition> {
    (prop::sample::select(TESTED.to_vec()), any::<u8>(), 0..120_i128, any::<bool>()).prop_map(
        |(name, pick, at, low)| {
            let fact = content().facts.get(world::fact(content(), name));
            let accept = match fact.choices().len() as u8 {
                0 if ["n", "only_x"].contains(&name) => {
                    let end = Some(End { at: Exact::from_integer(at), included: pick % 2 == 0 });
                    if low { Accept::Range { low: end, high: None } } else { Accept::Range { low: None, high: end } }
                }
                0 => Accept::Bool(low),
                choices => Accept::Choice((pick % choices).into()),
            };
            Condition::Test(Test { fact: fact.id, accept: vec![accept] })
        },
    )
}

fn a_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![8 => a_test(), 1 => Just(Condition::Check("確かめること".to_owned()))];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

fn an_amount() -> impl Strategy<Value = Amount> {
    let number = prop_oneof![
        (-50..2_000_i128).prop_map(Exact::from_integer),
        (0..5_i128, 1..7_i128).prop_map(|(n, d)| Exact::new(n, d))
    ];
    let fact =
        prop::sample::select(vec!["n", "m", "only_x"]).prop_map(|name| Amount::Fact(world::fact(content(), name)));
    let leaf = prop_oneof![number.prop_map(Amount::Number), fact];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..4);
        let row = (prop::option::of(a_test()), inner.clone());
        prop_oneof![
            parts().prop_map(Amount::Sum),
            parts().prop_map(Amount::Minus),
            parts().prop_map(Amount::Least),
            parts().prop_map(Amount::Greatest),
            parts().prop_map(Amount::Times),
            (inner.clone(), 0..500_i128).prop_map(|(of, end)| {
                let steps = vec![(Exact::from_integer(end), Exact::new(3, 4))];
                Amount::Tiers(Tiers { of: Box::new(of), steps, rest: Exact::new(2, 3) })
            }),
            prop::collection::vec(row, 1..4).prop_map(a_table),
        ]
    })
}

/// A table by the facts of these tests, a column each.
fn a_table(rows: Vec<(Option<Condition>, Amount)>) -> Amount {
    let test = |cell: &Option<Condition>| match cell {
        Some(Condition::Test(test)) => Some(test.clone()),
        _ => None,
    };
    let by: Vec<FactId> = rows.iter().filter_map(|(cell, _)| test(cell).map(|test| test.fact)).collect();
    let rows = rows
        .into_iter()
        .map(|(cell, value)| {
            let own = test(&cell);
            let mut placed = false;
            let cells = by.iter().map(|fact| match &own {
                Some(test) if test.fact == *fact && !placed => {
                    placed = true;
                    Some(test.accept.clone())
                }
                _ => None,
            });
            Row { cells: cells.collect(), value }
        })
        .collect();
    Amount::Table(Table { by, rows })
}

/// Answers to every fact that is asked, without those that don't apply to such a company.
fn everything(content: &Content, seed: u64, unsure: bool) -> Known {
    let mut known: Known = content
        .facts
        .iter()
        .filter(|fact| fact.question.is_some() && !fact.is_derived())
        .map(|fact| {
            (fact.id, world::some_answer(fact, seed.rotate_left(u32::from(fact.id.0) * 7) ^ u64::from(fact.id.0)))
        })
        .filter(|(_, answer)| unsure || matches!(answer, Answer::Is(_)))
        .collect();
    let situation = Situation::new(&content.facts, known.clone());
    known.retain(|fact, _| *situation.state(*fact) != State::DoesNotApply);
    known
}

/// A part of what is known.
fn part(known: &Known, keep: &[bool]) -> Known {
    known.iter().zip(keep.iter().cycle()).filter(|(_, keep)| **keep).map(|((f, a), _)| (*f, a.clone())).collect()
}

fn is_decided(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Eligible | Verdict::NotEligible)
}

fn lies_in(inner: Span, outer: Span) -> bool {
    outer.low.is_none_or(|low| inner.low.is_some_and(|is| low <= is))
        && outer.high.is_none_or(|high| inner.high.is_some_and(|is| is <= high))
}

fn keep() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 7..16)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_parts_does_not_matter(
        parts in prop::collection::vec(a_condition(), 0..5), at in any::<Index>(), seed in any::<u64>(), keep in keep(),
    ) {
        let situation = Situation::new(&content().facts, part(&everything(content(), seed, true), &keep));
        let mut other = parts.clone();
        if !other.is_empty() {
            let at = at.index(other.len());
            other.rotate_left(at);
            other.reverse();
        }
        for join in [Condition::All, Condition::Any] {
            prop_assert_eq!(truth(&join(parts.clone()), &situation), truth(&join(other.clone()), &situation));
        }
    }

    /// De Morgan, and twice *not* is nothing.
    #[test]
    fn not_turns_and_into_or(parts in prop::collection::vec(a_condition(), 0..4), seed in any::<u64>(), keep in keep()) {
        let situation = Situation::new(&content().facts, part(&everything(content(), seed, true), &keep));
        let not = |condition: Condition| Condition::Not(Box::new(condition));
        let nots: Vec<_> = parts.iter().cloned().map(not).collect();
        prop_assert_eq!(truth(&not(Condition::All(parts.clone())), &situation), truth(&Condition::Any(nots), &situation));
        let all = Condition::All(parts);
        prop_assert_eq!(truth(&not(not(all.clone())), &situation), truth(&all, &situation));
    }

    #[test]
    fn what_is_decided_stays_decided(condition in a_condition(), seed in any::<u64>(), unsure in any::<bool>(), keep in keep()) {
        let known = everything(content(), seed, unsure);
        let more = Situation::new(&content().facts, known.clone());
        let less = Situation::new(&content().facts, part(&known, &keep));
        let (before, after) = (truth(&condition, &less), truth(&condition, &more));
        prop_assert!(!is_decided(before) || before == after, "{:?} became {:?}", before, after);
    }

    /// With everything known nothing is left unknown.
    #[test]
    fn knowing_everything_decides(condition in a_condition(), seed in any::<u64>()) {
        let mut known = everything(content(), seed, false);
        // Where the draw was わからない, the answer of the next one.
        for fact in content().facts.iter().filter(|fact| fact.question.is_some()) {
            known.entry(fact.id).or_insert_with(|| world::some_answer(fact, 0));
        }
        let situation = Situation::new(&content().facts, known);
        prop_assert_ne!(truth(&condition, &situation), Verdict::Unknown);
        prop_assert!(judge(&condition, &situation).missing.is_empty());
    }

    #[test]
    fn a_judgement_agrees_with_the_verdict(condition in a_condition(), seed in any::<u64>(), keep in keep()) {
        let situation = Situation::new(&content().facts, part(&everything(content(), seed, true), &keep));
        let judgement = judge(&condition, &situation);
        prop_assert_eq!(judgement.verdict, truth(&condition, &situation));
        // Something is missing exactly while it is unknown; what failed needs nothing more.
        prop_assert_eq!(judgement.missing.is_empty(), judgement.verdict != Verdict::Unknown);
        match judgement.verdict {
            Verdict::Likely => prop_assert!(!judgement.checks.is_empty()),
            Verdict::Eligible => prop_assert!(judgement.reasons.iter().all(|reason| reason.ok) && judgement.checks.is_empty()),
            Verdict::NotEligible => prop_assert!(judgement.reasons.iter().all(|reason| !reason.ok)),
            Verdict::Unknown => {}
        }
        // Every reason is about something known, or about what does not apply.
        for reason in &judgement.reasons {
            let state = situation.state(reason.test.fact);
            prop_assert!(matches!(state, State::Is(_) | State::DoesNotApply), "{:?}", state);
        }
    }

    #[test]
    fn a_range_only_shrinks(amount in an_amount(), seed in any::<u64>(), unsure in any::<bool>(), keep in keep()) {
        let known = everything(content(), seed, unsure);
        let before = evaluate(&amount, &Situation::new(&content().facts, part(&known, &keep)));
        let after = evaluate(&amount, &Situation::new(&content().facts, known));
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert!(lies_in(after, before), "{:?} is not in {:?}", after, before);
        }
    }

    #[test]
    fn an_amount_of_what_is_known_is_one_number(amount in an_amount(), seed in any::<u64>()) {
        let mut known = everything(content(), seed, false);
        for fact in content().facts.iter().filter(|fact| fact.question.is_some()) {
            known.entry(fact.id).or_insert_with(|| world::some_answer(fact, 1));
        }
        if let Some(span) = evaluate(&amount, &Situation::new(&content().facts, known)) {
            prop_assert!(span.exact().is_some(), "{:?}", span);
        }
    }

    #[test]
    fn a_window_closes_once(days in 0..900_i64) {
        let program = &world::real().programs;
        let day = world::date("2022-10-01") + chrono::Duration::days(days);
        for program in program {
            let (today, later) = (window_state(&program.windows, day), window_state(&program.windows, day + chrono::Duration::days(1)));
            let closed = sodan::rules::WindowState::Closed;
            prop_assert!(today != closed || later == closed, "{} opened again on {day}", program.offer.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same laws for every real program and benefit.
    #[test]
    fn real_programs_keep_the_laws(seed in any::<u64>(), unsure in any::<bool>(), keep in keep()) {
        let content = world::real();
        let known = everything(content, seed, unsure);
        let less = Situation::new(&content.facts, part(&known, &keep));
        let more = Situation::new(&content.facts, known);
        let now = world::moment("2023-06-15 12:00");
        for program in &content.programs {
            let (before, after) = (assess(content, program.id, &less, now), assess(content, program.id, &more, now));
            let name = &program.offer.name;
            prop_assert!(!is_decided(before.verdict) || before.verdict == after.verdict, "{name}: {:?} became {:?}", before.verdict, after.verdict);
            prop_assert_eq!(before.missing.is_empty(), before.verdict != Verdict::Unknown, "{}: {:?}", name, before.missing);
            prop_assert!(before.verdict != Verdict::Likely || !before.checks.is_empty(), "{name} is likely without a check");
            let mut offers = Vec::new();
            program.offer.each(&mut |offer| offers.push(offer));
            for amount in offers.iter().flat_map(|offer| offer.terms.each()) {
                if let (Some(before), Some(after)) = (evaluate(amount, &less), evaluate(amount, &more)) {
                    prop_assert!(lies_in(after, before), "{name}: {after:?} is not in {before:?}");
                }
            }
        }
    }

    /// Of everything known there is nothing to ask.
    #[test]
    fn nothing_is_asked_of_who_has_answered_everything(seed in any::<u64>()) {
        let content = world::real();
        let all: Vec<_> = content.programs.iter().map(|program| program.id).collect();
        let mut known = everything(content, seed, true);
        // What would follow from other answers can be answered itself, too.
        for fact in content.facts.iter().filter(|fact| fact.question.is_some() && fact.is_derived()) {
            known.insert(fact.id, world::some_answer(fact, seed));
        }
        prop_assert_eq!(next_question(content, &all, None, &Situation::new(&content.facts, known)), None);
    }
}
