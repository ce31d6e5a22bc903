//! Facts (項目): the typed things that can be known of a company, declared once in `knowledge/facts.yaml`.

mod declare;

use std::collections::{HashMap, HashSet};

pub(super) use self::declare::read;
use super::{
    amount::Amount,
    condition::Condition,
    diagnostic::{self, Code, Mistakes},
    dialog::DialogId,
    fact_set::{Dependence, FactSet},
    fields,
    pattern::Pattern,
    source::Source,
    value::{ChoiceNo, ChoiceSet, Exact, Value},
    yaml::Node,
};

/// A fact, by its place in [`Facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactId(pub u16);

/// One fact (項目) as declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its place in [`Facts`].
    pub id: FactId,
    /// Its key in `knowledge/facts.yaml`, unique among facts.
    pub name: String,
    /// Short name for lists: 従業員.
    pub label: String,
    /// What its values are.
    pub kind: FactKind,
    /// Written after a number; empty for money, which brings its own 円.
    pub unit: String,
    /// Absent for facts that are only derived.
    pub question: Option<String>,
    /// A line or two for owners who ask what is meant.
    pub help: Option<String>,
    /// An answer as an owner would type it.
    pub example: Option<String>,
    /// The smallest and largest number (or day) taken as an answer.
    pub min: Option<Exact>,
    /// The largest of them, itself taken.
    pub max: Option<Exact>,
    /// Of whom it can be known at all. Where this is false, the fact is not asked and every test of it is false.
    pub applies: Condition,
    /// Correcting one of these withdraws the answer to this one.
    pub depends_on: Vec<FactId>,
    /// Whether the answer is remembered for the next dialog.
    pub keep: bool,
    /// Decides nothing: it is only counted in the statistics, and staff note it where they hear it.
    pub for_statistics: bool,
    /// The dialog that works it out from what an owner has at hand, where the number itself is hardly known.
    pub estimate_by: Option<DialogId>,
    /// Where a free text says it: of a number patterns in which `{n}` stands for the number, of a yes or no what says yes.
    pub said: Vec<Pattern>,
    /// Where a number is said that is not all of it: then none is taken.
    pub not_said: Vec<Pattern>,
    /// Of choices: the words by which each is meant in a free text; none where it is not looked for there.
    pub in_text: Vec<(ChoiceNo, Vec<String>)>,
    /// What must come right after such a word; with none, anything may.
    pub followed_by: Vec<Pattern>,
    /// What must not come right after it.
    pub not_followed_by: Vec<Pattern>,
    /// Rules that give the value from other facts: the first that holds. Empty for facts that are only asked.
    pub derive: Vec<Derivation>,
    /// Where a document defines it.
    pub source: Option<Source>,
}

/// What the values of a fact are; `type` in `knowledge/facts.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub enum FactKind {
    /// A whole number.
    Int,
    /// Any exact number; `number` in YAML.
    Decimal,
    /// Whole yen.
    Money,
    /// はい or いいえ.
    Bool,
    /// A day of the calendar.
    Date,
    /// Exactly one of these; of `type: prefecture` the 47 prefectures.
    Choice(Vec<Choice>),
    /// One or more of these.
    Multi(Vec<Choice>),
    /// Words of the owner's own; conditions compare them to the letter.
    Text,
}

/// One of the values to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// As conditions write it, unique within the fact.
    pub id: String,
    /// As on its button, unique within the fact; at most 30 characters.
    pub label: String,
    /// Other words for it.
    pub also: Vec<String>,
    /// What is meant by it, in a line.
    pub help: Option<String>,
    /// "None of them": of several choices, never beside another.
    pub none: bool,
}

/// What follows when `when` holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivation {
    /// The value, or the way to it.
    pub gives: Given,
    /// Where this holds the rule gives the value; where it is unknown so is the fact, whatever later rules say.
    pub when: Condition,
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// This value, one of the fact's own kind.
    Value(Value),
    /// Worked out from other facts; nothing as long as one of them is unknown.
    Amount(Amount),
}

impl Derivation {
    /// Calls `see` for every fact that the rule needs.
    pub fn each_fact(&self, see: &mut impl FnMut(FactId)) {
        self.when.each_test(&mut |test| see(test.fact));
        if let Given::Amount(amount) = &self.gives {
            amount.each_fact(see);
        }
    }
}

impl Fact {
    /// What can be chosen; empty for facts of other kinds.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            FactKind::Choice(choices) | FactKind::Multi(choices) => choices,
            _ => &[],
        }
    }

    /// The choice that conditions write so.
    pub fn choice(&self, id: &str) -> Option<ChoiceNo> {
        self.choices().iter().position(|choice| choice.id == id).map(|place| place as ChoiceNo)
    }

    /// Whether it can follow from other facts. It may have a question all the same.
    pub fn is_derived(&self) -> bool {
        !self.derive.is_empty()
    }
}

