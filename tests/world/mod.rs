//! The content that tests stand on: the real one, and small ones written in the test itself.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, PoisonError},
};

use chrono::NaiveDate;
use sodan::{
    content::{Content, Exact, Fact, FactId, FactKind, LoadError, ProgramId, Value, load, parse_value},
    rules::{Answer, Known, Moment, Situation},
    search::Search,
};

/// The folder of the real content.
pub fn folder() -> PathBuf {
    match std::env::var_os("SODAN_CONTENT") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).to_owned(),
    }
}

/// The search over a content that lives as long as the tests; built once for each.
pub fn search(content: &'static Content) -> &'static Search {
    static BUILT: LazyLock<Mutex<HashMap<usize, &'static Search>>> = LazyLock::new(Mutex::default);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    built.entry(std::ptr::from_ref(content) as usize).or_insert_with(|| Box::leak(Box::new(Search::new(content))))
}

/// The real content, loaded once.
/// The real knowledge under the five plain dialogs of `tests/transcripts/dialogs`, which stay as they are while authors
/// change the real ones.
pub fn staged() -> &'static Content {
    static STAGED: LazyLock<Content> = LazyLock::new(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let copy = |from: &Path, to: &Path| {
            fs::create_dir_all(to).expect("a folder in a temporary one");
            for entry in fs::read_dir(from).expect("a folder of the project") {
                let path = entry.expect("an entry of it").path();
                if path.is_file() {
                    fs::copy(&path, to.join(path.file_name().unwrap_or_default()))
                        .expect("a file in a temporary folder");
                }
            }
        };
        for part in ["knowledge", "knowledge/programs"] {
            copy(&here.join(part), &folder.path().join(part));
        }
        copy(&here.join("tests/transcripts/dialogs"), &folder.path().join("dialogs"));
        // Words and estimates are the real ones.
        for name in ["phrases", "energy_estimate", "co2_estimate"] {
            let name = format!("dialogs/{name}.yaml");
            fs::copy(here.join(&name), folder.path().join(&name)).expect("a file of the project");
        }
        read(folder.path()).unwrap_or_else(|all| panic!("{all}"))
    });
    &STAGED
}

pub fn real() -> &'static Content {
    static REAL: LazyLock<Content> = LazyLock::new(|| read(&folder()).unwrap_or_else(|all| panic!("{all}")));
    &REAL
}

/// Content from a folder, or all its mistakes in words.
pub fn read(folder: &Path) -> Result<Content, String> {
    load(folder).map_err(|error| match error {
        LoadError::Mistakes(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    })
}

/// A small content: files by path, over a minimum that loads by itself.
pub fn small(files: &[(&str, &str)]) -> Result<Content, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("files stand in folders")).expect("a folder for the file");
        fs::write(path, text).expect("a file in a temporary folder");
    };
    let phrases = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs/phrases.yaml"));
    write("dialogs/phrases.yaml", &phrases.expect("the real phrases"));
    for (path, text) in MINIMUM.iter().chain(files) {
        write(path, text);
    }
    read(folder.path())
}

/// A program file with these lines and all that every program needs.
pub fn program(lines: &str) -> String {
    let mut text = String::from(
        "name: 試し\ncategory: 試し\nsummary: 試し\ngoals: []\ncontacts: []\nas_of: 2023-06\n\
         source: { document: book, pages: \"1\" }\n",
    );
    for (key, line) in [("who:", "who: {}\n"), ("windows:", "windows: standing\n")] {
        if !lines.lines().any(|written| written.starts_with(key)) {
            text += line;
        }
    }
    text + lines
}

const MINIMUM: &[(&str, &str)] = &[
    ("knowledge/documents.yaml", "documents: [ { document: book, title: 冊子 } ]\n"),
    ("knowledge/contacts.yaml", "contacts: {}\n"),
    (
        "knowledge/holidays.yaml",
        "source: { title: 祝日, url: \"https://example.jp/\", as_of: 2026-11 }\n\
         from: 2023-01-01\nto: 2027-12-31\nholidays: { 2026-11-23: 勤労感謝の日 }\n",
    ),
    ("knowledge/facts.yaml", FACTS),
    ("dialogs/start.yaml", "title: 試し\nabout: 試し\nsteps:\n  - end: 終わり\n"),
];

