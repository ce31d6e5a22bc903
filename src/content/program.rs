//! Programs (支援策) and their benefits (支援内容), `knowledge/programs/ID.yaml`.

use chrono::{Datelike, NaiveDate};

use super::{
    amount::{self, Amount},
    condition::{self, Condition},
    contact::{ContactId, ContactNames},
    diagnostic::{Code, Mistakes, Span},
    fact::{self, FactId, FactKind, Facts},
    fact_set::FactSet,
    fields::{self, Fields},
    goals::{self, Goals},
    limits,
    source::{self, Address, Correction, Documents, Source},
    value,
    window::{self, Windows},
    yaml::{Kind, Node},
};

/// A program, by its place in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProgramId(pub u16);

/// One entry of the knowledge base (支援策), a file of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Its place in [`Content::programs`](super::Content::programs).
    pub id: ProgramId,
    /// The kind of support, at most 30 characters: 賃上げ支援.
    pub category: String,
    /// What it gives to whom, in a sentence an owner understands.
    pub summary: String,
    /// When it can be applied for.
    pub windows: Windows,
    /// Whom to call about it.
    pub contacts: Vec<ContactId>,
    /// Whether a newer entry tells the same thing: it is found after that.
    pub superseded: bool,
    /// How old the knowledge is.
    pub as_of: AsOf,
    /// The document and pages that it is told from.
    pub source: Source,
    /// Its conditions and amounts, and its benefits.
    pub offer: Offer,
    /// The facts that its conditions and amounts, and those of its benefits, name.
    pub uses: FactSet,
}

impl Program {
    /// The file it is written in, from the folder of the content.
    pub fn path(&self) -> String {
        format!("knowledge/programs/{}.yaml", self.offer.name)
    }
}

/// What a program says of itself, and each of its benefits of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Unique among all programs and benefits.
    pub name: String,
    /// The official name.
    pub title: String,
    /// What else it is called.
    pub aliases: Vec<String>,
    /// How people ask for it who don't know its name.
    pub examples: Vec<String>,
    /// What it gives to whom, in a sentence; a benefit may have none.
    pub summary: Option<String>,
    /// What it is about; of a benefit empty, where it is the same as the program's.
    pub goals: Goals,
    /// Who may use it. A benefit asks this on top of all it belongs to.
    pub who: Condition,
    /// What is paid, and what the owner pays.
    pub terms: Terms,
    /// What counts as cost.
    pub cost: Vec<String>,
    /// What doesn't count as cost.
    pub excluded: Vec<String>,
    /// What is good to know, in paragraphs.
    pub notes: Vec<String>,
    /// What other companies did with it.
    pub examples_of_use: Vec<String>,
    /// The fact that holds the planned cost for the estimate.
    pub investment: Option<FactId>,
    /// What the owner does next, in order.
    pub steps: Vec<NextStep>,
    /// Where a benefit is printed, if not with its program; of a program itself see [`Program::source`].
    pub source: Option<Source>,
    /// Misprints found in what is told of it.
    pub corrections: Vec<Correction>,
    /// 枠・類型・コース, which may have some of their own.
    pub benefits: Vec<Offer>,
    /// A benefit's own window, where it differs from the program's.
    pub windows: Option<Windows>,
    /// A benefit's own contacts, where they differ from the program's.
    pub contacts: Vec<ContactId>,
}

/// Amounts of an offer; all optional, since documents are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Most that is paid, in yen.
    pub cap_yen: Option<Amount>,
    /// Least that is paid, in yen.
    pub floor_yen: Option<Amount>,
    /// Share of the cost that is paid.
    pub rate: Option<Amount>,
    /// What the rate is called where it is no 補助率: 控除率 of a tax. A benefit has its program's.
    pub rate_name: Option<String>,
    /// What the owner pays, in yen.
    pub fee_yen: Option<Amount>,
    /// Years to repay, or of support.
    pub term_years: Option<Amount>,
    /// What the owner may expect, in yen, where cost times rate up to the cap is not the way.
    pub estimate_yen: Option<Amount>,
}

