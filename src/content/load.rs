//! Finding and reading all files of a content folder, in the order in which they refer to each other.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hasher,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Content,
    brand::{self, Brand},
    canned, catalog,
    contact::{self, ContactNames},
    diagnostic::{Code, Diagnostic, FileNo, Mistakes, Span},
    dialog::{self, DialogId, START},
    easy,
    example::{self, Example},
    fact::{self, Facts},
    faq::{self, Faq, FaqId},
    files::Files,
    flow, goals, holidays,
    intent::{self, Intents},
    phrases,
    program::{self, Program, ProgramId},
    reply::{self, Replies},
    source::{self, Documents},
    svg,
    synonyms::{self, Synonyms},
    team,
    tuning::{self, Tuning},
    yaml::Node,
};

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
    files.refuse_pictures();
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

/// How the chat looks. What a folder leaves out is the project's own: all of it, or the logo that its own brand names.
fn brand(files: &mut Files) -> Option<Brand> {
    let is_own = !files.has(brand::PATH);
    let tree = files.or_own(brand::PATH, include_str!("../../knowledge/brand.yaml"))?;
    let (mut brand, logo) = brand::read(&tree, &mut files.mistakes)?;
    if let Some(logo) = logo {
        let path = format!("knowledge/{}", logo.name);
        if files.pictures.contains(&path) {
            let (file, text) = files.picture(&path, svg::MOST_BYTES)?;
            svg::check(file, &text, &mut files.mistakes);
            brand.logo = Some(text);
        } else if is_own {
            brand.logo = Some(include_str!("../../knowledge/logo.svg").to_owned());
        } else {
            let pictures = files.pictures.iter().filter_map(|path| path.strip_prefix("knowledge/"));
            files
                .mistakes
                .add(Code::UnknownName, logo.span, format!("「{path}」がありません"))
                .expected("knowledge/ に置いた SVG のファイル名")
                .known(&logo.name, pictures);
            return None;
        }
    }
    files.refuse_pictures();
    Some(brand)
}

fn read_all(files: &mut Files, hash: u64, catalog: Option<(FileNo, String)>) -> Option<Content> {
    files.refuse_unknown(&[
        "facts",
        "contacts",
        "holidays",
        "documents",
        "synonyms",
        "search",
        "intents",
        "replies",
        "easy",
        "brand",
        "teams",
        "canned",
    ]);
    let documents_tree = files.required("knowledge/documents.yaml");
    let facts_tree = files.required("knowledge/facts.yaml");
    let contacts_tree = files.required("knowledge/contacts.yaml");
    let holidays_tree = files.required("knowledge/holidays.yaml");
    let phrases_tree = files.required("dialogs/phrases.yaml");
    let intents_tree = files.optional("knowledge/intents.yaml");
    let replies_tree = files.optional("knowledge/replies.yaml");
    let canned_tree = files.optional(canned::PATH);
    let teams_are_own = !files.has(team::PATH);
    let teams_tree = files.or_own(team::PATH, include_str!("../../knowledge/teams.yaml"));
    let easy_tree = files.optional("knowledge/easy.yaml");
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
    let easy_names = easy::Names {
        facts: &facts,
        phrases: phrases.as_ref(),
        offers: programs.iter().all(Option::is_some).then_some(&offers),
    };
    let easy = easy_tree.and_then(|tree| easy::read(&tree, &easy_names, mistakes));
    let intents = intents_tree.map_or_else(|| Some(Intents::default()), |tree| intent::read(&tree, mistakes));
    let replies =
        replies_tree.map_or_else(|| Some(Replies::default()), |tree| reply::read(&tree, &contact_names, mistakes));
    let teams = teams_tree.and_then(|tree| team::read(&tree, teams_are_own, &facts, mistakes));
    let canned = canned_tree.map(|tree| canned::read(&tree, &facts, mistakes)).unwrap_or_default();
    if program_trees.len().max(dialog_trees.len()) > MOST_FILES {
        let span = Span { file: FileNo(0), line: 1, column: 1, length: 1 };
        mistakes.add(Code::File, span, "ファイルが多すぎます").expected(format!("フォルダごとに{MOST_FILES}まで"));
    }
    let taken = offers.into_iter().chain(contact_names.ids.keys().map(|name| (name.clone(), contacts_top))).collect();
    let mut names = faq::Names { documents: &documents, contacts: &contact_names, taken };
    let library = library(files, &mut names);
    let brand = brand(files);
    let (goals, investment) = (facts.find(goals::GOALS), facts.find(goals::INVESTMENT));
    let content = Content {
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
        brand: brand?,
        teams: teams?,
        canned,
        dialogs: dialogs
            .into_iter()
            .map(|read| read.filter(|read| read.whole).map(|read| read.dialog))
            .collect::<Option<Vec<_>>>()?,
        phrases: phrases?,
        goals,
        easy: None,
        investment,
        hash,
    };
    Some(match easy {
        Some(easy) => Content { easy: Some(Arc::new(easy.over(&content))), ..content },
        None => content,
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
