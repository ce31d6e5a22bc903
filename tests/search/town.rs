//! A folder of nothing but questions and answers: those of an invented town, asked in words that they don't use.
//!
//! `queries.tsv` has lines of `query<TAB>id:grade,…`, 2 for an answer and 1 for a part of one. The search was not made
//! with them: they show what it does with knowledge that has no examples.

use std::{collections::HashMap, fs, path::Path, process::Command};

use serde_json::Value;

const TOP: &str = "10";

fn sodan(content: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sodan")).args(args).env("SODAN_CONTENT", content).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The mean of the normalised discounted cumulative gain of the first ten, with a gain of 2^grade - 1.
fn ndcg(folder: &Path) -> f64 {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions/town");
    let queries = fs::read_to_string(home.join("queries.tsv")).unwrap();
    let queries: Vec<(&str, HashMap<&str, i32>)> = queries
        .lines()
        .map(|line| {
            let (query, grades) = line.split_once('\t').unwrap();
            let grades = grades.split(',').map(|one| one.split_once(':').unwrap());
            (query, grades.map(|(id, grade)| (id, grade.parse().unwrap())).collect())
        })
        .collect();
    let file = folder.join("queries.txt");
    fs::write(&file, queries.iter().map(|(query, _)| format!("{query}\n")).collect::<String>()).unwrap();
    let answers = sodan(folder, &["ask", "--batch", file.to_str().unwrap(), "--json", "--top", TOP]);
    let gain = |place: usize, grade: i32| (f64::from(grade).exp2() - 1.0) / (place as f64 + 2.0).log2();
    let sum: f64 = queries
        .iter()
        .zip(answers.lines())
        .map(|((_, grades), answer)| {
            let answer: Value = serde_json::from_str(answer).unwrap();
            let found = answer["results"].as_array().unwrap().iter().map(|result| result["id"].as_str().unwrap());
            let reached: f64 =
                found.enumerate().map(|(place, id)| gain(place, grades.get(id).copied().unwrap_or(0))).sum();
            let mut best: Vec<i32> = grades.values().copied().collect();
            best.sort_by_key(|grade| -grade);
            reached / best.iter().enumerate().map(|(place, grade)| gain(place, *grade)).sum::<f64>()
        })
        .sum();
    sum / queries.len() as f64
}

#[test]
fn a_towns_answers_are_found_and_words_of_one_meaning_help() {
    let folder = tempfile::tempdir().unwrap();
    let faq = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions/town/faq.jsonl");
    sodan(folder.path(), &["import", "faq", faq.to_str().unwrap()]);
    let whole = ndcg(folder.path());
    fs::write(folder.path().join("knowledge/synonyms.yaml"), "groups: []\nreadings: {}\n").unwrap();
    let without = ndcg(folder.path());
    println!("nDCG@10 {whole:.3}, without words of one meaning {without:.3}");
    assert!(whole >= 0.55 && without < whole, "{whole} {without}");
}