/// Facts of every type, one that does not apply to everybody, and one that follows from others.
const FACTS: &str = r#"
facts:
  a: { label: A, type: bool, question: Aですか。 }
  b: { label: B, type: bool, question: Bですか。 }
  c: { label: C, type: bool, question: Cですか。 }
  d: { label: D, type: bool, question: Dですか。 }
  kind:
    label: 種類
    type: choice
    question: どれですか。
    choices: [ { id: x, label: エックス }, { id: y, label: ワイ }, { id: z, label: ゼット } ]
  having:
    label: 持ち物
    type: multi
    question: どれをお持ちですか。
    choices: [ { id: car, label: 車 }, { id: bike, label: 自転車 }, { id: nothing, label: ない, none: true } ]
  n: { label: 人数, type: int, unit: 人, question: 何人ですか。, min: 0, max: 1000 }
  m: { label: 費用, type: money, question: いくらですか。, min: 0, max: 999_999_999_999_999 }
  day: { label: 日, type: date, question: いつですか。 }
  word: { label: 言葉, type: text, question: 何ですか。 }
  only_x: { label: エックスだけ, type: int, question: いくつですか。, min: 1, max: 100, applies: { kind: x } }
  big:
    label: 大きい
    type: bool
    derive:
      - { value: true, when: { kind: x, n: ">=10" } }
      - { value: true, when: { n: ">=100" } }
      - { value: false }
"#;

/// `fact=value` as on the command line, between blanks; `fact=?` is わからない.
pub fn known(content: &Content, given: &str) -> Known {
    given
        .split_whitespace()
        .map(|pair| {
            let (name, text) = pair.split_once('=').unwrap_or_else(|| panic!("{pair} is no fact=value"));
            let fact = content.facts.get(fact(content, name));
            let answer = match text {
                "?" => Answer::Unsure,
                _ => Answer::Is(parse_value(text, fact).unwrap_or_else(|| panic!("{pair} cannot be read"))),
            };
            (fact.id, answer)
        })
        .collect()
}

pub fn situation<'c>(content: &'c Content, given: &str) -> Situation<'c> {
    Situation::new(&content.facts, known(content, given))
}

pub fn fact(content: &Content, name: &str) -> FactId {
    content.facts.find(name).unwrap_or_else(|| panic!("there is no fact {name}"))
}

pub fn program_id(content: &Content, name: &str) -> ProgramId {
    let found = content.programs.iter().find(|program| program.offer.name == name);
    found.unwrap_or_else(|| panic!("there is no program {name}")).id
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}

/// `2026-11-23 10:00`, on a clock in Japan.
pub fn moment(text: &str) -> Moment {
    let at = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M");
    Moment::local(at.unwrap_or_else(|_| panic!("{text} is no moment")))
}

/// An answer that an owner could give, told by the seed; sometimes わからない.
pub fn some_answer(fact: &Fact, seed: u64) -> Answer {
    let number = |place: u64| {
        let low = fact.min.unwrap_or(Exact::from_integer(0));
        let steps = [0, 1, 5, 6, 10, 20, 21, 30, 50, 51, 100, 101, 300, 301, 1_000, 1_500, 1_000_000, 300_000_001];
        let value = low + Exact::from_integer(steps[(place % steps.len() as u64) as usize]);
        Value::Number(fact.max.map_or(value, |max| value.min(max)))
    };
    Answer::Is(match &fact.kind {
        _ if seed % 7 == 6 => return Answer::Unsure,
        FactKind::Bool => Value::Bool(seed.is_multiple_of(2)),
        FactKind::Choice(choices) => Value::Choice((seed % choices.len() as u64) as u16),
        FactKind::Multi(choices) => Value::Multi([(seed % choices.len() as u64) as u16].into_iter().collect()),
        FactKind::Int | FactKind::Decimal | FactKind::Money => number(seed),
        FactKind::Date => Value::Date(date("2022-01-01") + chrono::Days::new(seed % 800)),
        FactKind::Text => Value::Text(format!("言葉{seed}")),
    })
}