impl Terms {
    /// Those that the document names, in the order of the fields.
    pub fn each(&self) -> impl Iterator<Item = &Amount> {
        [&self.cap_yen, &self.floor_yen, &self.rate, &self.fee_yen, &self.term_years, &self.estimate_yen]
            .into_iter()
            .flatten()
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStep {
    /// What to do, in an owner's words.
    pub text: String,
    /// Where to do it, if on the web.
    pub url: Option<Address>,
}

/// The month of which a piece of knowledge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Of the common era.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl AsOf {
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes) -> Option<Self> {
        let read = node.text().and_then(|text| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok());
        if read.is_none() {
            mistakes
                .add(Code::WrongType, node.span, format!("年月のはずのところが{}です", node.seen()))
                .expected("2023-06");
        }
        read.map(|date| Self { year: date.year(), month: date.month() })
    }

    /// Reads a month or a day; of a day only its month is kept.
    pub(super) fn read_lenient(node: &Node, mistakes: &mut Mistakes) -> Option<Self> {
        match node.text().and_then(value::date) {
            Some(day) => Some(Self { year: day.year(), month: day.month() }),
            None => Self::read(node, mistakes),
        }
    }
}

impl Offer {
    /// Calls `see` for this offer and every benefit below it.
    pub fn each<'o>(&'o self, see: &mut impl FnMut(&'o Offer)) {
        see(self);
        self.benefits.iter().for_each(|benefit| benefit.each(see));
    }
}

/// Names that a program file can refer to, and those it adds.
pub(super) struct Names<'a> {
    pub facts: &'a Facts,
    pub documents: &'a Documents,
    pub contacts: &'a ContactNames,
    /// Every program and benefit read so far, with its place.
    pub offers: &'a mut Vec<(String, Span)>,
}

pub(super) fn read(
    id: ProgramId,
    name: String,
    root: &Node,
    names: &mut Names,
    mistakes: &mut Mistakes,
) -> Option<Program> {
    names.offers.push((name.clone(), root.span));
    let mut f = Fields::open(root, "支援策", mistakes)?;
    let category = f.required("category").and_then(|node| limits::label(node, mistakes));
    for key in ["goals", "summary", "who", "windows", "contacts", "source"] {
        f.required(key);
    }
    let as_of = f.required("as_of").and_then(|node| AsOf::read(node, mistakes));
    let superseded = f.optional("superseded").and_then(|node| fields::boolean(node, mistakes)).unwrap_or(false);
    let offer = offer(&mut f, name, names, mistakes);
    f.close(mistakes);
    let mut offer = offer?;
    name_rates(&mut offer);
    Some(Program {
        id,
        category: category?,
        summary: offer.summary.clone()?,
        windows: offer.windows.take()?,
        contacts: std::mem::take(&mut offer.contacts),
        superseded,
        as_of: as_of?,
        source: offer.source.take()?,
        uses: uses(&offer, names.facts.find(goals::INVESTMENT)),
        offer,
    })
}

/// A rate is called alike in all of a program, where nothing else is said.
fn name_rates(offer: &mut Offer) {
    for benefit in &mut offer.benefits {
        if benefit.terms.rate_name.is_none() {
            benefit.terms.rate_name.clone_from(&offer.terms.rate_name);
        }
        name_rates(benefit);
    }
}

fn uses(offer: &Offer, usual_investment: Option<FactId>) -> FactSet {
    let mut uses = FactSet::default();
    offer.each(&mut |offer| {
        offer.who.each_test(&mut |test| uses.insert(test.fact));
        offer.terms.each().for_each(|amount| amount.each_fact(&mut |fact| uses.insert(fact)));
        if offer.terms.rate.is_some() {
            offer.investment.or(usual_investment).into_iter().for_each(|fact| uses.insert(fact));
        }
    });
    uses
}

