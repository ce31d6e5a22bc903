//! How long loading 2,000 programs takes, with their tables, against only reading the files and parsing their YAML.
//!
//! `cargo bench --bench content`. The programs are the project's own, again and again under other ids. The baseline,
//! run in turns with it, reads the same files and runs `saphyr_parser` over them without keeping anything: what no
//! loader of YAML can save.

use std::{
    fmt::Write,
    fs, iter,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sodan::content::{Content, LoadError};

const PROGRAMS: usize = 2_000;
const ROUNDS: usize = 5;

fn main() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder for the copies can be made");
    let bytes = fill(home, folder.path());
    let content = load(folder.path());
    println!(
        "{} programs with {} benefits, {} facts, {bytes} bytes",
        content.programs.len(),
        content.benefit_count(),
        content.facts.len()
    );
    let (mut loads, mut parses, mut own) = (Vec::new(), Vec::new(), Vec::new());
    // In turns, so that both meet the same moods of the machine.
    for _ in 0..ROUNDS {
        parses.push(timed(|| events(folder.path())));
        loads.push(timed(|| load(folder.path()).programs.len()));
        own.push(timed(|| load(home).programs.len()));
    }
    let [parse, load, own] = [parses, loads, own].map(median);
    println!("reading and parsing only: {parse:?}");
    println!("loading:                  {load:?}");
    println!("ratio: {:.2}", load.as_secs_f64() / parse.as_secs_f64());
    println!("the project's own content: {own:?}");
}

fn load(folder: &Path) -> Content {
    match sodan::content::load(folder) {
        Ok(content) => content,
        Err(LoadError::Mistakes(found)) => panic!("{} mistakes, first {}", found.len(), found[0]),
        Err(error) => panic!("{error}"),
    }
}

/// Copies the project's content, its programs over and over under new ids.
fn fill(home: &Path, folder: &Path) -> usize {
    for part in ["knowledge/programs", "dialogs"] {
        fs::create_dir_all(folder.join(part)).expect("a folder can be made");
    }
    for part in ["knowledge", "dialogs"] {
        for path in yaml_files(&home.join(part)) {
            let name = path.file_name().expect("a file has a name");
            fs::copy(&path, folder.join(part).join(name)).expect("a file can be copied");
        }
    }
    let mut programs = yaml_files(&home.join("knowledge/programs"));
    programs.sort();
    let originals: Vec<(String, String)> = programs
        .iter()
        .map(|path| {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("a program can be read"))
        })
        .collect();
    // The first copies keep their names, since the dialogs name them.
    let copies = iter::once(String::new()).chain((1..).map(|copy| format!("_copy{copy}")));
    let all = copies.flat_map(|copy| originals.iter().map(move |original| (copy.clone(), original)));
    for (copy, (name, text)) in all.take(PROGRAMS) {
        let mut renamed = String::with_capacity(text.len());
        for line in text.lines() {
            let id = line.trim_start().starts_with("- id: ");
            writeln!(renamed, "{line}{}", if id { copy.as_str() } else { "" }).expect("a String takes all");
        }
        fs::write(folder.join(format!("knowledge/programs/{name}{copy}.yaml")), renamed)
            .expect("a copy can be written");
    }
    all_files(folder).iter().map(|path| fs::read(path).expect("a copy can be read").len()).sum()
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the content can be read");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect()
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    ["knowledge", "knowledge/programs", "dialogs"].iter().flat_map(|part| yaml_files(&folder.join(part))).collect()
}

/// The baseline: how many YAML events all files have.
fn events(folder: &Path) -> usize {
    let count = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a copy can be read");
        saphyr_parser::Parser::new_from_str(&text).inspect(|event| assert!(event.is_ok())).count()
    };
    all_files(folder).iter().map(count).sum()
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let began = Instant::now();
    std::hint::black_box(work());
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
