//! `sodan import faq`: what comes in is what is read back, and what is refused leaves nothing behind.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use proptest::prelude::*;
use serde_json::{Value, json};
use sodan::{
    command::{Outcome, import::faq_into},
    content::{Faq, FaqSource, load_library},
};

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Not there before something is imported.
    fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    fn faq_folder(&self) -> PathBuf {
        self.content().join("knowledge/faq")
    }

    fn input(&self, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.folder.path().join("My FAQ.jsonl");
        fs::write(&file, text).unwrap();
        file
    }

    fn import(&self, text: impl AsRef<[u8]>, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodan"));
        command.env("SODAN_CONTENT", self.content()).args(["import", "faq"]).arg(self.input(text));
        command.args(more).output().unwrap()
    }

    fn files(&self) -> Vec<String> {
        names(&self.faq_folder())
    }

    fn faq(&self) -> Vec<Faq> {
        load_library(&self.content()).unwrap().faq
    }
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn line(id: &str, question: &str, answer: &str) -> String {
    json!({ "id": id, "question": question, "answer": answer }).to_string() + "\n"
}

fn said(output: &Output, code: i32) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    if code == 2 { err.into_owned() } else { out.into_owned() }
}

#[test]
fn every_key_arrives_as_an_author_would_write_it() {
    let world = World::new();
    let full = json!({
        "id": 17, "question": "電気代を下げるには?", "answer": "まず診断です。\n\n- 無料のものもあります\n- 電話する",
        "examples": ["電気代 高い", "電気 \"とにかく\" 高い", 2023], "keywords": "節電", "contacts": ["yorozu"],
        "as_of": "2023-06-15", "source": "商工会の質問集: 3 #5", "category": "energy",
    });
    let output = world.import(format!("\u{feff}\n{full}\r\n\n{}", line("b", "次は?", "これです。")), &[]);
    let out = said(&output, 0);
    assert!(out.contains("my_faq_001.yaml に2件書きました"), "{out}");
    assert!(out.contains("全部で2件を書き、読みこんで確かめました"), "{out}");
    assert!(out.contains("「category」（1件）は読まれないキー"), "{out}");
    assert_eq!(
        fs::read_to_string(world.faq_folder().join("my_faq_001.yaml")).unwrap(),
        "- id: \"17\"\n  question: \"電気代を下げるには?\"\n  answer: |-\n    まず診断です。\n\n    - 無料のものもあります\n    \
         - 電話する\n  examples:\n    - \"電気代 高い\"\n    - \"電気 \\\"とにかく\\\" 高い\"\n    - \"2023\"\n  keywords:\n    \
         - \"節電\"\n  contacts:\n    - \"yorozu\"\n  as_of: \"2023-06-15\"\n  source: \"商工会の質問集: 3 #5\"\n- id: \"b\"\n  \
         question: \"次は?\"\n  answer: \"これです。\"\n"
    );
    let faq = world.faq();
    assert_eq!((faq[0].name.as_str(), faq[1].name.as_str()), ("17", "b"));
    assert_eq!(faq[0].examples, ["電気代 高い", "電気 \"とにかく\" 高い", "2023"]);
    assert_eq!(faq[0].keywords, ["節電"]);
    assert_eq!(faq[0].as_of.map(|at| (at.year, at.month)), Some((2023, 6)));
    assert_eq!(faq[0].source, Some(FaqSource::Words("商工会の質問集: 3 #5".to_owned())));
    assert_eq!(names(&world.content()), ["knowledge"], "nothing is left aside");
}

