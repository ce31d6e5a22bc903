//! Dialogs (対話), `dialogs/ID.yaml`: lists of steps that an author can read aloud.

use std::collections::{BTreeMap, HashMap};

use super::{
    condition::{self, Condition},
    contact::{ContactId, ContactNames},
    diagnostic::{Code, Mistakes, Span},
    fact::{self, FactId, Facts},
    fact_set::FactSet,
    fields::{self, Fields},
    goals::{self, Goals},
    limits,
    program::{self, ProgramId},
    sentence::{self, Sentence},
    yaml::{Kind, Node},
};

/// A dialog, by its place in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DialogId(pub u16);

/// A step, by its place in its dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepNo(pub u16);

/// The dialog everybody begins with.
pub const START: &str = "start";

/// One question flow (対話).
#[derive(Clone, Debug, PartialEq)]
pub struct Dialog {
    /// Its place in [`Content::dialogs`](super::Content::dialogs).
    pub id: DialogId,
    /// The name of its file without `.yaml`, unique among dialogs.
    pub name: String,
    /// What it is for, in an author's few words.
    pub title: String,
    /// What an owner gets from it, in a sentence.
    pub about: String,
    /// How people say the need that it is for.
    pub examples: Vec<String>,
    /// At least one; run from the top.
    pub steps: Vec<Step>,
    /// How far one can be in what the dialog is about, first to last; most dialogs have none.
    pub stages: Vec<Stage>,
}

/// A stage on the way that a dialog checks (段階).
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// What it is called, at most 30 characters: 現状把握.
    pub title: String,
    /// What belongs to it, in a sentence.
    pub about: String,
    /// Where this is true, the stage is done.
    pub done: Condition,
}

/// One step of a dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The step is done where this is true; where it is false or cannot be told, it is skipped.
    pub when: Condition,
    /// What is done there.
    pub act: Act,
    /// The same in やさしい日本語, where an author wrote it beside.
    pub easy: Option<Act>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Asks a fact that is not known yet. The texts replace the fact's own.
    Ask {
        /// What is asked.
        fact: FactId,
        /// The question in the words of this dialog.
        question: Option<String>,
        /// The help in the words of this dialog.
        help: Option<String>,
    },
    /// Says something on the way and goes on.
    Say(Sentence),
    /// Goes on elsewhere and doesn't come back.
    Go(Target),
    /// Does another dialog and comes back.
    Call(DialogId),
    /// Shows programs, after questions that tell them apart.
    Recommend(Recommend),
    /// To a person, for this reason.
    Handover(String),
    /// The last words of the consultation.
    End(Sentence),
}

impl Act {
    /// Whether nothing after it is reached.
    pub fn leaves(&self) -> bool {
        !matches!(self, Act::Ask { .. } | Act::Say(_) | Act::Call(_))
    }
}

/// Where a [`Act::Go`] leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A step of the same dialog.
    Step(StepNo),
    /// The first step of another dialog.
    Dialog(DialogId),
}

/// Which programs are meant, and how many questions may be added to tell them apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommend {
    /// The programs to choose from, at least one; `all` and goals are resolved to them.
    pub programs: Vec<ProgramId>,
    /// The most questions that may be added, 0 to 8.
    pub ask_more: u8,
    /// The only facts that may be asked to tell them apart; without it, any.
    pub ask_from: Option<FactSet>,
    /// Contacts that are named beside the results.
    pub contacts: Vec<ContactId>,
}

/// Names that a dialog can refer to.
pub(super) struct Names<'a> {
    pub facts: &'a Facts,
    pub contacts: &'a ContactNames,
    pub programs: &'a BTreeMap<String, ProgramId>,
    pub program_count: usize,
    /// What each program is about.
    pub about: &'a [(ProgramId, Goals)],
    pub dialogs: &'a BTreeMap<String, DialogId>,
}

