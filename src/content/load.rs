//! Finding and reading all files of a content folder, in the order in which they refer to each other.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use super::{
    Content, catalog,
    contact::{self, ContactNames},
    diagnostic::{self, Code, Diagnostic, FileNo, Mistakes, Span},
    dialog::{self, DialogId, START},
    example::{self, Example},
    fact::{self, Facts},
    faq::{self, Faq, FaqId},
    fields, flow, goals, holidays,
    intent::{self, Intents},
    phrases,
    program::{self, Program, ProgramId},
    reply::{self, Replies},
    source::{self, Documents},
    synonyms::{self, Synonyms},
    syntax,
    tuning::{self, Tuning},
    yaml::{self, Node},
};

/// Content files are written by hand; a larger one is a mistake.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// Far more programs or dialogs than there are.
const MOST_FILES: usize = 20_000;

/// Why there is no content.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder itself cannot be read: misuse, no author's mistake.
    #[error(
        "cannot read the content folder {folder}: {source}; set SODAN_CONTENT to the folder that holds dialogs/ and knowledge/"
    )]
    Folder {
        /// As it was given.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// At least one mistake was found, so nothing was loaded.
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
    for part in ["knowledge", "knowledge/programs", "knowledge/faq", "dialogs"] {
        files.add_folder(part).map_err(folder_error)?;
    }
    // Examples prove the content and are no part of it: changing one must not make a session think otherwise.
    let hash = files.hash.finish();
    files.add_folder("knowledge/examples").map_err(folder_error)?;
    let catalog = files.catalog().map_err(folder_error)?;
    match read_all(&mut files, hash, catalog) {
        Some(content) if files.mistakes.found.is_empty() => Ok(content),
        _ => Err(LoadError::Mistakes(files.diagnostics())),
    }
}

/// Whether a folder holds questions and answers and nothing else: enough to search in, too little for a consultation.
pub fn is_library(folder: &Path) -> bool {
    folder.join("knowledge/faq").is_dir()
        && !folder.join("knowledge/facts.yaml").exists()
        && !folder.join("knowledge/programs").exists()
        && !folder.join("dialogs").exists()
}

/// Reads a folder of nothing but `knowledge/faq/`, and `synonyms.yaml` and `search.yaml` beside it where they are.
///
/// # Errors
/// As of [`load`].
pub fn load_library(folder: &Path) -> Result<Library, LoadError> {
    let folder_error = |source| LoadError::Folder { folder: folder.to_owned(), source };
    std::fs::read_dir(folder).map_err(folder_error)?;
    let mut files = Files { folder: folder.to_owned(), ..Files::default() };
    for part in ["knowledge", "knowledge/faq"] {
        files.add_folder(part).map_err(folder_error)?;
    }
    files.refuse_unknown(&["synonyms", "search"]);
    let contacts = ContactNames::unread();
    let mut names = faq::Names { documents: &Documents::unread(), contacts: &contacts, taken: HashMap::new() };
    match library(&mut files, &mut names) {
        Some(library) if files.mistakes.found.is_empty() => Ok(library),
        _ => Err(LoadError::Mistakes(files.diagnostics())),
    }
}

/// What free text is searched in beside programs, contacts and dialogs, and how.
#[derive(Clone, Debug)]
pub struct Library {
    /// By their files and places in them, `knowledge/faq/`.
    pub faq: Vec<Faq>,
    /// Words of one meaning, `knowledge/synonyms.yaml`; the project's own where a folder has none.
    pub synonyms: Synonyms,
    /// How sure an answer must be, `knowledge/search.yaml`; the project's own where a folder has none.
    pub tuning: Tuning,
}

impl Library {
    /// The question of an id, which must be of this content.
    pub fn faq(&self, id: FaqId) -> &Faq {
        &self.faq[id.0 as usize]
    }
}