#[test]
fn every_faulty_line_is_reported_and_nothing_is_written() {
    let world = World::new();
    let long = "あ".repeat(2_001);
    let lines = [
        line("good", "問い", "答え"),
        "{\"id\": \"a\", \"question\"\n".to_owned(),
        "[1]\n".to_owned(),
        "{\"question\": \"問い\", \"answer\": null}\n".to_owned(),
        line(" \u{0} ", " \n ", "答え"),
        line("good", "二度目", "答え"),
        line("long", &long, &"い".repeat(50_001)),
        line(&"i".repeat(201), "問い", "答え"),
        line("two\nlines", "問い", "答え"),
        "{\"id\": 1.5, \"question\": 3, \"answer\": [\"答え\"]}\n".to_owned(),
        "{\"id\": 123456789012345678901, \"question\": \"問い\", \"answer\": \"答え\"}\n".to_owned(),
        "{\"id\": \"m\", \"question\": \"問い\", \"answer\": \"答え\", \"as_of\": \"令和5年\", \"keywords\": [[]]}\n"
            .to_owned(),
    ];
    let mut bytes = lines.concat().into_bytes();
    bytes.extend(b"{\"id\": \"\xFF\"}\n");
    let out = said(&world.import(bytes, &[]), 1);
    let file = world.folder.path().join("My FAQ.jsonl").display().to_string();
    let found: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix(&file)).collect();
    let expected = [
        ":2: JSON として読めません",
        ":3: JSON のオブジェクト",
        ":4: 「answer」が空です",
        ":4: 「id」がありません",
        ":5: 「id」が空です",
        ":5: 「question」が空です",
        ":6: id「good」は1行目でもう使われています",
        ":7: 「answer」が50001字あります（50000字まで）",
        ":7: 「question」が2001字あります（2000字まで）",
        ":8: 「id」が201字あります（200字まで）",
        ":9: id が一行ではありません",
        ":10: id の数が整数でない",
        ":10: 「answer」が文字列ではありません",
        ":10: 「question」が文字列ではありません",
        ":11: id の数が整数でない",
        ":12: as_of「令和5年」が",
        ":12: 「keywords」が文字列でも",
        ":13: UTF-8 で",
    ];
    assert_eq!(found.len(), expected.len(), "{out}");
    assert!(found.iter().zip(expected).all(|(said, start)| said.starts_with(start)), "{out}");
    assert!(out.ends_with("18個の誤りがあります。何も書いていません\n"), "{out}");
    assert!(!world.content().exists());
    let out = said(&world.import("\n \n", &[]), 1);
    assert!(out.contains("一つもありません"), "{out}");
    assert!(!world.content().exists());
}

#[test]
fn what_is_there_is_replaced_only_when_told_to() {
    let world = World::new();
    let many: String = (0..501).map(|n| line(&n.to_string(), "問い", "前の答え")).collect();
    said(&world.import(many, &[]), 0);
    fs::write(world.faq_folder().join("my_faq_own.yaml"), "- { id: own, question: 問い, answer: 手書き }\n").unwrap();
    let mine = ["my_faq_001.yaml", "my_faq_002.yaml", "my_faq_own.yaml"];
    assert_eq!(world.files(), mine);

    let err = said(&world.import(line("x", "問い", "新しい答え"), &[]), 2);
    assert!(err.contains("my_faq_001.yaml がもうあります") && err.contains("--replace"), "{err}");
    assert_eq!(world.files(), mine);
    assert_eq!(world.faq().len(), 502);
    said(&world.import("broken", &["--replace"]), 1);
    assert_eq!(world.faq().len(), 502);

    // The second file has no successor; what an author wrote beside it stays.
    said(&world.import(line("x", "問い", "新しい答え"), &["--replace"]), 0);
    assert_eq!(world.files(), ["my_faq_001.yaml", "my_faq_own.yaml"]);
    let answers: Vec<String> = world.faq().into_iter().map(|faq| faq.answer).collect();
    assert_eq!(answers, ["新しい答え", "手書き"]);
}

#[test]
fn an_id_that_other_content_has_is_found_by_the_check() {
    let world = World::new();
    fs::create_dir_all(world.faq_folder()).unwrap();
    fs::write(world.faq_folder().join("a.yaml"), "- { id: taken, question: 問い, answer: 手書き }\n").unwrap();
    let out = said(&world.import(line("taken", "問い", "答え"), &[]), 1);
    assert!(out.contains("id「taken」はもう使われています") && out.contains("1件を書きましたが"), "{out}");
}

#[test]
fn a_file_that_is_not_there_is_misuse() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodan"));
    let output = command.args(["import", "faq", "not there.jsonl"]).output().unwrap();
    assert!(said(&output, 2).contains("not there.jsonl を読めません"));
}

#[test]
fn two_thousand_entries_stand_in_files_that_an_editor_opens() {
    let world = World::new();
    let lines: String = (0..2_000)
        .map(|n| line(&format!("q{n}"), &format!("質問{n}"), &format!("答え{n}\n{}", "説明。".repeat(300))))
        .collect();
    let out = said(&world.import(lines, &[]), 0);
    assert!(out.contains("全部で2000件を書き"), "{out}");
    for name in world.files() {
        let text = fs::read_to_string(world.faq_folder().join(&name)).unwrap();
        assert!(text.len() <= 1024 * 1024 && text.matches("- id:").count() <= 500, "{name}");
    }
    assert!(world.files().len() > 4, "here the bytes are the bound");
    let faq = world.faq();
    assert!(faq.iter().map(|faq| faq.name.clone()).eq((0..2_000).map(|n| format!("q{n}"))));
    assert!(faq.iter().enumerate().all(|(n, faq)| faq.answer.starts_with(&format!("答え{n}\n説明"))));
}

/// What is left of a text: as the manual of the command says.
fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

fn imported(world: &World, entries: &[Value]) -> (Outcome, String) {
    let text: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
    let mut out = Vec::new();
    let outcome = faq_into(&world.input(text), &world.content(), true, &mut out).unwrap();
    (outcome, String::from_utf8(out).unwrap())
}

