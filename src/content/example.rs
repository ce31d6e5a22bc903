//! Worked examples, `knowledge/examples/`: what an author says comes out for one company, to be held against what does.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::{
    diagnostic::{Code, Mistakes},
    fact::{self, Fact, FactId, Facts},
    fields::{self, Fields},
    limits,
    program::ProgramId,
    value::{Exact, Value, exact},
    yaml::{Kind, Node},
};

/// The verdicts as written in examples and JSON.
pub const VERDICTS: [&str; 4] = ["eligible", "likely", "unknown", "not_eligible"];
/// The states of a window as written in examples and JSON.
pub const WINDOW_STATES: [&str; 5] = ["open", "closing_soon", "upcoming", "closed", "unknown"];

/// One company and what comes out for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The program whose file it stands in.
    pub program: ProgramId,
    /// What it is an example of, for whoever reads that it failed.
    pub name: String,
    /// The page of the document against which it was checked.
    pub page: String,
    /// Where it stands in its file.
    pub line: u32,
    /// The day of the consultation.
    pub as_of: NaiveDate,
    /// What the company answers, within the limits of each fact.
    pub given: Vec<(FactId, Value)>,
    /// What must come out then.
    pub expect: Expected,
}

/// What is expected; what is absent is not compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// One of [`VERDICTS`].
    pub verdict: Option<&'static str>,
    /// One of [`WINDOW_STATES`]; of the program alone.
    pub window: Option<&'static str>,
    /// Exactly these facts are missing.
    pub missing: Option<Vec<FactId>>,
    /// The most that is paid, in yen.
    pub cap_yen: Option<ExpectedNumber>,
    /// The least that is paid, in yen.
    pub floor_yen: Option<ExpectedNumber>,
    /// One rate, or those of all tiers from the lowest.
    pub rate: Option<Option<Vec<Exact>>>,
    /// What the owner pays, in yen.
    pub fee_yen: Option<ExpectedNumber>,
    /// Years to repay, or of support.
    pub term_years: Option<ExpectedNumber>,
    /// What the owner may expect (目安), in yen.
    pub estimate_yen: Option<ExpectedNumber>,
    /// Of benefits at any depth, by id.
    pub benefits: Vec<(String, Expected)>,
}

/// One number; `None` (written `null`) where no single one may come out.
pub type ExpectedNumber = Option<Exact>;

/// Names that an example can refer to.
pub(super) struct Names<'a> {
    pub facts: &'a Facts,
    pub programs: &'a BTreeMap<String, ProgramId>,
    /// The benefits of every program, by the program's id.
    pub benefits: &'a HashMap<ProgramId, Vec<String>>,
}

/// Reads the file of one program.
pub(super) fn read(name: &str, root: &Node, names: &Names, mistakes: &mut Mistakes) -> Vec<Example> {
    let Some(program) = names.programs.get(name).copied() else {
        mistakes
            .add(Code::UnknownName, root.span, format!("「{name}」という支援策はありません"))
            .known(name, names.programs.keys().map(String::as_str));
        return Vec::new();
    };
    let Some(mut f) = Fields::open(root, "例のファイル", mistakes) else { return Vec::new() };
    let items = f.required("examples").map(|node| fields::list(node, mistakes)).unwrap_or_default();
    f.close(mistakes);
    // A program that is broken itself has no benefits yet; each of them would look unknown.
    let Some(benefits) = names.benefits.get(&program) else { return Vec::new() };
    items.iter().filter_map(|item| example(program, item, names.facts, benefits, mistakes)).collect()
}

fn example(
    program: ProgramId,
    node: &Node,
    facts: &Facts,
    benefits: &[String],
    mistakes: &mut Mistakes,
) -> Option<Example> {
    let mut f = Fields::open(node, "例", mistakes)?;
    let name = f.required("name").and_then(|node| limits::line(node, mistakes));
    let page = f.required("page").and_then(|node| fields::text(node, mistakes));
    let as_of = f.required("as_of").and_then(|node| fields::date(node, mistakes));
    let given = f.required("given").map(|node| given(node, facts, mistakes));
    let expect = f.required("expect").and_then(|node| expected(node, facts, Some(benefits), mistakes));
    f.close(mistakes);
    let line = node.span.line;
    Some(Example { program, name: name?, page: page?, line, as_of: as_of?, given: given?, expect: expect? })
}

