//! Facts (項目): the typed things that can be known of a company, declared once in `knowledge/facts.yaml`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    amount::{self, Amount},
    condition::{self, Condition},
    diagnostic::{self, Code, Mistakes, Span},
    dialog::DialogId,
    fact_set::{Dependence, FactSet},
    fields::{self, Fields},
    limits,
    prefecture::PREFECTURES,
    source::{Documents, Source},
    value::{ChoiceNo, ChoiceSet, Exact, Value, day},
    yaml::{Kind, Node},
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
    /// The dialog that works it out from what an owner has at hand, where the number itself is hardly known.
    pub estimate_by: Option<DialogId>,
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

/// Reads `knowledge/facts.yaml`: first all names and types, then the conditions that use them.
pub(super) fn read(
    root: &Node,
    documents: &Documents,
    dialogs: &BTreeMap<String, DialogId>,
    mistakes: &mut Mistakes,
) -> Facts {
    const MOST: usize = 1_000;
    let Some(mut top) = Fields::open(root, "facts.yaml", mistakes) else { return Facts::unread() };
    let node = top.required("facts");
    top.close(mistakes);
    let Some(node) = node else { return Facts::unread() };
    let entries = fields::entries(node, mistakes);
    if entries.is_empty() && matches!(node.kind, Kind::Map(_)) {
        mistakes.add(Code::WrongValue, node.span, "項目が一つもありません").expected("名前: { label: …, type: … }");
    }
    if entries.is_empty() || !fields::at_most_items(entries.len(), MOST, node.span, mistakes) {
        return Facts::unread();
    }
    let mut facts = Facts::default();
    let mut read = Vec::new();
    for (key, body) in entries {
        let name = fields::identifier(key, mistakes);
        if name.as_deref().is_some_and(|name| condition::WORDS.contains(&name)) {
            mistakes
                .add(Code::WrongValue, key.span, format!("{}は条件の言葉なので項目名にできません", key.seen()))
                .expected("ほかの名前");
        }
        let id = FactId(facts.all.len() as u16);
        let fact = head(id, name.clone().unwrap_or_default(), key.span, body, documents, mistakes);
        match (name, fact) {
            (Some(name), Some(fact)) => {
                // Of two of the same name the first is meant wherever it is named.
                facts.by_name.entry(name).or_insert(id);
                facts.all.push(fact);
                read.push((Some(id), key.span, body));
            }
            _ => {
                facts.broken.extend(key.text().map(str::to_owned));
                read.push((None, key.span, body));
            }
        }
    }
    for (id, _, body) in &read {
        let links = links(body, &facts, id.map(|id| facts.get(id)), dialogs, mistakes);
        if let Some(id) = id {
            let fact = &mut facts.all[usize::from(id.0)];
            (fact.applies, fact.depends_on) = (links.applies, links.depends_on);
            (fact.derive, fact.estimate_by) = (links.derive, links.estimate_by);
        }
    }
    let spans: Vec<Span> = read.iter().filter(|(id, ..)| id.is_some()).map(|(_, span, _)| *span).collect();
    refuse_circles(&facts, &spans, mistakes);
    facts.dependence = Dependence::of(&facts);
    facts
}

/// All of a fact but what refers to other facts.
fn head(
    id: FactId,
    name: String,
    key: Span,
    body: &Node,
    documents: &Documents,
    mistakes: &mut Mistakes,
) -> Option<Fact> {
    let mut f = Fields::open(body, "項目", mistakes)?;
    let label = f.required("label").and_then(|node| limits::label(node, mistakes));
    let kind_node = f.required("type");
    let several = kind_node.is_some_and(|node| matches!(node.text(), Some("choice" | "multi")));
    let choices_node = if several { f.required("choices") } else { f.optional("choices") };
    let kind = kind_node.and_then(|node| kind(node, choices_node, mistakes));
    let unit = f.optional("unit").and_then(|node| fields::text(node, mistakes)).unwrap_or_default();
    let question = f.optional("question").and_then(|node| limits::line(node, mistakes));
    let help = f.optional("help").and_then(|node| limits::paragraph(node, mistakes));
    let example = f.optional("example").and_then(|node| fields::text(node, mistakes));
    let mut bound = |key| {
        let node = f.optional(key)?;
        match &kind {
            Some(FactKind::Date) => fields::date(node, mistakes).map(day),
            Some(FactKind::Int | FactKind::Decimal | FactKind::Money) => fields::number(node, mistakes),
            None => None,
            Some(_) => {
                mistakes
                    .add(Code::WrongValue, f.key_span(key), format!("この type に {key} は書けません"))
                    .expected("min と max は int、number、money、date だけ");
                None
            }
        }
    };
    let (min, max) = (bound("min"), bound("max"));
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        mistakes
            .add(Code::ReversedRange, f.key_span("min"), "min が max より大きくなっています")
            .expected("min は max と同じか、それより小さく");
    }
    let keep = f.optional("keep").and_then(|node| fields::boolean(node, mistakes)).unwrap_or(true);
    let source = f.optional("source").and_then(|node| Source::read(node, documents, mistakes));
    for later in ["applies", "depends_on", "derive", "estimate_by"] {
        f.optional(later);
    }
    let answerable = f.has("question") || f.has("derive");
    // A misspelt key has been reported, and may have been the one.
    if f.close(mistakes) && !answerable {
        mistakes
            .add(Code::MissingKey, key, "question も derive もありません")
            .expected("question: 相談者への質問、または derive: 導き方");
    }
    Some(Fact {
        id,
        label: label.unwrap_or_else(|| name.clone()),
        name,
        kind: kind?,
        unit,
        question,
        help,
        example,
        min,
        max,
        applies: Condition::ALWAYS,
        depends_on: Vec::new(),
        keep,
        derive: Vec::new(),
        estimate_by: None,
        source,
    })
}