/// The files of a content folder with their text and their trees.
#[derive(Default)]
struct Files {
    folder: PathBuf,
    /// By path relative to the folder, `/` between its parts. A file that is there but broken has none.
    trees: HashMap<String, Node>,
    /// In the order of their numbers.
    texts: Vec<(String, String)>,
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
            names.push((entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()));
        }
        names.sort();
        for (name, is_folder) in names {
            let path = format!("{part}/{name}");
            // Hidden files, what editors leave behind, and notes for people are nobody's mistake.
            if name.starts_with(['.', '#']) || name.ends_with('~') || name.ends_with(".md") || path == catalog::PATH {
                continue;
            }
            if is_folder {
                self.refuse_folder(part, &path, &name);
            } else if name.ends_with(".yaml") {
                self.add_file(path);
            } else {
                let span = self.no_text(&path);
                let stem = name.split('.').next().unwrap_or_default();
                self.mistakes
                    .add(Code::File, span, format!("「{name}」は読まれません"))
                    .expected(format!("{stem}.yaml のように、拡張子 .yaml（要らないファイルなら消す）"));
            }
        }
        Ok(())
    }

    /// Folders of other things may stand beside, but not ones that look like a misspelt `programs`, or lie in it.
    fn refuse_folder(&mut self, part: &str, path: &str, name: &str) {
        let misspelt = part == "knowledge" && name != "programs" && diagnostic::nearest(name, &["programs"]).is_some();
        if misspelt || part == "knowledge/programs" {
            let span = self.no_text(path);
            self.mistakes
                .add(Code::File, span, format!("フォルダ「{name}」の中は読まれません"))
                .expected("支援策は knowledge/programs/ の中に直接置く");
        }
    }

    fn no_text(&mut self, path: &str) -> Span {
        let span = self.top_of_next();
        self.texts.push((path.to_owned(), String::new()));
        span
    }

    /// The beginning of the file that is added next.
    fn top_of_next(&self) -> Span {
        Span { file: FileNo(self.texts.len() as u32), line: 1, column: 1, length: 1 }
    }

    /// The beginning of a file, for what is known to be in it and not where.
    fn top_of(&self, path: &str) -> Span {
        let number = self.texts.iter().position(|(known, _)| known == path).unwrap_or_default();
        Span { file: FileNo(number as u32), line: 1, column: 1, length: 1 }
    }

    /// The catalog's text, where there is one.
    fn catalog(&mut self) -> io::Result<Option<(FileNo, String)>> {
        match std::fs::read_to_string(self.folder.join(catalog::PATH)) {
            Ok(text) => {
                let file = self.top_of_next().file;
                self.texts.push((catalog::PATH.to_owned(), text.clone()));
                Ok(Some((file, text)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn add_file(&mut self, path: String) {
        let full = self.folder.join(&path);
        let read = std::fs::metadata(&full).and_then(|meta| match meta.len() {
            size if size > MOST_BYTES => {
                Err(io::Error::other(format!("大きすぎます（{size}バイト、{MOST_BYTES}まで）")))
            }
            _ => std::fs::read(&full),
        });
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                let span = self.no_text(&path);
                self.mistakes
                    .add(Code::File, span, format!("読めません: {error}"))
                    .expected("読めるファイル。大きさと、読む許可を確かめる");
                return;
            }
        };
        let top = self.top_of_next();
        let text = match String::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned(),
            Err(error) => {
                let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
                let span = end_of(&good, top);
                self.mistakes
                    .add(Code::File, span, "ここから UTF-8 で書かれていないので読めません")
                    .expected("エディターで、文字コードを UTF-8 にして保存しなおす");
                self.texts.push((path, String::from_utf8_lossy(error.as_bytes()).into_owned()));
                return;
            }
        };
        (path.as_str(), text.as_str()).hash(&mut self.hash);
        // The parser takes this character for the end of the file.
        if let Some(place) = text.find('\0') {
            self.mistakes
                .add(Code::Syntax, end_of(&text[..place], top), "目に見えない特別な文字 (NUL) があります")
                .expected("その文字を消す");
        } else if let Some(tree) = yaml::parse(top.file, &text, &mut self.mistakes) {
            self.trees.insert(path.clone(), tree);
        }
        self.texts.push((path, text));
    }

    /// The tree of a file that must be there. A file that is there but broken has been reported already, and so has
    /// one that is there under a wrong ending.
    fn required(&mut self, path: &str) -> Option<Node> {
        if !self.texts.iter().any(|(known, _)| stem(known) == stem(path)) {
            let span = self.no_text(path);
            self.mistakes
                .add(Code::File, span, format!("{path} がありません"))
                .expected("このファイル。フォルダ dialogs/ と knowledge/ の場所も確かめる");
        }
        self.trees.remove(path)
    }

    /// The tree of a file that may be missing; then `own` is read in its place.
    fn or_own(&mut self, path: &str, own: &str) -> Option<Node> {
        if !self.texts.iter().any(|(known, _)| stem(known) == stem(path)) {
            let top = self.top_of_next();
            let tree = yaml::parse(top.file, own, &mut self.mistakes);
            self.texts.push((path.to_owned(), own.to_owned()));
            return tree;
        }
        self.trees.remove(path)
    }

    /// The tree of a file that may be missing.
    fn optional(&mut self, path: &str) -> Option<Node> {
        self.trees.remove(path)
    }

    /// All trees directly in a folder, in the order of their names, whatever these are.
    fn every_in(&mut self, folder: &str) -> Vec<Node> {
        let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.rfind('/') == Some(0));
        let paths: Vec<String> = self.texts.iter().map(|(path, _)| path.clone()).filter(|path| inside(path)).collect();
        paths.iter().filter_map(|path| self.trees.remove(path)).collect()
    }

    /// Reports files directly in `knowledge/` that nobody reads.
    fn refuse_unknown(&mut self, known: &[&'static str]) {
        for number in 0..self.texts.len() {
            let path = &self.texts[number].0;
            let Some(name) = path.strip_prefix("knowledge/").and_then(|name| name.strip_suffix(".yaml")) else {
                continue;
            };
            if !name.contains('/') && !known.contains(&name) {
                let span = Span { file: FileNo(number as u32), line: 1, column: 1, length: 1 };
                let message = format!("{path} は読まれません");
                let name = name.to_owned();
                self.mistakes.add(Code::File, span, message).known(&name, known.iter().copied());
            }
        }
    }

    /// The files in a folder, by their name without its ending, which is their id, with their trees. Broken files
    /// have none, but can be named without blame.
    fn named(&mut self, folder: &str, except: &[&str]) -> Vec<(String, Option<Node>)> {
        let prefix = format!("{folder}/");
        let mut found = Vec::new();
        for (number, (path, _)) in self.texts.iter().enumerate() {
            let Some(name) = stem(path).strip_prefix(&prefix) else { continue };
            if except.contains(&name) || name.contains('/') {
                continue;
            }
            let tree = self.trees.remove(path);
            if !fields::is_identifier(name) && path.ends_with(".yaml") {
                let span = Span { file: FileNo(number as u32), line: 1, column: 1, length: 1 };
                self.mistakes
                    .add(Code::WrongValue, span, format!("ファイル名「{name}」は id になりません"))
                    .expected("英小文字で始まり、英小文字・数字・_ だけの名前（60字まで）");
            }
            found.push((name.to_owned(), tree));
        }
        found
    }

    fn diagnostics(self) -> Vec<Diagnostic> {
        let lines: Vec<Vec<&str>> = self.texts.iter().map(|(_, text)| syntax::lines(text).collect()).collect();
        let mut all: Vec<Diagnostic> = self
            .mistakes
            .finish()
            .into_iter()
            .map(|mistake| {
                let Span { file, line, column, length } = mistake.span;
                let written = lines[file.0 as usize].get(line.saturating_sub(1) as usize).copied();
                let (excerpt, mark) = excerpt(written.unwrap_or_default(), column);
                let mut message = one_line(&mistake.message);
                if let Some(first) = mistake.first {
                    let (path, _) = &self.texts[first.file.0 as usize];
                    message.push_str(&format!("（はじめは {path} の{}行目）", first.line));
                }
                Diagnostic {
                    code: mistake.code,
                    file: PathBuf::from(&self.texts[file.0 as usize].0),
                    line,
                    column,
                    length,
                    excerpt,
                    mark,
                    message,
                    expected: mistake.expected.as_deref().map(one_line),
                    near: mistake.near,
                }
            })
            .collect();
        all.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
        // What isn't YAML is reported once: what is missing or strange at the same place follows from it.
        all.dedup_by(|next, one| {
            next == one
                || (one.code == Code::Syntax
                    && (&one.file, one.line, one.column) == (&next.file, next.line, next.column))
        });
        all
    }
}

/// A path without anything from the first dot of its name on.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name..].find('.').map_or(path, |dot| &path[..name + dot])
}

