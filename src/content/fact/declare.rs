//! Reading `knowledge/facts.yaml`: first all names and types, then the conditions that use them.

use std::collections::BTreeMap;

use super::{Choice, Derivation, Fact, FactId, FactKind, Facts, Given, names, value};
use crate::content::{
    amount,
    condition::{self, Condition},
    diagnostic::{Code, Mistakes, Span},
    dialog::DialogId,
    fact_set::Dependence,
    fields::{self, Fields},
    limits,
    pattern::{self, NUMBER},
    prefecture::PREFECTURES,
    source::{Documents, Source},
    value::{ChoiceNo, ChoiceSet, day},
    yaml::{Kind, Node},
};

/// Reads `knowledge/facts.yaml`: first all names and types, then the conditions that use them.
pub(in crate::content) fn read(
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
    let for_statistics = f.optional("for").is_some_and(|node| is_for_statistics(node, mistakes));
    let said_node = f.optional("said");
    let said = said_node.map(|node| pattern::read_all(node, with_number, mistakes)).unwrap_or_default();
    if let Some(node) = said_node
        && !matches!(kind, None | Some(FactKind::Int | FactKind::Decimal | FactKind::Money | FactKind::Bool))
    {
        mistakes
            .add(Code::WrongValue, node.span, "この type に said は書けません")
            .expected("said は int、number、money、bool だけ。選択肢は in_text: true と also");
    }
    let not_said = f.optional("not_said");
    let not_said = not_said.map(|node| pattern::read_all(node, with_number, mistakes)).unwrap_or_default();
    let in_text = match (f.optional("in_text"), &kind) {
        (Some(node), Some(kind)) => in_text(node, kind, mistakes),
        _ => Vec::new(),
    };
    let same = str::to_owned;
    let mut around = |key| f.optional(key).map(|node| pattern::read_all(node, same, mistakes)).unwrap_or_default();
    let (followed_by, not_followed_by) = (around("followed_by"), around("not_followed_by"));
    let source = f.optional("source").and_then(|node| Source::read(node, documents, mistakes));
    for later in ["applies", "depends_on", "derive", "estimate_by"] {
        f.optional(later);
    }
    let answerable = f.has("question") || f.has("derive");
    let never_entered = for_statistics && answerable && !f.has("question");
    let for_span = f.key_span("for");
    // A misspelt key has been reported, and may have been the one.
    let all_known = f.close(mistakes);
    if all_known && !answerable {
        mistakes
            .add(Code::MissingKey, key, "question も derive もありません")
            .expected("question: 相談者への質問、または derive: 導き方");
    } else if all_known && never_entered {
        mistakes
            .add(Code::MissingKey, for_span, "for: statistics の項目に question がありません")
            .expected("question: 相談員が聞くときの言葉");
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
        for_statistics,
        derive: Vec::new(),
        estimate_by: None,
        said,
        not_said,
        in_text,
        followed_by,
        not_followed_by,
        source,
    })
}

/// What a fact is only for; so far there is one such thing.
fn is_for_statistics(node: &Node, mistakes: &mut Mistakes) -> bool {
    const STATISTICS: &str = "statistics";
    let Some(word) = fields::word(node, "使い道", mistakes) else { return false };
    if word != STATISTICS {
        mistakes
            .add(Code::WrongValue, node.span, format!("{}という使い道はありません", node.seen()))
            .expected("for: statistics（相談実績で数えるだけの項目）。書かなければ、ふつうの項目")
            .known(word, [STATISTICS]);
    }
    word == STATISTICS
}

/// Which words of a free text mean which choice: `true` for all words of all choices, or words for some of them.
fn in_text(node: &Node, kind: &FactKind, mistakes: &mut Mistakes) -> Vec<(ChoiceNo, Vec<String>)> {
    let (FactKind::Choice(choices) | FactKind::Multi(choices)) = kind else {
        mistakes
            .add(Code::WrongValue, node.span, "この type に in_text は書けません")
            .expected("in_text は選択肢のある項目だけ。数と はい・いいえ は said");
        return Vec::new();
    };
    let Kind::Map(entries) = &node.kind else {
        let all = fields::boolean(node, mistakes).unwrap_or(false);
        let words = |choice: &Choice| std::iter::once(&choice.label).chain(&choice.also).cloned().collect();
        let numbered = choices.iter().enumerate().filter(|_| all);
        return numbered.map(|(no, choice)| (no as ChoiceNo, words(choice))).collect();
    };
    entries
        .iter()
        .filter_map(|(key, words)| {
            let id = key.text().unwrap_or_default();
            let no = choices.iter().position(|choice| choice.id == id);
            if no.is_none() {
                mistakes
                    .add(Code::UnknownName, key.span, format!("「{id}」という選択肢はありません"))
                    .known(id, choices.iter().map(|choice| choice.id.as_str()));
            }
            Some((no? as ChoiceNo, fields::texts(words, mistakes)))
        })
        .collect()
}

/// `{n}` is where a number stands; what stands there in a text is told by [`NUMBER`].
fn with_number(pattern: &str) -> String {
    let any = format!("[{}-{}]", NUMBER.start(), NUMBER.end());
    // The first is the number that is meant.
    pattern.replacen("{n}", &format!("({any})"), 1).replace("{n}", &any)
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
