//! Finding and reading all files of a content folder, in the order in which they refer to each other.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use super::{
    Content, contact,
    diagnostic::{Code, Diagnostic, FileNo, Mistakes, Span},
    dialog::{self, DialogId, START},
    fact::{self, Facts},
    fields, flow, goals, holidays, phrases, program,
    program::ProgramId,
    source,
    yaml::{self, Node},
};

/// Content files are written by hand; a larger one is a mistake.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Why there is no content.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(
        "cannot read the content folder {folder}: {source}; set SODAN_CONTENT to the folder that holds dialogs/ and knowledge/"
    )]
    Folder { folder: PathBuf, source: io::Error },
    #[error("{} mistakes in the content", .0.len())]
    Mistakes(Vec<Diagnostic>),
}

/// Reads `dialogs/` and `knowledge/` of a folder.
///
/// # Errors
/// [`LoadError::Mistakes`] holds every mistake of every file, ordered by file and line.
pub fn load(folder: &Path) -> Result<Content, LoadError> {
    let folder_error = |source| LoadError::Folder { folder: folder.to_owned(), source };
    // A folder that isn't there at all is misuse, not a mistake of an author.
    std::fs::read_dir(folder).map_err(folder_error)?;
    let mut files = Files { folder: folder.to_owned(), ..Files::default() };
    for part in ["knowledge", "knowledge/programs", "dialogs"] {
        files.add_folder(part).map_err(folder_error)?;
    }
    let content = read_all(&mut files);
    match content {
        Some(content) if files.mistakes.found.is_empty() => Ok(content),
        _ => Err(LoadError::Mistakes(files.diagnostics())),
    }
}

/// The files of a content folder with their text and their trees.
#[derive(Default)]
struct Files {
    folder: PathBuf,
    /// By path relative to the folder, `/` between its parts.
    trees: BTreeMap<String, Node>,
    texts: Vec<(PathBuf, String)>,
    mistakes: Mistakes,
    hash: std::hash::DefaultHasher,
}

impl Files {
    /// Reads the YAML files directly in `part`; a missing folder has none.
    fn add_folder(&mut self, part: &str) -> io::Result<()> {
        let folder = self.folder.join(part);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || entry.path().is_dir() {
                continue;
            }
            names.push(name);
        }
        names.sort();
        for name in names {
            let path = format!("{part}/{name}");
            if name.ends_with(".yaml") {
                self.add_file(path);
            } else if name.ends_with(".yml") {
                let span = self.no_text(&path);
                self.mistakes.add(Code::File, span, format!("「{name}」は読まれません")).expected("拡張子 .yaml");
            }
        }
        Ok(())
    }

    fn no_text(&mut self, path: &str) -> Span {
        let file = FileNo(self.texts.len() as u32);
        self.texts.push((PathBuf::from(path), String::new()));
        Span { file, line: 1, column: 1, length: 1 }
    }

    fn add_file(&mut self, path: String) {
        let full = self.folder.join(&path);
        let read = std::fs::metadata(&full).and_then(|meta| match meta.len() {
            size if size > MOST_BYTES => {
                Err(io::Error::other(format!("大きすぎます（{size}バイト、{MOST_BYTES}まで）")))
            }
            _ => std::fs::read(&full),
        });
        let text = read.and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| io::Error::other("UTF-8 で書かれていません。UTF-8 で保存してください"))
        });
        match text {
            Err(error) => {
                let span = self.no_text(&path);
                self.mistakes.add(Code::File, span, format!("読めません: {error}"));
            }
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
                (path.as_str(), text.as_str()).hash(&mut self.hash);
                let file = FileNo(self.texts.len() as u32);
                if let Some(tree) = yaml::parse(file, &text, &mut self.mistakes) {
                    self.trees.insert(path.clone(), tree);
                }
                self.texts.push((PathBuf::from(path), text));
            }
        }
    }

    /// The tree of a file that must be there. A file that is there but broken has been reported already.
    fn required(&mut self, path: &str) -> Option<Node> {
        if let Some(tree) = self.trees.get(path) {
            return Some(tree.clone());
        }
        if !self.texts.iter().any(|(known, _)| known == Path::new(path)) {
            let span = self.no_text(path);
            self.mistakes.add(Code::File, span, format!("{path} がありません"));
        }
        None
    }

    /// The trees in a folder, by the name of their file without its ending, which is their id.
    fn named(&mut self, folder: &str, except: &[&str]) -> Vec<(String, Node)> {
        let prefix = format!("{folder}/");
        let mut found = Vec::new();
        for (path, tree) in &self.trees {
            let Some(name) = path.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".yaml")) else { continue };
            if except.contains(&name) || name.contains('/') {
                continue;
            }
            if fields::is_identifier(name) {
                found.push((name.to_owned(), tree.clone()));
            } else {
                self.mistakes
                    .add(Code::WrongValue, tree.span, format!("ファイル名「{name}」は id になりません"))
                    .expected("英小文字で始まり、英小文字・数字・_ だけの名前");
            }
        }
        found
    }

    fn diagnostics(self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self
            .mistakes
            .found
            .into_iter()
            .map(|mistake| {
                let (file, text) = &self.texts[mistake.span.file.0 as usize];
                let line = mistake.span.line.saturating_sub(1) as usize;
                Diagnostic {
                    code: mistake.code,
                    file: file.clone(),
                    line: mistake.span.line,
                    column: mistake.span.column,
                    length: mistake.span.length,
                    excerpt: text.lines().nth(line).unwrap_or_default().to_owned(),
                    message: mistake.message,
                    expected: mistake.expected,
                    near: mistake.near,
                }
            })
            .collect();
        all.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
        all.dedup();
        all
    }
}