/// Imports each text as an answer and as a question, and reads it back.
fn survive(texts: &[String]) -> Result<(), TestCaseError> {
    let world = World::new();
    let texts: Vec<&String> = texts.iter().filter(|text| !cleaned(text).is_empty()).collect();
    if texts.is_empty() {
        return Ok(());
    }
    let question = |text: &str| text.chars().take(2_000).collect::<String>();
    let entry = |(n, text): (usize, &&String)| json!({ "id": n, "question": format!("?{}", question(text)), "answer": text, "keywords": [question(text).chars().take(200).collect::<String>()] });
    let entries: Vec<Value> = texts.iter().enumerate().map(entry).collect();
    let entries: Vec<Value> = entries
        .into_iter()
        .filter(|it| it["question"].as_str().unwrap().chars().count() <= 2_000)
        .chain([json!({"id": "last", "question": "q", "answer": "a"})])
        .collect();
    let (outcome, out) = imported(&world, &entries);
    prop_assert_eq!(outcome, Outcome::Done, "{}", out);
    let faq = world.faq();
    prop_assert_eq!(faq.len(), entries.len());
    for (read, entry) in faq.iter().zip(&entries) {
        let meant = |key: &str| cleaned(entry[key].as_str().unwrap());
        prop_assert_eq!(&read.question, &meant("question"));
        prop_assert_eq!(&read.answer, &meant("answer"));
        if let Some(keyword) = entry["keywords"][0].as_str() {
            let expected: Vec<String> = Some(cleaned(keyword)).filter(|it| !it.is_empty()).into_iter().collect();
            prop_assert_eq!(&read.keywords, &expected);
        }
    }
    Ok(())
}

/// What YAML is known to stumble over.
const NASTY: &[&str] = &[
    "  leading",
    "trailing  ",
    ": ",
    "a: b",
    " # no comment",
    "#",
    "\"",
    "'",
    "\"quoted\"",
    "'single'",
    "\t",
    "\ttab",
    "a\tb",
    "😀",
    "👨\u{200d}👩",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\u{feff}",
    "\0",
    "\u{1b}[31m",
    "---",
    "--- a",
    "...",
    "- ",
    "- item",
    "? key",
    "12345",
    "007",
    "1e3",
    "0x1f",
    "true",
    "null",
    "~",
    "yes",
    "\\",
    "\\\\",
    "ends in \\",
    "\\n",
    "\\u0041",
    "   ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\n   \n",
    "\n  indented\n",
    "\n\tindented",
    "|",
    ">",
    "|-",
    "%YAML",
    "@at",
    "`tick`",
    "&anchor",
    "*alias",
    "!tag",
    "{a: 1}",
    "[1, 2]",
    "a, b",
    "質問：",
    "答え。",
    "\u{3000}",
    "\u{a0}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "\u{200b}",
    "\u{202e}",
    "か\u{3099}",
    "<b>&amp;</b>",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        1 => "[a-z ]{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..9).prop_map(|pieces| pieces.concat())
}

#[test]
fn texts_that_yaml_stumbles_over_survive() {
    let mut texts: Vec<String> = NASTY.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(NASTY.iter().map(|text| format!("first\n{text}\nlast")));
    texts.extend(NASTY.iter().map(|text| format!("{text}\nlast")));
    texts.extend(NASTY.iter().map(|text| format!("first\n{text}")));
    survive(&texts).unwrap();
    // As long as it may be, and longer than one file of 1 MiB together.
    let world = World::new();
    let long = "あ😀\\\" ".repeat(4_000);
    let entries: Vec<Value> =
        (0..40).map(|n| json!({"id": format!("{n}"), "question": "長い", "answer": long.trim()})).collect();
    let (outcome, out) = imported(&world, &entries);
    assert_eq!(outcome, Outcome::Done, "{out}");
    assert!(world.files().len() > 1);
    assert!(world.faq().iter().all(|faq| faq.answer == long.trim()));
}

#[test]
fn ids_may_look_like_anything_on_one_line() {
    let world = World::new();
    let ids: Vec<String> =
        NASTY.iter().map(|id| cleaned(id)).filter(|id| !id.is_empty() && !id.contains('\n')).collect();
    let mut ids: Vec<String> = ids.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    ids.sort();
    let entries: Vec<Value> = ids.iter().map(|id| json!({"id": id, "question": "q", "answer": "a"})).collect();
    let (outcome, out) = imported(&world, &entries);
    assert_eq!(outcome, Outcome::Done, "{out}");
    assert!(world.faq().iter().map(|faq| &faq.name).eq(&ids));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_back_as_it_was(texts in prop::collection::vec(nasty(), 1..12)) {
        survive(&texts)?;
    }
}