/// The place right after a text.
fn end_of(text: &str, top: Span) -> Span {
    let (line, last) = syntax::lines(text).enumerate().last().unwrap_or_default();
    Span { line: line as u32 + 1, column: last.trim_start_matches('\u{feff}').chars().count() as u32 + 1, ..top }
}

/// A message with what was seen in it: texts of several lines, or of any length, fit on a line too.
fn one_line(message: &str) -> String {
    const MOST: usize = 300;
    let end = if message.chars().nth(MOST).is_some() { "…" } else { "" };
    message
        .chars()
        .take(MOST)
        .map(|c| if matches!(c, '\n' | '\r') { '⏎' } else { diagnostic::visible(c) })
        .chain(end.chars())
        .collect()
}

/// A line as it is shown, and the column in it. Of a very long line only what stands around the place.
fn excerpt(line: &str, column: u32) -> (String, u32) {
    const BEFORE: usize = 60;
    const MOST: usize = 160;
    let at = column.saturating_sub(1) as usize;
    // Only lines of more bytes can have more characters; counting a whole file for each of its mistakes takes long.
    if line.len() <= MOST {
        return (line.to_owned(), column);
    }
    let from = at.saturating_sub(BEFORE);
    let mut rest = line.chars().skip(from);
    let mut shown: String = if from == 0 { String::new() } else { "…".to_owned() };
    let mark = (at - from + 1 + shown.chars().count()) as u32;
    shown.extend(rest.by_ref().take(MOST));
    if rest.next().is_some() {
        shown.push('…');
    }
    (shown, mark)
}

