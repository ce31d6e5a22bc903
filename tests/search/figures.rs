//! The figures of `sodan evaluate`, held above floors: on the half of the questions that was looked at while the search
//! was made, and on the half that never was.

use std::process::Command;

/// The share of a line of figures, in percent.
fn figure(output: &str, name: &str) -> f64 {
    let line = output.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("no {name}"));
    let percent = line.split_whitespace().find_map(|word| word.strip_suffix('%')).expect("a share");
    percent.parse().expect("a number")
}

fn evaluate(file: &str, more: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sodan"))
        .args(["evaluate", file])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("SODAN_CONTENT")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn owners_questions_are_understood_on_both_halves() {
    for file in ["tests/questions/known.tsv", "tests/questions/unseen.tsv", "tests/questions/third.tsv"] {
        let output = evaluate(file, &[]);
        println!("{file}\n{output}");
        assert!(figure(&output, "wrong while confident") <= 1.5, "{file}\n{output}");
        assert!(figure(&output, "of confident answers") <= 4.0, "{file}\n{output}");
        assert!(figure(&output, "answered confidently") >= 35.0, "{file}\n{output}");
        assert!(figure(&output, "right first") >= 77.0, "{file}\n{output}");
        assert!(figure(&output, "right in three") >= 89.0, "{file}\n{output}");
        assert!(figure(&output, "handed over, rightly") >= 75.0, "{file}\n{output}");
        assert!(figure(&output, "out of scope, rightly") >= 85.0, "{file}\n{output}");
        assert!(figure(&output, "distress seen wrongly") <= 2.0, "{file}\n{output}");
    }
}

#[test]
fn distress_is_seen_and_business_talk_is_not_taken_for_it() {
    let output = evaluate("tests/questions/care.tsv", &[]);
    assert!(figure(&output, "distress seen  ") >= 92.0, "{output}");
    assert!(figure(&output, "distress seen wrongly") <= 8.0, "{output}");
}

#[test]
fn every_part_of_the_search_adds_something() {
    let sum = |more: &[&str]| {
        ["tests/questions/known.tsv", "tests/questions/unseen.tsv"]
            .map(|file| figure(&evaluate(file, more), "right first"))
            .iter()
            .sum::<f64>()
    };
    let whole = sum(&[]);
    for part in ["examples", "kana"] {
        let without = sum(&["--without", part]);
        assert!(without < whole, "without {part}: {without} instead of {whole}");
    }
}