fn given(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Vec<(FactId, Value)> {
    let mut given = Vec::new();
    for (key, value) in fields::entries(node, mistakes) {
        let Some(id) = fact::name(key, facts, mistakes) else { continue };
        let fact = facts.get(id);
        if let Some(value) = fact::value(value, fact, mistakes).filter(|read| within(fact, read, value, mistakes)) {
            given.push((id, value));
        }
    }
    given
}

/// An example that no owner could give would prove nothing.
fn within(fact: &Fact, value: &Value, node: &Node, mistakes: &mut Mistakes) -> bool {
    let fits =
        value.measure().is_none_or(|at| fact.min.is_none_or(|min| min <= at) && fact.max.is_none_or(|max| at <= max));
    if !fits {
        mistakes.add(
            Code::WrongValue,
            node.span,
            format!("{}は「{}」に答えられる範囲（min から max まで）の外です", node.seen(), fact.name),
        );
    }
    fits
}

/// `benefits` are those of the program; of a benefit itself `None`.
fn expected(node: &Node, facts: &Facts, benefits: Option<&[String]>, mistakes: &mut Mistakes) -> Option<Expected> {
    let mut f = Fields::open(node, "expect", mistakes)?;
    let verdict = f.optional("verdict").and_then(|node| word(node, &VERDICTS, mistakes));
    let missing = f
        .optional("missing")
        .map(|node| fields::list_or_one(node).iter().filter_map(|item| fact::name(item, facts, mistakes)).collect());
    let mut amount = |key| f.optional(key).and_then(|node| amount(node, mistakes));
    let mut read = Expected {
        verdict,
        missing,
        cap_yen: amount("cap_yen"),
        floor_yen: amount("floor_yen"),
        fee_yen: amount("fee_yen"),
        term_years: amount("term_years"),
        estimate_yen: amount("estimate_yen"),
        rate: f.optional("rate").and_then(|node| rate(node, mistakes)),
        ..Expected::default()
    };
    if let Some(known) = benefits {
        read.window = f.optional("window").and_then(|node| word(node, &WINDOW_STATES, mistakes));
        let entries = f.optional("benefits").map(|node| fields::entries(node, mistakes)).unwrap_or_default();
        for (key, body) in entries {
            let id = key.text().unwrap_or_default();
            if !known.iter().any(|benefit| benefit == id) {
                mistakes
                    .add(Code::UnknownName, key.span, format!("この支援策に「{id}」という支援内容はありません"))
                    .known(id, known.iter().map(String::as_str));
            } else if let Some(expect) = expected(body, facts, None, mistakes) {
                read.benefits.push((id.to_owned(), expect));
            }
        }
    }
    if read == Expected::default() {
        mistakes.add(Code::WrongValue, node.span, "何を確かめるのかが書かれていません").expected("verdict や cap_yen");
    }
    f.close(mistakes);
    Some(read)
}

fn word(node: &Node, words: &[&'static str], mistakes: &mut Mistakes) -> Option<&'static str> {
    let text = node.text().unwrap_or_default();
    let found = words.iter().find(|word| **word == text).copied();
    if found.is_none() {
        mistakes
            .add(Code::WrongValue, node.span, format!("{}は書けません", node.seen()))
            .known(text, words.iter().copied());
    }
    found
}

fn amount(node: &Node, mistakes: &mut Mistakes) -> Option<ExpectedNumber> {
    if node.is_null() {
        return Some(None);
    }
    fields::number(node, mistakes).map(Some)
}

/// `4/5`; of tiers `"3/4,2/3"`.
fn rate(node: &Node, mistakes: &mut Mistakes) -> Option<Option<Vec<Exact>>> {
    if node.is_null() {
        return Some(None);
    }
    if let Kind::Scalar { text, .. } = &node.kind
        && let Some(rates) = text.split(',').map(|rate| exact(rate.trim())).collect::<Option<Vec<_>>>()
    {
        return Some(Some(rates));
    }
    mistakes
        .add(Code::WrongType, node.span, format!("率のはずのところが{}です", node.seen()))
        .expected("4/5、段階なら \"3/4,2/3\"");
    None
}