/// Questions and answers with what is needed to search in them. What a folder leaves out is the project's own.
fn library(files: &mut Files, names: &mut faq::Names) -> Option<Library> {
    let synonyms_tree = files.or_own("knowledge/synonyms.yaml", include_str!("../../knowledge/synonyms.yaml"));
    let tuning_tree = files.or_own("knowledge/search.yaml", include_str!("../../knowledge/search.yaml"));
    let faq_trees = files.every_in("knowledge/faq");
    let mistakes = &mut files.mistakes;
    let synonyms = synonyms_tree.and_then(|tree| synonyms::read(&tree, mistakes));
    let tuning = tuning_tree.and_then(|tree| tuning::read(&tree, mistakes));
    let faq = faq_trees.iter().flat_map(|tree| faq::read(tree, names, mistakes)).collect();
    Some(Library { faq, synonyms: synonyms?, tuning: tuning? })
}

fn read_all(files: &mut Files, hash: u64, catalog: Option<(FileNo, String)>) -> Option<Content> {
    files.refuse_unknown(&["facts", "contacts", "holidays", "documents", "synonyms", "search", "intents", "replies"]);
    let documents_tree = files.required("knowledge/documents.yaml");
    let facts_tree = files.required("knowledge/facts.yaml");
    let contacts_tree = files.required("knowledge/contacts.yaml");
    let holidays_tree = files.required("knowledge/holidays.yaml");
    let phrases_tree = files.required("dialogs/phrases.yaml");
    let intents_tree = files.optional("knowledge/intents.yaml");
    let replies_tree = files.optional("knowledge/replies.yaml");
    let contacts_top = files.top_of("knowledge/contacts.yaml");
    let program_trees = files.named("knowledge/programs", &[]);
    let dialog_trees = files.named("dialogs", &["phrases"]);
    files.required(&format!("dialogs/{START}.yaml"));
    let example_trees = files.named("knowledge/examples", &[]);
    let mistakes = &mut files.mistakes;
    let dialog_ids: BTreeMap<String, DialogId> =
        dialog_trees.iter().enumerate().map(|(place, (name, _))| (name.clone(), DialogId(place as u16))).collect();

    // A file that could not be read leaves its names unjudged, so that the mistakes of all others are still found
    // and none is made up.
    let documents = documents_tree.map_or_else(Documents::unread, |tree| source::documents(&tree, mistakes));
    let facts = facts_tree.map_or_else(Facts::unread, |tree| fact::read(&tree, &documents, &dialog_ids, mistakes));
    let (contacts, contact_names) = contacts_tree.map_or_else(
        || (Vec::new(), ContactNames::unread()),
        |tree| contact::read(&tree, &facts, &documents, mistakes),
    );
    let holidays = holidays_tree.and_then(|tree| holidays::read(&tree, mistakes));
    let phrases = phrases_tree.and_then(|tree| phrases::read(&tree, mistakes));

    let mut offers: Vec<(String, Span)> = Vec::new();
    let mut programs = Vec::new();
    let mut by_name = BTreeMap::new();
    for (place, (name, tree)) in program_trees.iter().enumerate() {
        let id = ProgramId(place as u16);
        by_name.insert(name.clone(), id);
        let mut names =
            program::Names { facts: &facts, documents: &documents, contacts: &contact_names, offers: &mut offers };
        programs.push(tree.as_ref().and_then(|tree| program::read(id, name.clone(), tree, &mut names, mistakes)));
    }
    refuse_double_ids(&offers, mistakes);
    let known = offers.iter().map(|(name, _)| name.as_str()).chain(contact_names.ids.keys().map(String::as_str));
    let known: HashSet<&str> = known.collect();
    // Of a broken file it is not known what it holds.
    let whole = !contact_names.unread && programs.iter().all(Option::is_some);
    let catalog_rows =
        catalog.filter(|_| whole).map_or(0, |(file, text)| catalog::check(file, &text, &known, mistakes));
    let examples = examples(&example_trees, &facts, &programs, &by_name, mistakes);

    let about: Vec<_> =
        programs.iter().flatten().map(|program: &program::Program| (program.id, program.offer.goals)).collect();
    let names = dialog::Names {
        facts: &facts,
        contacts: &contact_names,
        programs: &by_name,
        program_count: program_trees.len(),
        about: &about,
        dialogs: &dialog_ids,
    };
    let mut dialogs = Vec::new();
    for (place, (name, tree)) in dialog_trees.iter().enumerate() {
        let id = DialogId(place as u16);
        dialogs.push(tree.as_ref().and_then(|tree| dialog::read(id, name, tree, &names, mistakes)));
    }
    flow::check(&dialogs, &facts, mistakes);
    let intents = intents_tree.map_or_else(|| Some(Intents::default()), |tree| intent::read(&tree, mistakes));
    let replies =
        replies_tree.map_or_else(|| Some(Replies::default()), |tree| reply::read(&tree, &contact_names, mistakes));
    if program_trees.len().max(dialog_trees.len()) > MOST_FILES {
        let span = Span { file: FileNo(0), line: 1, column: 1, length: 1 };
        mistakes.add(Code::File, span, "ファイルが多すぎます").expected(format!("フォルダごとに{MOST_FILES}まで"));
    }
    let taken = offers.into_iter().chain(contact_names.ids.keys().map(|name| (name.clone(), contacts_top))).collect();
    let mut names = faq::Names { documents: &documents, contacts: &contact_names, taken };
    let library = library(files, &mut names);
    let (goals, investment) = (facts.find(goals::GOALS), facts.find(goals::INVESTMENT));
    Some(Content {
        start: dialog_ids.get(START).copied()?,
        facts,
        programs: programs.into_iter().collect::<Option<Vec<_>>>()?,
        examples,
        catalog_rows,
        contacts,
        library: library?,
        intents: intents?,
        replies: replies?,
        holidays: holidays?,
        dialogs: dialogs
            .into_iter()
            .map(|read| read.filter(|read| read.whole).map(|read| read.dialog))
            .collect::<Option<Vec<_>>>()?,
        phrases: phrases?,
        goals,
        investment,
        hash,
    })
}

