//! What can be found, and which texts it is found by.

use crate::content::{Contact, ContactId, Content, Dialog, DialogId, Faq, FaqId, Library, Offer, Program, ProgramId};

/// What an entry stands for in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A program (支援策).
    Program(ProgramId),
    /// A benefit (支援内容): its program, and its place among all offers of the program, which is 0.
    Benefit(ProgramId, u16),
    /// A contact (問い合わせ先).
    Contact(ContactId),
    /// A question with its answer.
    Faq(FaqId),
    /// A dialog (対話).
    Dialog(DialogId),
}

impl Key {
    /// The kind as JSON has it.
    pub fn kind(self) -> &'static str {
        match self {
            Key::Program(_) => "program",
            Key::Benefit(..) => "benefit",
            Key::Contact(_) => "contact",
            Key::Faq(_) => "faq",
            Key::Dialog(_) => "dialog",
        }
    }
}

/// A part of an entry; what is found there counts differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// How it is called.
    Name,
    /// What it is, in a sentence; of a question with its answer the question.
    Lead,
    /// All else that is known of it; of a question with its answer the answer.
    Body,
    /// How people ask for it.
    Example,
    /// How that is called to which it belongs.
    Parent,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 5] = [Field::Name, Field::Lead, Field::Body, Field::Example, Field::Parent];

    /// Whether its texts say the thing in one line, as people would.
    pub fn is_line(self) -> bool {
        matches!(self, Field::Name | Field::Lead | Field::Example)
    }
}

/// One thing that can be found.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it stands for.
    pub key: Key,
    /// Its id in the content.
    pub id: String,
    /// What an owner sees of it.
    pub title: String,
    /// Whether a newer entry tells the same thing.
    pub superseded: bool,
    /// Entries of one family are about the same thing: a program with its benefits and its own desk.
    pub family: u32,
    /// Other names of it, by which it is meant when they are typed.
    pub names: Vec<String>,
    /// Its texts.
    pub texts: Vec<(Field, String)>,
}

/// Everything of a content that can be found.
pub fn of_content(content: &Content) -> Vec<Entry> {
    let mut entries = Vec::new();
    for program in &content.programs {
        let family = u32::from(program.id.0);
        of_program(program, family, &mut entries);
    }
    let families = content.programs.len() as u32;
    let standalone = content.contacts.iter().map(|contact| {
        let family = owner_of(content, contact.id).unwrap_or(families + u32::from(contact.id.0));
        of_contact(contact, family)
    });
    entries.extend(standalone);
    let families = families + content.contacts.len() as u32;
    entries.extend(content.dialogs.iter().filter(|dialog| !dialog.examples.is_empty()).map(|dialog| {
        let family = families + u32::from(dialog.id.0);
        of_dialog(dialog, family)
    }));
    let families = families + content.dialogs.len() as u32;
    entries.extend(of_faq(&content.library.faq, families));
    entries
}

/// The questions and answers of a folder that holds nothing else.
pub fn of_library(library: &Library) -> Vec<Entry> {
    of_faq(&library.faq, 0).collect()
}

/// The program whose own desk a contact is: the only one that names it, or the one that it is named after.
fn owner_of(content: &Content, contact: ContactId) -> Option<u32> {
    let name = &content.contact(contact).name;
    let owners: Vec<&Program> = content.programs.iter().filter(|program| program.contacts.contains(&contact)).collect();
    let owner = match owners[..] {
        [one] => one,
        _ => owners.into_iter().find(|program| name.starts_with(&program.offer.name))?,
    };
    Some(u32::from(owner.id.0))
}

fn of_program(program: &Program, family: u32, entries: &mut Vec<Entry>) {
    let mut parents = Vec::new();
    let mut place = 0;
    of_offer(program, &program.offer, family, &mut parents, &mut place, entries);
}

fn of_offer<'p>(
    program: &'p Program,
    offer: &'p Offer,
    family: u32,
    parents: &mut Vec<&'p Offer>,
    place: &mut u16,
    entries: &mut Vec<Entry>,
) {
    let key = if *place == 0 { Key::Program(program.id) } else { Key::Benefit(program.id, *place) };
    let mut texts: Vec<(Field, String)> = Vec::new();
    let names: Vec<String> = std::iter::once(&offer.title).chain(&offer.aliases).cloned().collect();
    texts.extend(names.iter().map(|name| (Field::Name, name.clone())));
    texts.extend(offer.summary.iter().map(|text| (Field::Lead, text.clone())));
    texts.extend(offer.examples.iter().map(|text| (Field::Example, text.clone())));
    if *place == 0 {
        texts.push((Field::Body, program.category.clone()));
    }
    for parent in parents.iter() {
        let names = std::iter::once(&parent.title).chain(&parent.aliases);
        texts.extend(names.map(|name| (Field::Parent, name.clone())));
    }
    let lists = [&offer.cost, &offer.excluded, &offer.notes, &offer.examples_of_use];
    texts.extend(lists.into_iter().flatten().map(|text| (Field::Body, text.clone())));
    texts.extend(offer.steps.iter().map(|step| (Field::Body, step.text.clone())));
    let title = match parents.first() {
        Some(program) => format!("{} {}", program.title, offer.title),
        None => offer.title.clone(),
    };
    entries.push(Entry { key, id: offer.name.clone(), title, superseded: program.superseded, family, names, texts });
    *place += 1;
    parents.push(offer);
    for benefit in &offer.benefits {
        of_offer(program, benefit, family, parents, place, entries);
    }
    parents.pop();
}

fn of_contact(contact: &Contact, family: u32) -> Entry {
    let mut texts = vec![(Field::Name, contact.label.clone())];
    texts.extend(contact.about.iter().chain(&contact.search).map(|text| (Field::Lead, text.clone())));
    texts.extend(contact.examples.iter().map(|text| (Field::Example, text.clone())));
    Entry {
        key: Key::Contact(contact.id),
        id: contact.name.clone(),
        title: contact.label.clone(),
        superseded: false,
        family,
        names: vec![contact.label.clone()],
        texts,
    }
}

fn of_dialog(dialog: &Dialog, family: u32) -> Entry {
    let mut texts = vec![(Field::Name, dialog.title.clone()), (Field::Lead, dialog.about.clone())];
    texts.extend(dialog.examples.iter().map(|text| (Field::Example, text.clone())));
    Entry {
        key: Key::Dialog(dialog.id),
        id: dialog.name.clone(),
        title: dialog.title.clone(),
        superseded: false,
        family,
        names: Vec::new(),
        texts,
    }
}

fn of_faq(all: &[Faq], families: u32) -> impl Iterator<Item = Entry> {
    all.iter().enumerate().map(move |(no, faq)| {
        let mut texts = vec![(Field::Lead, faq.question.clone()), (Field::Body, faq.answer.clone())];
        texts.extend(faq.keywords.iter().map(|text| (Field::Name, text.clone())));
        texts.extend(faq.examples.iter().map(|text| (Field::Example, text.clone())));
        Entry {
            key: Key::Faq(FaqId(no as u32)),
            id: faq.name.clone(),
            title: faq.question.clone(),
            superseded: false,
            family: families + no as u32,
            names: Vec::new(),
            texts,
        }
    })
}
