//! Whatever is done to content files: they load, or their mistakes are told. Never a panic, never a hang.

#[path = "content/folder.rs"]
#[expect(dead_code, reason = "the other suite uses all of it")]
mod folder;

use std::{fs, path::Path, sync::LazyLock, time::Duration, time::Instant};

use proptest::prelude::*;
use sodan::content::Diagnostic;

use self::folder::{good, read};

/// Far longer than any folder takes; a hang would take for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// The files of the good folder.
static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = good();
    let mut files = Vec::new();
    for part in ["knowledge", "knowledge/programs", "dialogs"] {
        for entry in fs::read_dir(folder.path().join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
});

/// What a slip of a finger, a paste or an editor does to a text.
#[derive(Clone, Debug)]
enum Slip {
    Drop(usize, usize),
    Repeat(usize, usize),
    Put(usize, String),
    DropLine(usize),
    RepeatLine(usize),
    SwapLines(usize, usize),
    Indent(usize, String),
    /// A value, from its colon on, becomes another.
    Value(usize, String),
    Cut(usize),
}

const PIECES: &[&str] = &[
    " ",
    "  ",
    "\t",
    "\u{3000}",
    "\n",
    "\r\n",
    "\r",
    ":",
    ": ",
    "：",
    "- ",
    "-",
    "[",
    "]",
    "{",
    "}",
    "{}",
    "[]",
    ",",
    "\"",
    "'",
    "#",
    " #",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "|",
    ">",
    "|-\n",
    "?",
    "? ",
    "%",
    "@",
    "`",
    "~",
    "null",
    "true",
    "yes",
    "on",
    "1e3",
    "-0",
    "0x1f",
    ".5",
    "..",
    "5..",
    "..5",
    "9..1",
    "1/0",
    "999999999999999",
    "9999999999999999",
    "_",
    "<<: ",
    "---\n",
    "...\n",
    "\0",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "👨‍👩‍👧",
    "が",
    "｛",
    "any",
    "not",
    "all",
    "check",
    "form",
    "size",
    "employees",
    "start",
    "kaisha",
    "2023-02-30",
    "\\",
    "\"\\x\"",
    "{value}",
    "{",
    "rest",
    "a: &b {c: *b}",
];

fn slip() -> impl Strategy<Value = Slip> {
    let piece = || prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => ".{0,6}"];
    let at = any::<usize>;
    prop_oneof![
        (at(), 1..20_usize).prop_map(|(at, n)| Slip::Drop(at, n)),
        (at(), 1..20_usize).prop_map(|(at, n)| Slip::Repeat(at, n)),
        (at(), piece()).prop_map(|(at, piece)| Slip::Put(at, piece)),
        at().prop_map(Slip::DropLine),
        at().prop_map(Slip::RepeatLine),
        (at(), at()).prop_map(|(one, other)| Slip::SwapLines(one, other)),
        (at(), piece()).prop_map(|(at, piece)| Slip::Indent(at, piece)),
        (at(), piece()).prop_map(|(at, piece)| Slip::Value(at, piece)),
        at().prop_map(Slip::Cut),
    ]
}

fn slipped(text: &str, slip: &Slip) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if chars.is_empty() {
        return text.to_owned();
    }
    let (count, rows) = (chars.len(), lines.len());
    match slip {
        Slip::Drop(at, n) => drop(chars.drain(at % count..(at % count + n).min(count))),
        Slip::Repeat(at, n) => {
            let part = chars[at % count..(at % count + n).min(count)].to_vec();
            chars.splice(at % count..at % count, part);
        }
        Slip::Put(at, piece) => drop(chars.splice(at % count..at % count, piece.chars())),
        Slip::Cut(at) => chars.truncate(at % count),
        Slip::DropLine(at) => drop(lines.remove(at % rows)),
        Slip::RepeatLine(at) => lines.insert(at % rows, lines[at % rows].clone()),
        Slip::SwapLines(one, other) => lines.swap(one % rows, other % rows),
        Slip::Indent(at, piece) => lines[at % rows].insert_str(0, piece),
        Slip::Value(at, piece) => {
            let line = &mut lines[at % rows];
            if let Some(colon) = line.find(": ") {
                line.replace_range(colon + 2.., &format!("{piece}\n"));
            }
        }
    }
    match slip {
        Slip::Drop(..) | Slip::Repeat(..) | Slip::Put(..) | Slip::Cut(_) => chars.into_iter().collect(),
        _ => lines.concat(),
    }
}