/// A dialog with the places of its steps, for the checks of the flow.
pub(super) struct DialogRead {
    /// Whether every step could be read. Else there are only those that could.
    pub whole: bool,
    pub dialog: Dialog,
    pub spans: Vec<Span>,
    pub title: Span,
}

/// More stages than anybody could look over.
const MOST_STAGES: usize = 9;

/// A dialog that long would never end for an owner either.
const MOST_STEPS: usize = 500;

pub(super) fn read(
    id: DialogId,
    name: &str,
    root: &Node,
    names: &Names,
    mistakes: &mut Mistakes,
) -> Option<DialogRead> {
    let mut f = Fields::open(root, "対話", mistakes)?;
    let title = f.required("title").and_then(|node| limits::line(node, mistakes));
    let title_span = f.key_span("title");
    let about = f.required("about").and_then(|node| limits::line(node, mistakes));
    let examples = f.optional("examples").map(|node| limits::phrasings(node, mistakes)).unwrap_or_default();
    let steps_node = f.required("steps");
    let stages = match f.optional("stages") {
        Some(node) => stages(node, names, mistakes),
        None => Some(Vec::new()),
    };
    f.close(mistakes);
    let steps_node = steps_node?;
    let items = fields::list(steps_node, mistakes);
    if !fields::at_most_items(items.len(), MOST_STEPS, steps_node.span, mistakes) {
        return None;
    }
    let ids = step_ids(items, names, mistakes);
    let mut whole = title.is_some() && about.is_some() && stages.is_some();
    let (mut steps, mut spans) = (Vec::new(), Vec::new());
    for item in items {
        match step(item, &ids, names, mistakes) {
            Some(step) => {
                steps.push(step);
                spans.push(item.span);
            }
            None => whole = false,
        }
    }
    if items.is_empty() {
        if matches!(steps_node.kind, Kind::List(_)) {
            mistakes.add(Code::DeadEnd, steps_node.span, "手順が一つもありません").expected("「- ask: …」などの手順");
        }
        return None;
    }
    Some(DialogRead {
        whole,
        dialog: Dialog {
            id,
            name: name.to_owned(),
            title: title.unwrap_or_default(),
            about: about.unwrap_or_default(),
            examples,
            steps,
            stages: stages.unwrap_or_default(),
        },
        spans,
        title: title_span,
    })
}

fn stages(node: &Node, names: &Names, mistakes: &mut Mistakes) -> Option<Vec<Stage>> {
    let items = fields::list(node, mistakes);
    if items.is_empty() {
        if matches!(node.kind, Kind::List(_)) {
            mistakes
                .add(Code::WrongValue, node.span, "段階が一つもありません")
                .expected("「- { title: …, about: …, done: { 項目: 値 } }」。段階がないなら、キーごと消す");
        }
        return None;
    }
    if !fields::at_most_items(items.len(), MOST_STAGES, node.span, mistakes) {
        return None;
    }
    fields::every(items, |item| {
        let mut f = Fields::open(item, "段階", mistakes)?;
        let title = f.required("title").and_then(|node| limits::label(node, mistakes));
        let about = f.required("about").and_then(|node| limits::line(node, mistakes));
        let done = f.required("done").and_then(|node| condition::read(node, names.facts, mistakes));
        f.close(mistakes);
        Some(Stage { title: title?, about: about?, done: done? })
    })
}

fn step_ids(items: &[Node], names: &Names, mistakes: &mut Mistakes) -> HashMap<String, StepNo> {
    let mut ids = HashMap::new();
    for (place, item) in items.iter().enumerate() {
        let mut quiet = Mistakes::default();
        let Some(node) = Fields::open(item, "手順", &mut quiet).and_then(|mut f| f.optional("id")) else { continue };
        let Some(id) = fields::identifier(node, mistakes) else { continue };
        if names.dialogs.contains_key(&id) {
            mistakes
                .add(Code::DuplicateId, node.span, format!("「{id}」は対話の名前なので、手順の id にできません"))
                .expected("どの対話ともちがう名前");
        }
        if ids.insert(id.clone(), StepNo(place as u16)).is_some() {
            mistakes
                .add(Code::DuplicateId, node.span, format!("この対話には id「{id}」の手順がもうあります"))
                .expected("対話の中で一つだけの id");
        }
    }
    ids
}