impl FactKind {
    /// What can be written for a value, in words for an author.
    pub(super) fn writable(&self) -> String {
        match self {
            FactKind::Int | FactKind::Money => "整数、\"<1500\"、\">=30\"、\"6..20\" のどれか".to_owned(),
            FactKind::Decimal => "数、\"<12.5\"、\">=30\"、\"6..20\" のどれか".to_owned(),
            FactKind::Bool => "true か false".to_owned(),
            FactKind::Date => "2023-06-30、\"<2023-06-30\"、\"2023-04-01..2023-06-30\" のどれか".to_owned(),
            FactKind::Choice(choices) | FactKind::Multi(choices) => {
                choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", ")
            }
            FactKind::Text => "文字".to_owned(),
        }
    }
}

/// All facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    all: Vec<Fact>,
    by_name: HashMap<String, FactId>,
    dependence: Dependence,
    /// Declared, but so that they cannot be used. They are reported where they stand, not again wherever named.
    broken: HashSet<String>,
    /// Their file could not be read: no name can be judged.
    unread: bool,
}

impl Facts {
    pub(super) fn unread() -> Self {
        Self { unread: true, ..Self::default() }
    }

    /// Whether nobody is to be blamed for this name, though no fact of it can be found.
    pub(super) fn excuse(&self, name: &str) -> bool {
        let meant =
            |broken: &String| !fields::is_identifier(broken) && diagnostic::nearest(name, &[broken.as_str()]).is_some();
        self.unread || self.broken.contains(name) || self.broken.iter().any(meant)
    }

    /// All facts, each after those that it needs through `applies` and `derive`.
    pub fn in_order(&self) -> &[FactId] {
        &self.dependence.order
    }

    /// A fact and all that hang on it, each after those that it needs.
    pub fn downstream(&self, id: FactId) -> &[FactId] {
        &self.dependence.downstream[usize::from(id.0)]
    }

    /// A fact and all that hang on it.
    pub fn reach(&self, id: FactId) -> &FactSet {
        &self.dependence.reach[usize::from(id.0)]
    }

    /// The fact of an id, which must be of this content.
    pub fn get(&self, id: FactId) -> &Fact {
        &self.all[usize::from(id.0)]
    }

    /// The fact that authors call so.
    pub fn find(&self, name: &str) -> Option<FactId> {
        self.by_name.get(name).copied()
    }

    /// The words of a fact, for an overlay; what it is stays.
    pub(super) fn words_of(&mut self, id: FactId) -> &mut Fact {
        &mut self.all[usize::from(id.0)]
    }

    /// In the order of their ids, which is that of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.all.iter()
    }

    /// What authors call them, in the order of their ids.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|fact| fact.name.as_str())
    }

    /// How many are declared; ids are below it.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether none is declared, which is refused at loading.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// Reads one value of a fact as an author writes it.
pub(super) fn value(node: &Node, fact: &Fact, mistakes: &mut Mistakes) -> Option<Value> {
    let read = node.text().and_then(|text| parse(text, fact));
    if read.is_none() {
        mistakes
            .add(Code::WrongValue, node.span, format!("「{}」の値に{}は書けません", fact.name, node.seen()))
            .known(node.text().unwrap_or_default(), fact.choices().iter().map(|choice| choice.id.as_str()))
            .expected(fact.kind.writable());
    }
    read
}

/// Reads a value in its written form: as on the command line, in the store, and in YAML.
/// Several choices are separated by commas.
pub fn parse(text: &str, fact: &Fact) -> Option<Value> {
    let number = || super::value::exact(text);
    Some(match &fact.kind {
        FactKind::Int | FactKind::Money => Value::Number(number().filter(|n| n.is_integer())?),
        FactKind::Decimal => Value::Number(number()?),
        FactKind::Bool => Value::Bool(match text {
            "true" => true,
            "false" => false,
            _ => return None,
        }),
        FactKind::Date => Value::Date(super::value::date(text)?),
        FactKind::Choice(_) => Value::Choice(fact.choice(text)?),
        FactKind::Multi(_) => Value::Multi(text.split(',').map(|id| fact.choice(id)).collect::<Option<ChoiceSet>>()?),
        FactKind::Text => Value::Text(text.to_owned()),
    })
}

/// The written form that [`parse`] takes back.
pub fn write(value: &Value, fact: &Fact) -> String {
    let id = |choice: ChoiceNo| fact.choices().get(usize::from(choice)).map_or("?", |choice| choice.id.as_str());
    match value {
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => date.format("%Y-%m-%d").to_string(),
        Value::Choice(choice) => id(*choice).to_owned(),
        Value::Multi(set) => set.iter().map(id).collect::<Vec<_>>().join(","),
        Value::Text(text) => text.clone(),
    }
}

fn names(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Vec<FactId> {
    fields::list_or_one(node).iter().filter_map(|item| name(item, facts, mistakes)).collect()
}

/// Reads the name of a fact.
pub(super) fn name(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<FactId> {
    let text = fields::word(node, "項目", mistakes)?;
    let found = facts.find(text);
    if found.is_none() && !facts.excuse(text) {
        mistakes
            .add(Code::UnknownName, node.span, format!("「{text}」という項目はありません"))
            .expected("knowledge/facts.yaml の項目名")
            .known(text, facts.names());
    }
    found
}