fn read_all(files: &mut Files) -> Option<Content> {
    const KNOWN: [&str; 4] = ["facts", "contacts", "holidays", "documents"];
    for (name, tree) in files.named("knowledge", &KNOWN) {
        files.mistakes.add(Code::File, tree.span, format!("knowledge/{name}.yaml は読まれません")).known(&name, KNOWN);
    }
    let documents_tree = files.required("knowledge/documents.yaml");
    let facts_tree = files.required("knowledge/facts.yaml");
    let contacts_tree = files.required("knowledge/contacts.yaml");
    let holidays_tree = files.required("knowledge/holidays.yaml");
    let phrases_tree = files.required("dialogs/phrases.yaml");
    files.required(&format!("dialogs/{START}.yaml"));
    let program_trees = files.named("knowledge/programs", &[]);
    let dialog_trees = files.named("dialogs", &["phrases"]);
    let mistakes = &mut files.mistakes;
    let dialog_ids: HashMap<String, DialogId> =
        dialog_trees.iter().enumerate().map(|(place, (name, _))| (name.clone(), DialogId(place as u16))).collect();

    // Without these nothing else can be judged fairly: every source would look wrong.
    let documents = documents_tree.as_ref().map(|tree| source::documents(tree, mistakes))?;
    let facts = facts_tree.as_ref().map(|tree| fact::read(tree, &documents, &dialog_ids, mistakes));
    // The same for facts and conditions.
    let facts: Facts = facts.filter(|facts| !facts.is_empty())?;
    let contacts = contacts_tree.as_ref().map(|tree| contact::read(tree, &facts, &documents, mistakes));
    let holidays = holidays_tree.as_ref().and_then(|tree| holidays::read(tree, mistakes));
    let phrases = phrases_tree.as_ref().and_then(|tree| phrases::read(tree, mistakes));

    let contacts = contacts?;
    let mut offers: Vec<(String, Span)> = Vec::new();
    let mut programs = Vec::new();
    let mut by_name = HashMap::new();
    for (place, (name, tree)) in program_trees.iter().enumerate() {
        let id = ProgramId(place as u16);
        by_name.insert(name.clone(), id);
        let mut names =
            program::Names { facts: &facts, documents: &documents, contacts: &contacts.by_name, offers: &mut offers };
        programs.extend(program::read(id, name.clone(), tree, &mut names, mistakes));
    }
    refuse_double_ids(&offers, mistakes);

    let about: Vec<_> = programs.iter().map(|program| (program.id, program.offer.goals)).collect();
    let names = dialog::Names {
        facts: &facts,
        contacts: &contacts.by_name,
        programs: &by_name,
        program_count: program_trees.len(),
        about: &about,
        dialogs: &dialog_ids,
    };
    let mut dialogs = Vec::new();
    for (place, (name, tree)) in dialog_trees.iter().enumerate() {
        dialogs.extend(dialog::read(DialogId(place as u16), name, tree, &names, mistakes));
    }
    if dialogs.len() == dialog_trees.len() {
        flow::check(&dialogs, &facts, mistakes);
    }
    let (goals, investment) = (facts.find(goals::GOALS), facts.find(goals::INVESTMENT));
    Some(Content {
        start: dialog_ids.get(START).copied()?,
        facts,
        programs,
        contacts: contacts.all,
        holidays: holidays?,
        dialogs: dialogs.into_iter().map(|read| read.dialog).collect(),
        phrases: phrases?,
        goals,
        investment,
        hash: files.hash.finish(),
    })
}

/// Programs and benefits share their ids: both are asked for by them.
fn refuse_double_ids(offers: &[(String, Span)], mistakes: &mut Mistakes) {
    let mut first = HashMap::new();
    for (name, span) in offers {
        if first.insert(name.as_str(), span).is_some() {
            mistakes
                .add(Code::DuplicateId, *span, format!("id「{name}」はもう使われています"))
                .expected("支援策と支援内容を通して一つだけの id");
        }
    }
}