fn step(node: &Node, ids: &HashMap<String, StepNo>, names: &Names, mistakes: &mut Mistakes) -> Option<Step> {
    const ACTS: [&str; 7] = ["ask", "say", "go", "call", "recommend", "handover", "end"];
    let mut f = Fields::open(node, "手順", mistakes)?;
    let written: Vec<(&str, &Node)> = ACTS.iter().filter_map(|act| f.optional(act).map(|body| (*act, body))).collect();
    f.optional("id");
    let when = match f.optional("when") {
        Some(node) => condition::read(node, names.facts, mistakes),
        None => Some(Condition::ALWAYS),
    };
    let asks = written.iter().any(|(act, _)| *act == "ask");
    let mut text = |key| asks.then(|| f.optional(key)).flatten().and_then(|node| limits::paragraph(node, mistakes));
    let (question, help) = (text("question"), text("help"));
    let easy_help = text("easy_help");
    let says = written.iter().any(|(act, _)| matches!(*act, "ask" | "say" | "end"));
    let easy_node = says.then(|| f.optional("easy")).flatten();
    let span = f.span();
    let all_known = f.close(mistakes);
    let [(act, body)] = written[..] else {
        if written.len() > 1 {
            mistakes
                .add(
                    Code::WrongValue,
                    span,
                    format!("一つの手順に書けるのは一つだけです（{}個あります）", written.len()),
                )
                .expected(ACTS.join(" / "));
        } else if all_known {
            // A misspelt key has been reported.
            mistakes.add(Code::MissingKey, span, "この手順は何もしません").expected(ACTS.join(" / "));
        }
        return None;
    };
    let easy = match (act, easy_node) {
        ("say", Some(node)) => sentence::read(node, names.facts, mistakes).map(Act::Say),
        ("end", Some(node)) => sentence::read(node, names.facts, mistakes).map(Act::End),
        _ => None,
    };
    let easy_question = easy_node.filter(|_| act == "ask").and_then(|node| limits::paragraph(node, mistakes));
    let act = match act {
        "ask" => {
            let fact = fact::name(body, names.facts, mistakes)?;
            if names.facts.get(fact).question.is_none() && question.is_none() {
                mistakes
                    .add(Code::WrongValue, body.span, format!("{}は導かれる項目で、質問がありません", body.seen()))
                    .expected("question のある項目");
                return None;
            }
            Act::Ask { fact, question, help }
        }
        "say" => Act::Say(sentence::read(body, names.facts, mistakes)?),
        "end" => Act::End(sentence::read(body, names.facts, mistakes)?),
        "handover" => Act::Handover(limits::line(body, mistakes)?),
        "go" => Act::Go(target(body, ids, names, mistakes)?),
        "call" => Act::Call(dialog_name(body, names, [].into_iter(), mistakes)?),
        _ => Act::Recommend(recommend(body, names, mistakes)?),
    };
    // With a misspelt key, which may be `when`, it isn't known where the step leads.
    let easy = match &act {
        Act::Ask { fact, question, help } if easy_question.is_some() || easy_help.is_some() => Some(Act::Ask {
            fact: *fact,
            question: easy_question.or_else(|| question.clone()),
            help: easy_help.or_else(|| help.clone()),
        }),
        _ => easy,
    };
    all_known.then_some(Step { when: when?, act, easy })
}

fn target(node: &Node, ids: &HashMap<String, StepNo>, names: &Names, mistakes: &mut Mistakes) -> Option<Target> {
    match node.text().and_then(|text| ids.get(text)) {
        Some(step) => Some(Target::Step(*step)),
        None => dialog_name(node, names, ids.keys().map(String::as_str), mistakes).map(Target::Dialog),
    }
}

