//! Questions that were not understood: grouped, and made into patches that apply.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use proptest::prelude::*;
use sodan::{
    consult::unanswered::Asked,
    helpdesk::learning::{Likeness, PatchError, example, new_question},
    search::entry,
};

use crate::world;

fn asked(text: &str, count: u64) -> Asked {
    Asked { text: text.to_owned(), count, outcomes: BTreeMap::new(), offered: BTreeMap::new(), chosen: BTreeMap::new() }
}

fn grouped(likeness: &Likeness, texts: &[(&str, u64)]) -> Vec<(u64, Vec<String>)> {
    let groups = likeness.groups(texts.iter().map(|(text, count)| asked(text, *count)).collect());
    groups.into_iter().map(|group| (group.count, group.asked.into_iter().map(|one| one.text).collect())).collect()
}

#[test]
fn alike_questions_come_together_and_the_most_frequent_first() {
    let likeness = Likeness::new(world::real());
    let groups = grouped(
        &likeness,
        &[
            ("ペットの保険はありますか", 5),
            ("駐車場の舗装に使える補助金", 4),
            ("ペット保険", 4),
            ("駐車場を舗装したい", 3),
            ("看板を直したい", 1),
            ("", 1),
            ("補助金", 1),
        ],
    );
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(groups[0], (9, texts(&["ペットの保険はありますか", "ペット保険"])));
    assert_eq!(groups[1], (7, texts(&["駐車場の舗装に使える補助金", "駐車場を舗装したい"])));
    assert_eq!(groups.len(), 5, "{groups:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn grouping_loses_nothing_and_is_the_same_every_time(
        texts in prop::collection::vec("[電気代省エネ診断補助金ペット保険a-c ]{0,8}", 0..30)
    ) {
        static LIKENESS: std::sync::LazyLock<Likeness> = std::sync::LazyLock::new(|| Likeness::new(world::real()));
        let texts: Vec<(&str, u64)> = texts.iter().map(|text| (text.as_str(), text.len() as u64)).collect();
        let groups = grouped(&LIKENESS, &texts);
        prop_assert_eq!(&groups, &grouped(&LIKENESS, &texts));
        let mut before: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let mut after: Vec<&str> = groups.iter().flat_map(|(_, texts)| texts).map(String::as_str).collect();
        before.sort_unstable();
        after.sort_unstable();
        prop_assert_eq!(before, after);
        prop_assert!(groups.is_sorted_by(|a, b| a.0 >= b.0));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for one in fs::read_dir(from).unwrap() {
        let path = one.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
    }
}

fn content_copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["dialogs", "knowledge"] {
        copy(&world::folder().join(part), &folder.path().join(part));
    }
    folder
}

/// Lets git apply a patch, as an author would.
fn apply(folder: &Path, diff: &str) {
    fs::write(folder.join("a.patch"), diff).unwrap();
    let output = Command::new("git").args(["apply", "a.patch"]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}\n{diff}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_example_can_be_added_to_every_entry_of_the_real_content() {
    let folder = content_copy();
    let content = world::real();
    let texts = ["#これ: \"試し\" [1]".to_owned(), "ふつうの言い方".to_owned()];
    let entries = entry::of_content(content);
    for (no, one) in entries.iter().enumerate() {
        let patch = example(folder.path(), content, one, &texts).unwrap_or_else(|no| panic!("{}: {no}", one.id));
        // Each patch is of the file as the one before left it; that git takes it is tried on some.
        if no.is_multiple_of(23) {
            apply(folder.path(), &patch.diff);
            assert_eq!(fs::read_to_string(folder.path().join(&patch.path)).unwrap(), patch.after);
        } else {
            fs::write(folder.path().join(&patch.path), &patch.after).unwrap();
        }
    }
    let changed = world::read(folder.path()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    for one in entry::of_content(&changed) {
        for text in &texts {
            assert!(one.texts.iter().any(|(_, line)| line == text), "{} {text}", one.id);
        }
    }
}

#[test]
fn new_questions_wait_for_their_answers_and_their_patches_can_all_be_applied() {
    let folder = content_copy();
    let both = [["ペット保険は?".to_owned(), "ペット保険".to_owned()], ["駐車場".to_owned(), "舗装".to_owned()]];
    // Made of the same content, as whoever collects them for an author does.
    let patches = both.each_ref().map(|texts| new_question(folder.path(), texts).unwrap());
    for patch in patches {
        apply(folder.path(), &patch.diff);
        assert_eq!(fs::read_to_string(folder.path().join(&patch.path)).unwrap(), patch.after);
        let mistakes = world::read(folder.path()).unwrap_err();
        assert!(mistakes.contains(&patch.path), "{mistakes}");
        fs::write(folder.path().join(&patch.path), patch.after.replace("answer: #", "answer: まだです。 #")).unwrap();
    }
    let content = world::read(folder.path()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let new: Vec<_> = content.library.faq.iter().filter(|one| one.name.starts_with("asked_")).collect();
    assert_eq!(new.len(), 2);
    let pets = new.iter().find(|one| one.question == "ペット保険は?").unwrap();
    assert_eq!(pets.examples.len(), 2);
    assert!(matches!(new_question(folder.path(), &both[0]), Err(PatchError::Known(_))), "once is enough");
}

#[test]
fn a_file_without_a_last_line_end_and_other_ways_of_writing_are_patched_too() {
    for (faq, added) in [
        ("- id: a\n  question: Aか\n  answer: はい", "  examples:\n    - ア"),
        ("- id: a\n  question: Aか\n  examples: [いち, 二] # 一つ\n  answer: はい", "[\"ア\", いち, 二] # 一つ"),
        ("- id: a\n  question: Aか\n  examples: []\n  answer: はい\n", "[\"ア\"]"),
        (
            "- id: a\n  examples:\n  - いち\n  - 二\n\n  # 次\n  question: Aか\n  answer: はい\n",
            "  - 二\n  - ア\n\n  # 次",
        ),
        ("id: a\nquestion: Aか\nexamples:\n    - いち\nanswer: はい\n", "    - いち\n    - ア\nanswer"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("knowledge/faq")).unwrap();
        fs::write(folder.path().join("knowledge/faq/a.yaml"), faq).unwrap();
        let content = world::small(&[("knowledge/faq/a.yaml", faq)]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let entry = entry::of_content(&content).into_iter().find(|entry| entry.id == "a").unwrap();
        let patch = example(folder.path(), &content, &entry, &["ア".to_owned()]).unwrap();
        assert!(patch.after.contains(added), "{}", patch.after);
        apply(folder.path(), &patch.diff);
        assert_eq!(fs::read_to_string(folder.path().join("knowledge/faq/a.yaml")).unwrap(), patch.after);
    }
}

#[test]
fn what_cannot_be_an_example_makes_no_patch() {
    let folder = content_copy();
    let one = |text: &str| new_question(folder.path(), &[text.to_owned()]);
    assert!(matches!(new_question(folder.path(), &[]), Err(PatchError::Nothing)));
    assert!(matches!(one("  "), Err(PatchError::Nothing)));
    assert!(matches!(one("一\n二"), Err(PatchError::TooLong)));
    assert!(matches!(one(&"長".repeat(5_000)), Err(PatchError::TooLong)));
}
