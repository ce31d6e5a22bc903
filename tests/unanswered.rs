//! `sodan unanswered` on a store that the library filled.

use std::{
    path::Path,
    process::{Command, Output},
};

use chrono::Utc;
use serde_json::{Value, json};
use sodan::{
    consult::unanswered::{Unanswered, without_personal_data},
    store::{ChatKey, Commit, Committed, SledOptions, SledStore, Store, Version},
};

fn sodan(data: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodan"));
    command.env("SODAN_DATA", data).arg("unanswered").args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn asked(text: &str, outcome: &str, offered: &[&str], chosen: Option<&str>) -> Vec<u8> {
    let offered = offered.iter().map(|id| (*id).to_owned()).collect();
    let text = without_personal_data(text);
    Unanswered { text, outcome: outcome.to_owned(), offered, chosen: chosen.map(str::to_owned) }.to_key()
}

/// Counts these, each in a commit of its own, as one chat after another would.
fn fill(data: &Path, things: Vec<Vec<u8>>) {
    let store = SledStore::open(SledOptions::new(data)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        for (id, thing) in things.into_iter().enumerate() {
            let mut commit = Commit::new(ChatKey::new("telegram", id), Version(0), Utc::now());
            commit.counted = vec![thing];
            assert_eq!(store.commit(commit).await.unwrap(), Committed::Done(Version(1)));
        }
        store.close().await.unwrap();
    });
}

fn some() -> Vec<Vec<u8>> {
    vec![
        asked("ペットの保険は？", "nothing", &[], None),
        asked("電気代のあれ 090-1234-5678", "offered", &["shindan", "otasuketai"], None),
        asked("電気代のあれ 088-823-1111", "offered", &["shindan", "otasuketai"], None),
        asked("電気代の、あれ〇！", "offered", &["shindan"], None),
        asked("電気代のあれ 090-1234-5678", "offered", &["shindan", "otasuketai"], Some("otasuketai")),
        asked("電気代のあれ 〇", "offered", &["shindan", "otasuketai"], Some("otasuketai")),
        asked("？？", "nothing", &[], None),
        b"counted by somebody else".to_vec(),
    ]
}

#[test]
fn the_most_frequent_text_comes_first_with_its_votes() {
    let data = tempfile::tempdir().unwrap();
    fill(data.path(), some());
    assert_eq!(
        said(&sodan(data.path(), &[])),
        "3回 電気代のあれ 〇\n    結果: offered 3回\n    示した候補: shindan 3回、otasuketai 2回\n    \
         選ばれた候補: otasuketai 2回\n1回 ??\n    結果: nothing 1回\n1回 ペットの保険は?\n    結果: nothing 1回\n"
    );
}

#[test]
fn json_holds_the_same_on_one_line_and_looking_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    fill(data.path(), some());
    let first = said(&sodan(data.path(), &["--json"]));
    assert_eq!(first.lines().count(), 1);
    let expected = json!({"schema": 1, "unanswered": [
        {"text": "電気代のあれ 〇", "count": 3, "outcomes": {"offered": 3},
            "offered": {"otasuketai": 2, "shindan": 3}, "chosen": {"otasuketai": 2}},
        {"text": "??", "count": 1, "outcomes": {"nothing": 1}, "offered": {}, "chosen": {}},
        {"text": "ペットの保険は?", "count": 1, "outcomes": {"nothing": 1}, "offered": {}, "chosen": {}},
    ]});
    assert_eq!(serde_json::from_str::<Value>(&first).unwrap(), expected);
    assert_eq!(said(&sodan(data.path(), &["--json"])), first);
}

#[test]
fn a_choice_whose_question_found_no_place_still_counts() {
    let data = tempfile::tempdir().unwrap();
    fill(data.path(), vec![asked("省エネ", "offered", &["shindan"], Some("shindan"))]);
    let report: Value = serde_json::from_str(&said(&sodan(data.path(), &["--json"]))).unwrap();
    assert_eq!(report["unanswered"][0]["count"], 1);
    assert_eq!(report["unanswered"][0]["offered"], json!({"shindan": 1}));
    assert_eq!(report["unanswered"][0]["chosen"], json!({"shindan": 1}));
}

#[test]
fn where_nothing_was_counted_it_says_so_and_makes_no_folder() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("nothing here");
    assert!(said(&sodan(&missing, &[])).contains("まだありません"));
    assert!(!missing.exists());
    fill(data.path(), Vec::new());
    assert!(said(&sodan(data.path(), &[])).contains("まだありません"));
    assert_eq!(said(&sodan(data.path(), &["--json"])), "{\"schema\":1,\"unanswered\":[]}\n");
}

#[test]
fn a_folder_that_another_process_holds_is_misuse() {
    let data = tempfile::tempdir().unwrap();
    let _held = SledStore::open(SledOptions::new(data.path())).unwrap();
    let output = sodan(data.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("in use by another process"));
}