fn dialog_name<'a>(
    node: &Node,
    names: &'a Names,
    steps: impl Iterator<Item = &'a str>,
    mistakes: &mut Mistakes,
) -> Option<DialogId> {
    let text = fields::word(node, "手順か対話", mistakes)?;
    let found = names.dialogs.get(text).copied();
    if found.is_none() {
        mistakes
            .add(Code::UnknownName, node.span, format!("「{text}」という手順も対話もありません"))
            .expected("この対話の手順の id、または dialogs/ のファイル名")
            .known(text, names.dialogs.keys().map(String::as_str).chain(steps));
    }
    found
}

fn recommend(node: &Node, names: &Names, mistakes: &mut Mistakes) -> Option<Recommend> {
    const MOST_QUESTIONS: u8 = 8;
    let mut f = Fields::open(node, "recommend", mistakes)?;
    let programs = f.required("programs").map(|node| programs(node, names, mistakes));
    let ask_more = match f.optional("ask_more") {
        None => Some(0),
        Some(node) => {
            let number = node.text().and_then(|text| text.parse().ok()).filter(|n| *n <= MOST_QUESTIONS);
            if number.is_none() {
                mistakes
                    .add(Code::WrongValue, node.span, format!("ask_more に{}は書けません", node.seen()))
                    .expected(format!("0から{MOST_QUESTIONS}までの整数"));
            }
            number
        }
    };
    let ask_from = f.optional("ask_from").map(|node| {
        let mut facts = FactSet::default();
        for item in fields::list_or_one(node) {
            fact::name(item, names.facts, mistakes).into_iter().for_each(|fact| facts.insert(fact));
        }
        facts
    });
    let contacts = f
        .optional("contacts")
        .map(|node| {
            fields::list_or_one(node)
                .iter()
                .filter_map(|item| program::contact_name(item, names.contacts, mistakes))
                .collect()
        })
        .unwrap_or_default();
    f.close(mistakes);
    let programs = programs?;
    (!programs.is_empty()).then_some(Recommend { programs, ask_more: ask_more?, ask_from, contacts })
}

/// `{ goals: [ … ] }`: every program about one of these.
fn programs_about(node: &Node, names: &Names, mistakes: &mut Mistakes) -> Vec<ProgramId> {
    let Some(mut f) = Fields::open(node, "programs", mistakes) else { return Vec::new() };
    let wanted = f.required("goals").map(|node| goals::read(node, names.facts, mistakes)).unwrap_or_default();
    f.close(mistakes);
    let about: Vec<ProgramId> =
        names.about.iter().filter(|(_, goals)| goals.meets(wanted)).map(|(program, _)| *program).collect();
    // A broken program may be about it.
    if about.is_empty() && !wanted.is_empty() && names.about.len() == names.program_count {
        mistakes.add(Code::WrongValue, node.span, "この目的の支援策は一つもありません");
    }
    about
}

fn programs(node: &Node, names: &Names, mistakes: &mut Mistakes) -> Vec<ProgramId> {
    if node.text() == Some("all") {
        if names.program_count == 0 {
            mistakes
                .add(Code::WrongValue, node.span, "支援策が一つもありません")
                .expected("knowledge/programs/ に支援策のファイル");
        }
        return (0..names.program_count as u16).map(ProgramId).collect();
    }
    if matches!(node.kind, Kind::Map(_)) {
        return programs_about(node, names, mistakes);
    }
    let items = fields::list_or_one(node);
    if items.is_empty() {
        mistakes
            .add(Code::WrongValue, node.span, "支援策が一つもありません")
            .expected("支援策の id のリスト、または all");
    }
    items
        .iter()
        .filter_map(|item| {
            let text = fields::word(item, "支援策", mistakes)?;
            let found = names.programs.get(text).copied();
            if found.is_none() {
                mistakes
                    .add(Code::UnknownName, item.span, format!("「{text}」という支援策はありません"))
                    .expected("knowledge/programs/ のファイル名、または all")
                    .known(text, names.programs.keys().map(String::as_str));
            }
            found
        })
        .collect()
}