fn examples(
    trees: &[(String, Option<Node>)],
    facts: &Facts,
    programs: &[Option<Program>],
    by_name: &BTreeMap<String, ProgramId>,
    mistakes: &mut Mistakes,
) -> Vec<Example> {
    let benefits = programs
        .iter()
        .flatten()
        .map(|program| {
            let mut names = Vec::new();
            program.offer.each(&mut |offer| names.push(offer.name.clone()));
            // The first is the program itself.
            (program.id, names.split_off(1))
        })
        .collect();
    let names = example::Names { facts, programs: by_name, benefits: &benefits };
    trees
        .iter()
        .filter_map(|(name, tree)| Some((name, tree.as_ref()?)))
        .flat_map(|(name, tree)| example::read(name, tree, &names, mistakes))
        .collect()
}

/// Programs and benefits share their ids: both are asked for by them.
fn refuse_double_ids(offers: &[(String, Span)], mistakes: &mut Mistakes) {
    let mut first = HashMap::new();
    for (name, span) in offers {
        if let Some(first) = first.get(name.as_str()) {
            mistakes
                .add(Code::DuplicateId, *span, format!("id「{name}」はもう使われています"))
                .first(*first)
                .expected("支援策と支援内容を通して一つだけの id");
        } else {
            first.insert(name.as_str(), *span);
        }
    }
}
