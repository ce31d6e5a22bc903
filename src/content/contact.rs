//! Contacts (問い合わせ先), `knowledge/contacts.yaml`.

use std::collections::BTreeMap;

use super::{
    diagnostic::{Code, Mistakes},
    fact::Facts,
    fields::{self, Fields},
    goals::{self, Goals},
    limits,
    program::AsOf,
    source::{self, Address, Correction, Documents, Source},
    value::ChoiceNo,
    window::{self, Hours},
    yaml::{Kind, Node},
};

/// A contact, by its place in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContactId(pub u16);

/// A place where owners can ask (問い合わせ先).
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its place in [`Content::contacts`](super::Content::contacts).
    pub id: ContactId,
    /// Its key in `knowledge/contacts.yaml`, unique among contacts.
    pub name: String,
    /// What owners see: 業務改善助成金コールセンター.
    pub label: String,
    /// How people ask for it.
    pub examples: Vec<String>,
    /// What kind of place it is, in a sentence.
    pub about: Option<String>,
    /// In the order written.
    pub phones: Vec<Phone>,
    /// With its hyphens; a doubtful one is refused at loading.
    pub fax: Option<String>,
    /// Where to write to.
    pub email: Option<Address>,
    /// Its page, or a form to ask by.
    pub url: Option<Address>,
    /// Words to search for, where the document prints those instead of an address.
    pub search: Option<String>,
    /// `None` where the document doesn't say.
    pub hours: Option<Hours>,
    /// The document's own words for the hours.
    pub printed_hours: Option<String>,
    /// What it can be asked about; empty where nothing is said.
    pub goals: Goals,
    /// Can be asked at any time, whatever programs are open.
    pub standing: bool,
    /// Serves this prefecture alone.
    pub prefecture: Option<ChoiceNo>,
    /// How old the knowledge is.
    pub as_of: AsOf,
    /// Where it is printed.
    pub source: Source,
    /// Misprints found in it.
    pub corrections: Vec<Correction>,
}

/// A telephone number of a contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Phone {
    /// With its hyphens: 0120-366-440.
    pub number: Address,
    /// For whom or what the number is: IP電話用.
    pub note: Option<String>,
}

impl Phone {
    /// The international form, for numbers that can be called that way. Free (0120, 0800) and navigation (0570)
    /// numbers cannot, and phones make the printed form of those tappable.
    pub fn international(&self) -> Option<String> {
        let number = self.number.sure()?;
        let barred = ["0120", "0800", "0570"].iter().any(|prefix| number.starts_with(prefix));
        (!barred).then(|| format!("+81-{}", number.trim_start_matches('0')))
    }
}

/// The names of all contacts, also of broken ones, so that nobody is blamed for naming them.
#[derive(Debug, Default)]
pub(super) struct ContactNames {
    pub ids: BTreeMap<String, ContactId>,
    /// Their file could not be read: no name can be judged.
    pub unread: bool,
}

impl ContactNames {
    pub fn unread() -> Self {
        Self { unread: true, ..Self::default() }
    }
}

pub(super) fn read(
    root: &Node,
    facts: &Facts,
    documents: &Documents,
    mistakes: &mut Mistakes,
) -> (Vec<Contact>, ContactNames) {
    const MOST: usize = 5_000;
    let unread = (Vec::new(), ContactNames::unread());
    let Some(mut top) = Fields::open(root, "contacts.yaml", mistakes) else { return unread };
    let node = top.required("contacts");
    top.close(mistakes);
    let Some(node) = node else { return unread };
    let Kind::Map(entries) = &node.kind else {
        fields::entries(node, mistakes);
        return unread;
    };
    if !fields::at_most_items(entries.len(), MOST, node.span, mistakes) {
        return unread;
    }
    let (mut all, mut names) = (Vec::new(), ContactNames::default());
    for (key, body) in entries {
        let id = ContactId(all.len() as u16);
        names.ids.insert(key.text().unwrap_or_default().to_owned(), id);
        let name = fields::identifier(key, mistakes).unwrap_or_default();
        all.extend(contact(id, name, body, facts, documents, mistakes));
    }
    (all, names)
}

fn contact(
    id: ContactId,
    name: String,
    body: &Node,
    facts: &Facts,
    documents: &Documents,
    mistakes: &mut Mistakes,
) -> Option<Contact> {
    let mut f = Fields::open(body, "問い合わせ先", mistakes)?;
    let label = f.required("label").and_then(|node| limits::line(node, mistakes));
    let examples = f.optional("examples").map(|node| limits::phrasings(node, mistakes)).unwrap_or_default();
    let about = f.optional("about").and_then(|node| limits::line(node, mistakes));
    let phones = f.optional("phones").map(|node| phones(node, mistakes)).unwrap_or_default();
    let fax = f.optional("fax").and_then(|node| fax(node, mistakes));
    let email = f.optional("email").and_then(|node| source::address(node, source::email, mistakes));
    let url = f.optional("url").and_then(|node| source::address(node, source::url, mistakes));
    let search = f.optional("search").and_then(|node| limits::line(node, mistakes));
    let open_on_holidays = window::open_on_holidays(f.optional("holidays"), mistakes);
    let hours = f.optional("hours").and_then(|node| window::hours(node, open_on_holidays, mistakes));
    let printed_hours = f.optional("printed_hours").and_then(|node| limits::line(node, mistakes));
    let goals = f.optional("goals").map(|node| goals::read(node, facts, mistakes)).unwrap_or_default();
    let standing = f.optional("standing").and_then(|node| fields::boolean(node, mistakes)).unwrap_or(false);
    let prefecture = f.optional("prefecture").and_then(|node| goals::prefecture(node, facts, mistakes));
    let as_of = f.required("as_of").and_then(|node| AsOf::read(node, mistakes));
    let source = f.required("source").and_then(|node| Source::read(node, documents, mistakes));
    let corrections = f.optional("corrections").map(|node| Correction::read_all(node, mistakes)).unwrap_or_default();
    let span = f.span();
    let reachable = ["phones", "email", "url", "search", "about"].iter().any(|key| f.has(key));
    // A misspelt key has been reported, and may have been the one.
    if f.close(mistakes) && !reachable {
        mistakes
            .add(Code::MissingKey, span, "連絡のしかたが一つもありません")
            .expected("phones、email、url、search のどれか。資料にないなら about に、どこへ聞くか");
    }
    Some(Contact {
        id,
        name,
        label: label?,
        examples,
        about,
        phones,
        fax,
        email,
        url,
        search,
        hours,
        printed_hours,
        goals,
        standing,
        prefecture,
        as_of: as_of?,
        source: source?,
        corrections,
    })
}

/// A fax number is shown only where it is sure.
fn fax(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    let address = source::address(node, source::phone, mistakes)?;
    if address.sure().is_none() {
        mistakes
            .add(Code::WrongValue, node.span, "fax は要確認にできません")
            .expected("確かな番号。なければ fax を書かず、notes か corrections に");
    }
    address.sure().map(str::to_owned)
}

fn phones(node: &Node, mistakes: &mut Mistakes) -> Vec<Phone> {
    fields::list(node, mistakes)
        .iter()
        .filter_map(|item| {
            let mut f = Fields::open(item, "電話", mistakes)?;
            let number = f.required("number").and_then(|node| source::address(node, source::phone, mistakes));
            let note = f.optional("note").and_then(|node| limits::line(node, mistakes));
            f.close(mistakes);
            Some(Phone { number: number?, note })
        })
        .collect()
}