fn offer(f: &mut Fields, name: String, names: &mut Names, mistakes: &mut Mistakes) -> Option<Offer> {
    let facts = names.facts;
    let title = f.required("name").and_then(|node| limits::line(node, mistakes));
    let aliases = f.optional("aliases").map(|node| fields::texts(node, mistakes)).unwrap_or_default();
    let examples = f.optional("examples").map(|node| limits::phrasings(node, mistakes)).unwrap_or_default();
    let summary = f.optional("summary").and_then(|node| limits::line(node, mistakes));
    let goals = f.optional("goals").map(|node| goals::read(node, facts, mistakes)).unwrap_or_default();
    let who = match f.optional("who") {
        // Anybody.
        Some(Node { kind: Kind::Map(entries), .. }) if entries.is_empty() => Some(Condition::ALWAYS),
        Some(node) => condition::read(node, facts, mistakes),
        None => Some(Condition::ALWAYS),
    };
    let mut yen = |key| f.optional(key).and_then(|node| amount::read_yen(node, facts, mistakes));
    let (cap_yen, floor_yen) = (yen("cap_yen"), yen("floor_yen"));
    let (fee_yen, estimate_yen) = (yen("fee_yen"), yen("estimate_yen"));
    let rate = f.optional("rate").and_then(|node| amount::read_rate(node, facts, mistakes));
    let term_years = f.optional("term_years").and_then(|node| amount::read(node, facts, mistakes));
    let rate_name = f.optional("rate_name").and_then(|node| limits::label(node, mistakes));
    let terms = Terms { cap_yen, floor_yen, rate, rate_name, fee_yen, term_years, estimate_yen };
    let mut paragraphs = |key| f.optional(key).map(|node| limits::paragraphs(node, mistakes)).unwrap_or_default();
    let (cost, excluded) = (paragraphs("cost"), paragraphs("excluded"));
    let (notes, examples_of_use) = (paragraphs("notes"), paragraphs("examples_of_use"));
    let investment = f.optional("investment").and_then(|node| investment(node, facts, mistakes));
    let steps = f.optional("steps").map(|node| steps(node, mistakes)).unwrap_or_default();
    let source = f.optional("source").and_then(|node| Source::read(node, names.documents, mistakes));
    let corrections = f.optional("corrections").map(|node| Correction::read_all(node, mistakes)).unwrap_or_default();
    let windows = f.optional("windows").and_then(|node| window::read(node, mistakes));
    let contacts = f.optional("contacts").map(|node| contacts(node, names.contacts, mistakes)).unwrap_or_default();
    let benefits = match f.optional("benefits") {
        Some(node) => fields::list(node, mistakes).iter().filter_map(|item| benefit(item, names, mistakes)).collect(),
        None => Vec::new(),
    };
    Some(Offer {
        name,
        title: title?,
        aliases,
        examples,
        summary,
        goals,
        who: who?,
        terms,
        cost,
        excluded,
        notes,
        examples_of_use,
        investment,
        steps,
        source,
        corrections,
        benefits,
        windows,
        contacts,
    })
}

fn benefit(node: &Node, names: &mut Names, mistakes: &mut Mistakes) -> Option<Offer> {
    let mut f = Fields::open(node, "支援内容", mistakes)?;
    let name = f.required("id").and_then(|node| {
        let name = fields::identifier(node, mistakes)?;
        names.offers.push((name.clone(), node.span));
        Some(name)
    });
    let offer = offer(&mut f, name.clone().unwrap_or_default(), names, mistakes);
    f.close(mistakes);
    name?;
    offer
}

fn contacts(node: &Node, known: &ContactNames, mistakes: &mut Mistakes) -> Vec<ContactId> {
    fields::list_or_one(node).iter().filter_map(|item| contact_name(item, known, mistakes)).collect()
}

/// Reads the name of a contact.
pub(super) fn contact_name(node: &Node, known: &ContactNames, mistakes: &mut Mistakes) -> Option<ContactId> {
    let text = fields::word(node, "問い合わせ先", mistakes)?;
    let found = known.ids.get(text).copied();
    if found.is_none() && !known.unread {
        mistakes
            .add(Code::UnknownName, node.span, format!("{}という問い合わせ先はありません", node.seen()))
            .expected("knowledge/contacts.yaml の名前")
            .known(text, known.ids.keys().map(String::as_str));
    }
    found
}

fn investment(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<FactId> {
    let id = fact::name(node, facts, mistakes)?;
    if facts.get(id).kind != FactKind::Money {
        mistakes
            .add(Code::WrongType, node.span, format!("{}は金額の項目ではありません", node.seen()))
            .expected("type: money の項目");
        return None;
    }
    Some(id)
}

fn steps(node: &Node, mistakes: &mut Mistakes) -> Vec<NextStep> {
    fields::list(node, mistakes)
        .iter()
        .filter_map(|item| {
            let mut f = Fields::open(item, "次にすること", mistakes)?;
            let text = f.required("text").and_then(|node| limits::paragraph(node, mistakes));
            let url = f.optional("url").and_then(|node| source::address(node, source::url, mistakes));
            f.close(mistakes);
            Some(NextStep { text: text?, url })
        })
        .collect()
}
