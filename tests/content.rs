//! Content loading as an author meets it: every mistake of every file, with its place, once.

#[path = "content/brand_cases.rs"]
mod brand_cases;
#[path = "content/cases.rs"]
mod cases;
#[path = "content/folder.rs"]
mod folder;
#[path = "content/free_text_cases.rs"]
mod free_text_cases;
#[path = "content/helpdesk_cases.rs"]
mod helpdesk_cases;

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

use self::folder::{Edit, brief, edited, good, mistakes, read, swap, write};

#[test]
fn the_good_folder_loads() {
    let content = read(good().path()).unwrap();
    assert_eq!(content.programs.len(), 2);
    assert_eq!(content.benefit_count(), 2);
    assert_eq!(content.dialogs.len(), 3);
}

#[test]
fn a_folder_has_its_own_look_or_that_of_the_project() {
    let brand = read(good().path()).unwrap().brand;
    assert_eq!(brand.name, "相談窓口");
    assert_eq!(brand.operator.unwrap().url.as_deref(), Some("https://example.jp"));
    assert_eq!(brand.accent.to_string(), "#1d6a72");
    assert_eq!(brand.logo.as_deref(), Some(include_str!("content/good/knowledge/logo.svg")));
    let removed = [Edit::Remove("knowledge/brand.yaml"), Edit::Remove("knowledge/logo.svg")];
    let brand = read(edited(&removed).path()).unwrap().brand;
    assert_eq!(brand.name, "相談");
    assert_eq!(brand.logo.as_deref(), Some(include_str!("../knowledge/logo.svg")));
}

/// Nobody's consultation is another because its page has another colour.
#[test]
fn a_look_changes_no_session() {
    let hash = |edits: &[Edit]| read(edited(edits).path()).unwrap().hash;
    let look = [swap("knowledge/brand.yaml", "#1d6a72", "#000000"), swap("knowledge/logo.svg", "#1d6a72", "#000000")];
    assert_eq!(hash(&look), hash(&[]));
    assert_ne!(hash(&[swap("dialogs/start.yaml", "title:", "title: 新しい")]), hash(&[]));
}

#[test]
fn a_folder_has_its_own_teams_or_one_of_the_project() {
    let content = read(good().path()).unwrap();
    let ids: Vec<&str> = content.teams.iter().map(|team| team.id.as_str()).collect();
    assert_eq!(ids, ["saving", "general"]);
    assert_eq!(content.teams.find("saving").unwrap().goal_minutes, Some(480));
    assert!(content.teams.rest().hours.open_on_holidays);
    assert_eq!(content.canned.len(), 2);
    // The others of the project hang on facts that the folder need not have.
    let content = read(edited(&[Edit::Remove("knowledge/teams.yaml"), Edit::Remove("knowledge/canned.yaml")]).path());
    let content = content.unwrap();
    assert_eq!((content.teams.count(), content.teams.rest().name.as_str()), (1, "総合窓口"));
    assert_eq!(content.canned, []);
}

#[test]
fn the_helpdesk_changes_no_session() {
    let hash = |edits: &[Edit]| read(edited(edits).path()).unwrap().hash;
    let other = [swap("knowledge/teams.yaml", "480", "60"), swap("knowledge/canned.yaml", "教えて", "見せて")];
    assert_eq!(hash(&other), hash(&[]));
}

#[test]
fn a_color_that_cannot_be_read_is_measured() {
    let said = |from, to| mistakes(edited(&[swap("knowledge/brand.yaml", from, to)]).path())[0].to_string();
    insta::assert_snapshot!("orange", said("#1d6a72", "#ff8c00"));
    insta::assert_snapshot!("dark_blue", said("#7cc4c9", "#1d3a72"));
}