fn kind(node: &Node, choices_node: Option<&Node>, mistakes: &mut Mistakes) -> Option<FactKind> {
    const KINDS: [&str; 9] = ["int", "number", "money", "bool", "date", "choice", "multi", "prefecture", "text"];
    let word = node.text().unwrap_or_default();
    if let Some(extra) = choices_node
        && KINDS.contains(&word)
        && !matches!(word, "choice" | "multi")
    {
        mistakes
            .add(Code::UnknownKey, extra.span, format!("type: {word} に choices は書けません"))
            .expected("choices は type: choice か multi のときだけ");
    }
    Some(match word {
        "int" => FactKind::Int,
        "number" => FactKind::Decimal,
        "money" => FactKind::Money,
        "bool" => FactKind::Bool,
        "date" => FactKind::Date,
        "text" => FactKind::Text,
        "prefecture" => FactKind::Choice(
            PREFECTURES
                .iter()
                .map(|(name, short)| Choice {
                    id: (*name).to_owned(),
                    label: (*name).to_owned(),
                    also: vec![(*short).to_owned()],
                    help: None,
                    none: false,
                })
                .collect(),
        ),
        "choice" => FactKind::Choice(choices(choices_node?, mistakes)?),
        "multi" => FactKind::Multi(choices(choices_node?, mistakes)?),
        _ => {
            mistakes
                .add(Code::WrongValue, node.span, format!("{}という type はありません", node.seen()))
                .known(word, KINDS);
            return None;
        }
    })
}

/// The choices; nothing where an id cannot be read, since then no name of a choice can be judged.
fn choices(node: &Node, mistakes: &mut Mistakes) -> Option<Vec<Choice>> {
    let mut choices: Vec<Choice> = Vec::new();
    let items = fields::list(node, mistakes);
    let mut whole = matches!(node.kind, Kind::List(_));
    if whole && !(1..=ChoiceSet::MOST).contains(&items.len()) {
        mistakes
            .add(Code::WrongValue, node.span, format!("選択肢が{}個あります", items.len()))
            .expected(format!("1個から{}個まで", ChoiceSet::MOST));
        return None;
    }
    for item in items {
        let Some(mut f) = Fields::open(item, "選択肢", mistakes) else {
            whole = false;
            continue;
        };
        let id = f.required("id").and_then(|node| fields::identifier(node, mistakes));
        let id_span = f.key_span("id");
        let label = f.required("label").and_then(|node| limits::label(node, mistakes));
        let also = f.optional("also").map(|node| fields::texts(node, mistakes)).unwrap_or_default();
        let help = f.optional("help").and_then(|node| limits::line(node, mistakes));
        let none = f.optional("none").and_then(|node| fields::boolean(node, mistakes)).unwrap_or(false);
        f.close(mistakes);
        let Some(id) = id else {
            whole = false;
            continue;
        };
        if choices.iter().any(|other| other.id == id) {
            mistakes
                .add(Code::DuplicateId, id_span, format!("選択肢「{id}」が二度あります"))
                .expected("項目の中で一つだけの id");
        } else if label.is_some() && choices.iter().any(|other| Some(&other.label) == label.as_ref()) {
            mistakes
                .add(
                    Code::DuplicateId,
                    id_span,
                    format!("「{}」という選択肢が二つあり、見分けられません", label.as_deref().unwrap_or_default()),
                )
                .expected("選択肢ごとにちがう label");
        }
        choices.push(Choice { label: label.unwrap_or_else(|| id.clone()), id, also, help, none });
    }
    whole.then_some(choices)
}

