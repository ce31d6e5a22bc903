//! Searching 2,000, 10,000 and 100,000 entries, made by recombining the sentences of the real content, with the real
//! questions of `tests/questions/known.tsv`. The named baseline, in the same run: looking for every two characters of
//! the question in every text. `cargo bench --bench search`

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use sodan::{
    content::{FaqId, load},
    search::{
        Search,
        analyze::Parts,
        entry::{self, Entry, Field, Key},
    },
};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = load(folder).expect("valid content");
    let questions = fs::read_to_string(folder.join("tests/questions/known.tsv")).expect("the questions");
    let questions: Vec<&str> = questions.lines().filter_map(|line| line.split_once('\t')).map(|(_, q)| q).collect();
    let real = entry::of_content(&content);
    println!("{} questions, one thread", questions.len());
    run("the content", real.clone(), &content.library.synonyms, &questions, true);
    let sentences: Vec<&str> = real
        .iter()
        .flat_map(|entry| &entry.texts)
        .flat_map(|(_, text)| text.split_inclusive('。'))
        .filter(|sentence| sentence.chars().nth(5).is_some())
        .collect();
    for size in [2_000, 10_000, 100_000] {
        let made = (0..size).map(|no| recombined(no, &sentences)).collect();
        run(&format!("{size} made"), made, &content.library.synonyms, &questions, size <= 10_000);
    }
}

/// An entry of sentences that were never together: a question of one, an answer of four.
fn recombined(no: u32, sentences: &[&str]) -> Entry {
    // A linear congruential generator: the same entries in every run.
    let mut state = u64::from(no).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sentences[(state >> 33) as usize % sentences.len()]
    };
    let question = next().to_owned();
    let answer: String = (0..4).map(|_| next()).collect();
    Entry {
        key: Key::Faq(FaqId(no)),
        id: format!("q{no}"),
        title: question.clone(),
        superseded: false,
        family: no,
        names: Vec::new(),
        texts: vec![(Field::Lead, question), (Field::Body, answer)],
    }
}

fn run(name: &str, entries: Vec<Entry>, synonyms: &sodan::content::Synonyms, questions: &[&str], with_baseline: bool) {
    let texts: Vec<String> =
        entries.iter().map(|entry| entry.texts.iter().map(|(_, text)| text.as_str()).collect()).collect();
    let count = entries.len();
    let before = resident_kib();
    let from = Instant::now();
    let search = Search::of(entries, synonyms, Parts::default());
    let built = from.elapsed();
    let grown = resident_kib().saturating_sub(before);
    let mut times: Vec<Duration> = questions
        .iter()
        .flat_map(|question| {
            (0..3).map(|_| {
                let from = Instant::now();
                black_box(search.search(&search.query(question, &[]), 10));
                from.elapsed()
            })
        })
        .collect();
    times.sort();
    let (median, p95) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    println!("{name}: {count} entries, built in {built:.2?}, {} MiB", grown / 1024);
    print!("  a question: median {median:.2?}, p95 {p95:.2?}, most {:.2?}", times[times.len() - 1]);
    if with_baseline {
        let from = Instant::now();
        const SCANNED: usize = 20;
        questions.iter().take(SCANNED).for_each(|question| {
            black_box(scan(&texts, question));
        });
        let scanned = from.elapsed() / SCANNED as u32;
        print!("; scanning every text (baseline) {scanned:.2?}, {:.0} x", scanned.as_secs_f64() / median.as_secs_f64());
    }
    println!();
}

/// The text that holds most pairs of neighbours of the question.
fn scan(texts: &[String], question: &str) -> Option<usize> {
    let chars: Vec<char> = question.chars().collect();
    let pairs: Vec<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
    let held = |text: &String| pairs.iter().filter(|pair| text.contains(pair.as_str())).count();
    texts.iter().enumerate().max_by_key(|(_, text)| held(text)).map(|(place, _)| place)
}

/// What of this process is in memory; nothing where the system doesn't tell.
fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse().ok()).unwrap_or_default()
}
