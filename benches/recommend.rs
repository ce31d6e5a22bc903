//! A recommendation over the whole knowledge base, and the next question, against only telling each program's verdict
//! (the named baseline). `cargo bench --bench recommend`

use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use chrono::Utc;
use sodan::{
    content::{ProgramId, load, parse_value},
    rules::{Answer, Assessment, Known, Moment, Situation, assess, next_question, rank, truth},
};

const ROUNDS: u32 = 300;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let from = Instant::now();
    let content = load(folder).expect("valid content");
    let loading = from.elapsed();
    let companies = ["form=company employees=14 industry=manufacturing", "form=medical energy_kl=1499", "form=company"];
    let situations: Vec<Situation> = companies
        .iter()
        .map(|company| {
            let known: Known = company
                .split(' ')
                .map(|pair| {
                    let (name, value) = pair.split_once('=').expect("a pair");
                    let fact = content.facts.get(content.facts.find(name).expect("a fact"));
                    (fact.id, Answer::Is(parse_value(value, fact).expect("a value")))
                })
                .collect();
            Situation::new(&content.facts, known)
        })
        .collect();
    let all: Vec<ProgramId> = content.programs.iter().map(|program| program.id).collect();
    let now = Moment::from(Utc::now());

    let verdicts =
        time(&situations, |situation| all.iter().map(|id| truth(&content.program(*id).offer.who, situation)).max());
    let recommend = time(&situations, |situation| {
        let mut found: Vec<Assessment> = all.iter().map(|id| assess(&content, *id, situation, now)).collect();
        rank(&mut found);
        found.len()
    });
    let question = time(&situations, |situation| next_question(&content, &all, None, situation));

    println!("{} programs, {} benefits", content.programs.len(), content.benefit_count());
    println!("  loading and checking everything       {loading:>10.1?}");
    println!("  verdicts alone (baseline)             {verdicts:>10.1?}");
    println!("  recommendation with reasons, amounts  {recommend:>10.1?}   {:.1} x", ratio(recommend, verdicts));
    println!("  the next question among all programs  {question:>10.1?}   {:.1} x", ratio(question, verdicts));
}

/// The time of one call, over several rounds of all situations.
fn time<'c, T>(situations: &[Situation<'c>], call: impl Fn(&Situation<'c>) -> T) -> Duration {
    let run = || situations.iter().for_each(|situation| drop(black_box(call(situation))));
    run();
    let from = Instant::now();
    (0..ROUNDS).for_each(|_| run());
    from.elapsed() / (ROUNDS * situations.len() as u32)
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