/// What of a fact refers to others.
struct Links {
    applies: Condition,
    depends_on: Vec<FactId>,
    derive: Vec<Derivation>,
    estimate_by: Option<DialogId>,
}

fn links(
    body: &Node,
    facts: &Facts,
    fact: Option<&Fact>,
    dialogs: &BTreeMap<String, DialogId>,
    mistakes: &mut Mistakes,
) -> Links {
    let mut links = Links { applies: Condition::ALWAYS, depends_on: Vec::new(), derive: Vec::new(), estimate_by: None };
    // The head has reported what is wrong with the map itself.
    let mut quiet = Mistakes::default();
    let Some(mut f) = Fields::open(body, "項目", &mut quiet) else { return links };
    if let Some(applies) = f.optional("applies").and_then(|node| condition::read(node, facts, mistakes)) {
        links.applies = applies;
    }
    links.depends_on = f.optional("depends_on").map(|node| names(node, facts, mistakes)).unwrap_or_default();
    links.derive = f.optional("derive").map(|node| derivations(node, fact, facts, mistakes)).unwrap_or_default();
    if let Some(node) = f.optional("estimate_by") {
        let text = node.text().unwrap_or_default();
        links.estimate_by = dialogs.get(text).copied();
        if links.estimate_by.is_none() {
            mistakes
                .add(Code::UnknownName, node.span, format!("{}という対話はありません", node.seen()))
                .expected("dialogs/ のファイル名")
                .known(text, dialogs.keys().map(String::as_str));
        }
    }
    links
}

/// The rules; their values can be judged only where the fact's own type is known.
fn derivations(node: &Node, fact: Option<&Fact>, facts: &Facts, mistakes: &mut Mistakes) -> Vec<Derivation> {
    let mut rules = Vec::new();
    if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
        mistakes
            .add(Code::WrongValue, node.span, "導き方が一つもありません")
            .expected("- { value: 値, when: { 項目: 値 } }");
    }
    for item in fields::list(node, mistakes) {
        let Some(mut f) = Fields::open(item, "導き方", mistakes) else { continue };
        let gives = match f.optional("amount") {
            Some(node) => amount_for(node, fact, facts, mistakes),
            None => f.required("value").and_then(|node| value(node, fact?, mistakes)).map(Given::Value),
        };
        let when = match f.optional("when") {
            Some(node) => condition::read(node, facts, mistakes),
            None => Some(Condition::ALWAYS),
        };
        f.close(mistakes);
        if let (Some(gives), Some(when)) = (gives, when) {
            rules.push(Derivation { gives, when });
        }
    }
    rules
}

fn amount_for(node: &Node, fact: Option<&Fact>, facts: &Facts, mistakes: &mut Mistakes) -> Option<Given> {
    if let Some(fact) = fact
        && !matches!(fact.kind, FactKind::Int | FactKind::Decimal | FactKind::Money)
    {
        mistakes.add(
            Code::WrongType,
            node.span,
            format!("「{}」は数の項目ではないので、amount では導けません", fact.name),
        );
        return None;
    }
    amount::read(node, facts, mistakes).map(Given::Amount)
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

/// A fact must not need itself, through `derive` or `applies`.
fn refuse_circles(facts: &Facts, spans: &[Span], mistakes: &mut Mistakes) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    fn visit(id: FactId, facts: &Facts, marks: &mut [Mark], way: &mut Vec<FactId>, circles: &mut Vec<Vec<FactId>>) {
        let place = usize::from(id.0);
        match marks[place] {
            Mark::Done => return,
            Mark::Open => {
                let from = way.iter().position(|step| *step == id).unwrap_or_default();
                return circles.push([&way[from..], &[id]].concat());
            }
            Mark::New => marks[place] = Mark::Open,
        }
        way.push(id);
        let fact = facts.get(id);
        let mut needs = Vec::new();
        fact.applies.each_test(&mut |test| needs.push(test.fact));
        fact.derive.iter().for_each(|rule| rule.each_fact(&mut |fact| needs.push(fact)));
        needs.into_iter().for_each(|need| visit(need, facts, marks, way, circles));
        way.pop();
        marks[place] = Mark::Done;
    }
    let mut marks = vec![Mark::New; facts.len()];
    let mut circles = Vec::new();
    for fact in facts.iter() {
        visit(fact.id, facts, &mut marks, &mut Vec::new(), &mut circles);
    }
    for circle in circles {
        let names: Vec<&str> = circle.iter().map(|id| facts.get(*id).name.as_str()).collect();
        mistakes
            .add(
                Code::Circular,
                spans[usize::from(circle[0].0)],
                format!("「{}」を決めるのに「{0}」自身が要ります（{}）", names[0], names.join(" → ")),
            )
            .expected("derive か applies の条件から、この輪を切る");
    }
}