/// Loads, and holds every mistake against the file it names.
fn judge(folder: &Path) -> Result<(), TestCaseError> {
    let began = Instant::now();
    let outcome = read(folder);
    prop_assert!(began.elapsed() < PATIENCE);
    let Err(found) = outcome else { return Ok(()) };
    for mistake in found {
        let bytes = fs::read(folder.join(&mistake.file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(stands_in(&mistake, text.strip_prefix('\u{feff}').unwrap_or(&text)), "{mistake:?}");
        prop_assert!(mistake.to_string().lines().count() < 8, "{mistake}");
    }
    Ok(())
}

/// Whether the place is one of the file, or right behind it.
fn stands_in(mistake: &Diagnostic, text: &str) -> bool {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    match lines.get(mistake.line as usize - 1) {
        Some(line) => (1..=line.chars().count() + 1).contains(&(mistake.column as usize)),
        None => mistake.line as usize == lines.len() + 1 && mistake.column == 1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_slip_panics_or_hangs(slips in prop::collection::vec((any::<usize>(), slip()), 1..4)) {
        let folder = good();
        for (file, slip) in slips {
            let path = folder.path().join(&FILES[file % FILES.len()].0);
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, slipped(&text, &slip)).unwrap();
        }
        judge(folder.path())?;
    }

    #[test]
    fn no_bytes_panic_or_hang(file in any::<usize>(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = good();
        fs::write(folder.path().join(&FILES[file % FILES.len()].0), bytes).unwrap();
        judge(folder.path())?;
    }
}

/// As large as a file may be, each in a way that could take long or deep.
#[test]
fn huge_files_are_judged_in_time() {
    let many = |line: &str, most: usize| line.repeat(most / line.len());
    let numbered = |form: fn(usize) -> String| {
        let mut text = String::new();
        for number in 0.. {
            text.push_str(&form(number));
            if text.len() > 3_500_000 {
                break;
            }
        }
        text
    };
    let cases = [
        (
            "knowledge/facts.yaml",
            format!(
                "facts:\n{}",
                numbered(|n| format!("  f{n}: {{ label: a, type: int, question: a, applies: {{ f{}: 1 }} }}\n", n + 1))
            ),
        ),
        ("knowledge/facts.yaml", format!("facts:\n{}", many("  a: {}\n", 3_500_000))),
        ("knowledge/contacts.yaml", format!("contacts:\n{}", numbered(|n| format!("  c{n}: {{}}\n")))),
        ("knowledge/programs/shindan.yaml", numbered(|n| format!("key{n}: x\n"))),
        ("knowledge/programs/shindan.yaml", format!("name: {}\n", many("あ", 3_500_000))),
        ("knowledge/programs/shindan.yaml", format!("goals: [{}]\n", many("x, ", 3_500_000))),
        ("knowledge/programs/shindan.yaml", many("[", 3_500_000)),
        ("knowledge/programs/shindan.yaml", many("{a: ", 3_500_000)),
        ("knowledge/programs/shindan.yaml", many("- ", 3_500_000)),
        ("knowledge/programs/shindan.yaml", many("? ", 3_500_000)),
        ("knowledge/programs/shindan.yaml", format!("a: \"{}", many("\\n", 3_500_000))),
        ("dialogs/start.yaml", format!("title: a\nabout: a\nsteps:\n{}", many("  - say: a\n", 3_500_000))),
    ];
    for (file, text) in cases {
        let folder = good();
        fs::write(folder.path().join(file), &text).unwrap();
        let began = Instant::now();
        let found = read(folder.path()).unwrap_err();
        let printed: usize = found.iter().map(|mistake| mistake.to_string().len()).sum();
        let start: String = text.chars().take(60).collect();
        eprintln!("{:?} for {} mistakes, {printed} bytes: {file} {start:?}", began.elapsed(), found.len());
        assert!(began.elapsed() < PATIENCE, "{file} {start:?}: {:?}", began.elapsed());
    }
}