#[test]
fn every_mistake_is_reported_once_where_it_stands() {
    let mut wrong = Vec::new();
    for (name, edits, expected) in cases::all() {
        let found: Vec<String> = mistakes(edited(&edits).path()).iter().map(brief).collect();
        if found != expected {
            wrong.push(format!("{name}: {found:#?}\nexpected: {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_mistake_says_what_can_be_written() {
    for (name, edits, _) in cases::all() {
        for mistake in mistakes(edited(&edits).path()) {
            assert!(mistake.expected.is_some(), "{name}: {mistake}");
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let cases = cases::all();
    for code in sodan::content::Code::ALL {
        let (label, _) = code.label();
        assert!(cases.iter().any(|(_, _, expected)| expected.iter().any(|line| line.starts_with(label))), "{label}");
    }
}

/// Windows editors write these, and nothing of it is a mistake.
#[test]
fn byte_order_marks_and_windows_line_ends_change_nothing() {
    let folder = good();
    for part in ["knowledge", "knowledge/programs", "dialogs"] {
        for entry in fs::read_dir(folder.path().join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
            }
        }
    }
    let (plain, windows) = (read(good().path()).unwrap(), read(folder.path()).unwrap());
    assert_eq!(plain.programs, windows.programs);
    assert_eq!(plain.dialogs, windows.dialogs);
    assert_eq!(plain.phrases, windows.phrases);
}

/// Fourteen broken files at once, each in its own way.
fn fourteen_broken_files() -> Vec<Edit> {
    let program = |name, from, to| {
        let good = include_str!("content/good/knowledge/programs/shindan.yaml");
        assert!(good.contains(from), "{from}");
        write(name, good.replacen(from, to, 1))
    };
    vec![
        write("knowledge/documents.yml", "documents: []\n"),
        swap("knowledge/contacts.yaml", "0120-366-440", "0120-366"),
        swap("knowledge/holidays.yaml", "2026-11-23", "2026-11-31"),
        swap("knowledge/programs/setsubi.yaml", "\"6..20\"", "\"20..6\""),
        program("knowledge/programs/a_indent.yaml", "windows:", "  windows:"),
        program("knowledge/programs/b_tab.yaml", "windows:", "\twindows:"),
        program("knowledge/programs/c_key.yaml", "summary:", "sumary:"),
        program("knowledge/programs/d_name.yaml", "household", "houshold"),
        program("knowledge/programs/e_type.yaml", "5_280", "五千円"),
        program("knowledge/programs/f_benefit.yaml", "fee_yen: 5_280", "benefits: [ { id: setsubi_kihon, name: 枠 } ]"),
        write("knowledge/programs/g_empty.yaml", ""),
        swap("dialogs/phrases.yaml", "最大{value}", "最大{valeu}"),
        swap("dialogs/start.yaml", "call: kaisha", "call: kaisya"),
        swap(
            "dialogs/shoene.yaml",
            "  - recommend: { programs: [setsubi, shindan], ask_more: 2, contacts: [helpdesk] }\n",
            "",
        ),
    ]
}

#[test]
fn all_mistakes_of_all_files_are_reported_in_one_run() {
    let found: Vec<String> = mistakes(edited(&fourteen_broken_files()).path()).iter().map(brief).collect();
    assert_eq!(
        found,
        [
            "E12 dialogs/phrases.yaml:up_to:10 value",
            "E14 dialogs/shoene.yaml:4:5",
            "E09 dialogs/start.yaml:5:11 kaisha",
            "E08 knowledge/contacts.yaml:5:19",
            "E01 knowledge/documents.yml:1:1",
            "E07 knowledge/holidays.yaml:5:3",
            "E02 knowledge/programs/a_indent.yaml:7:10",
            "E02 knowledge/programs/b_tab.yaml:7:1",
            "E03 knowledge/programs/c_key.yaml:3:1 summary",
            "E09 knowledge/programs/d_name.yaml:5:21 household",
            "E07 knowledge/programs/e_type.yaml:6:10",
            "E02 knowledge/programs/g_empty.yaml:1:1",
            "E06 knowledge/programs/setsubi.yaml:7:9",
            "E10 knowledge/programs/setsubi.yaml:14:12",
        ]
    );
}

#[test]
fn check_prints_all_mistakes_and_says_no() {
    let folder = edited(&fourteen_broken_files());
    let run = sodan(&["check"], folder.path());
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(String::from_utf8(run.stderr).unwrap(), "");
    // The project's phrases come and go, and their lines with them.
    let phrase = mistakes(folder.path())[0].line.to_string();
    let said = String::from_utf8(run.stdout).unwrap().replacen(&phrase, "NN", 2);
    insta::assert_snapshot!("check", said);
}

#[test]
fn check_says_yes_to_good_content() {
    let run = sodan(&["check"], good().path());
    assert_eq!(run.status.code(), Some(0));
}

/// It stops before any network: the address it was told to use is never asked.
#[test]
fn serve_does_not_start_with_broken_content() {
    let folder = edited(&fourteen_broken_files());
    let run = sodan(&["serve"], folder.path());
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8(run.stderr).unwrap();
    for mistake in mistakes(folder.path()) {
        assert!(said.contains(&mistake.to_string()), "{mistake}");
    }
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_folder_that_is_not_there_is_misuse() {
    let folder = tempfile::tempdir().unwrap();
    let run = sodan(&["check"], &folder.path().join("nowhere"));
    assert_eq!(run.status.code(), Some(2));
}

/// Runs the real program. Where it asks Telegram for anything, the test fails: nobody may connect.
fn sodan(arguments: &[&str], content: &Path) -> Output {
    let telegram = TcpListener::bind("127.0.0.1:0").unwrap();
    telegram.set_nonblocking(true).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_sodan"))
        .args(arguments)
        .env("SODAN_CONTENT", content)
        .env("SODAN_DATA", content.join("data"))
        .env("TELOXIDE_TOKEN", "1:test")
        .env("TELOXIDE_API_URL", format!("http://{}", telegram.local_addr().unwrap()))
        .output()
        .unwrap();
    assert!(telegram.accept().is_err(), "somebody connected");
    run
}

#[test]
fn every_code_stands_in_the_documentation_with_an_example() {
    let text = include_str!("../docs/diagnostics.md");
    for code in sodan::content::Code::ALL {
        let (label, name) = code.label();
        let section = text.split("\n## ").find(|section| section.starts_with(&format!("{label} {name}\n")));
        let section = section.unwrap_or_else(|| panic!("{label} {name} is not in docs/diagnostics.md"));
        assert!(section.contains("まちがい") && section.contains("正しい"), "{label} has no examples");
    }
}
