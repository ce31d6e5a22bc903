//! Texts in やさしい日本語 beside the originals, `knowledge/easy.yaml`: only words, never what is true or what follows.

use super::{
    Content,
    diagnostic::{Code, Mistakes, Span},
    fact::{self, Fact, FactId, FactKind, Facts},
    fields::{self, Fields},
    limits,
    phrases::{self, Phrase, Phrases, Template},
    program::Offer,
    value::ChoiceNo,
    yaml::Node,
};

/// All that is said otherwise. What is left out is said as usual.
#[derive(Default)]
pub(super) struct Easy {
    phrases: Vec<(Phrase, Template)>,
    facts: Vec<Words>,
    /// By the id of a program or benefit.
    summaries: Vec<(String, String)>,
}

/// The words of one fact.
struct Words {
    fact: FactId,
    label: Option<String>,
    question: Option<String>,
    help: Option<String>,
    choices: Vec<ChoiceWords>,
}

/// The words of one choice.
struct ChoiceWords {
    choice: ChoiceNo,
    label: Option<String>,
    help: Option<String>,
}

/// What can be said otherwise.
pub(super) struct Names<'a> {
    pub facts: &'a Facts,
    /// The originals; none where they could not be read.
    pub phrases: Option<&'a Phrases>,
    /// Every program and benefit; none where not all could be read.
    pub offers: Option<&'a Vec<(String, Span)>>,
}

pub(super) fn read(root: &Node, names: &Names, mistakes: &mut Mistakes) -> Option<Easy> {
    let mut f = Fields::open(root, "easy.yaml", mistakes)?;
    let phrases = f.optional("phrases").map(|node| phrases::read_overlay(node, names.phrases, mistakes));
    let facts = f.optional("facts").map(|node| facts(node, names.facts, mistakes));
    let summaries = f.optional("programs").map(|node| summaries(node, names.offers, mistakes));
    f.close(mistakes);
    Some(Easy {
        phrases: phrases.unwrap_or_default(),
        facts: facts.unwrap_or_default(),
        summaries: summaries.unwrap_or_default(),
    })
}

fn facts(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Vec<Words> {
    let mut read = Vec::new();
    for (key, body) in fields::entries(node, mistakes) {
        let Some(id) = fact::name(key, facts, mistakes) else { continue };
        let original = facts.get(id);
        let Some(mut f) = Fields::open(body, "項目", mistakes) else { continue };
        let label = f.optional("label").and_then(|node| limits::label(node, mistakes));
        let question = f.optional("question").and_then(|node| limits::line(node, mistakes));
        let help = f.optional("help").and_then(|node| limits::paragraph(node, mistakes));
        let choices = f.optional("choices").map(|node| choices(node, original, mistakes)).unwrap_or_default();
        if original.question.is_none() && question.is_some() {
            mistakes
                .add(Code::WrongValue, f.key_span("question"), format!("「{}」には質問がありません", original.name))
                .expected("もとの項目にある言葉だけ");
        }
        f.close(mistakes);
        read.push(Words { fact: id, label, question, help, choices });
    }
    read
}

fn choices(node: &Node, fact: &Fact, mistakes: &mut Mistakes) -> Vec<ChoiceWords> {
    let mut read: Vec<ChoiceWords> = Vec::new();
    for (key, body) in fields::entries(node, mistakes) {
        let Some(id) = fields::word(key, "選択肢", mistakes) else { continue };
        let Some(choice) = fact.choice(id) else {
            mistakes
                .add(Code::UnknownName, key.span, format!("「{}」に「{id}」という選択肢はありません", fact.name))
                .known(id, fact.choices().iter().map(|choice| choice.id.as_str()));
            continue;
        };
        let Some(mut f) = Fields::open(body, "選択肢", mistakes) else { continue };
        let label_node = f.optional("label");
        let label = label_node.and_then(|node| limits::label(node, mistakes));
        let help = f.optional("help").and_then(|node| limits::line(node, mistakes));
        f.close(mistakes);
        if let (Some(node), Some(label)) = (label_node, &label)
            && (read.iter().any(|other| other.label.as_ref() == Some(label)) || names_another(fact, choice, label))
        {
            mistakes
                .add(Code::DuplicateId, node.span, format!("「{label}」は、ほかの選択肢の言葉です"))
                .expected("選択肢ごとにちがう label");
        }
        read.push(ChoiceWords { choice, label, help });
    }
    read
}

/// Whether a label is what another choice is called: the owner's answer would be taken for that one.
fn names_another(fact: &Fact, choice: ChoiceNo, label: &str) -> bool {
    let others = fact.choices().iter().enumerate().filter(|(place, _)| *place != usize::from(choice));
    others.into_iter().any(|(_, other)| other.label == label || other.also.iter().any(|word| word == label))
}

fn summaries(node: &Node, offers: Option<&Vec<(String, Span)>>, mistakes: &mut Mistakes) -> Vec<(String, String)> {
    let mut read = Vec::new();
    for (key, body) in fields::entries(node, mistakes) {
        let Some(id) = fields::word(key, "支援策", mistakes) else { continue };
        if let Some(offers) = offers
            && !offers.iter().any(|(name, _)| name == id)
        {
            mistakes
                .add(Code::UnknownName, key.span, format!("「{id}」という支援策も支援内容もありません"))
                .expected("支援策か支援内容の id")
                .known(id, offers.iter().map(|(name, _)| name.as_str()));
        }
        let Some(mut f) = Fields::open(body, "支援策", mistakes) else { continue };
        let summary = f.required("summary").and_then(|node| limits::line(node, mistakes));
        f.close(mistakes);
        read.extend(summary.map(|summary| (id.to_owned(), summary)));
    }
    read
}

impl Easy {
    /// The content with these texts in place of its own. What an owner may type stays: the usual label of a choice
    /// becomes another word for it.
    pub fn over(self, content: &Content) -> Content {
        let mut easy = content.clone();
        easy.phrases = easy.phrases.with(self.phrases);
        for words in self.facts {
            words.over(&mut easy.facts);
        }
        for (name, summary) in self.summaries {
            for program in &mut easy.programs {
                if program.offer.name == name {
                    program.summary.clone_from(&summary);
                }
                summarize(&mut program.offer, &name, &summary);
            }
        }
        for step in easy.dialogs.iter_mut().flat_map(|dialog| &mut dialog.steps) {
            if let Some(act) = step.easy.take() {
                step.act = act;
            }
        }
        easy
    }
}

impl Words {
    fn over(self, facts: &mut Facts) {
        let fact = facts.words_of(self.fact);
        fact.label = self.label.unwrap_or_else(|| std::mem::take(&mut fact.label));
        fact.question = self.question.or_else(|| fact.question.take());
        fact.help = self.help.or_else(|| fact.help.take());
        let (FactKind::Choice(choices) | FactKind::Multi(choices)) = &mut fact.kind else { return };
        for words in self.choices {
            let choice = &mut choices[usize::from(words.choice)];
            choice.help = words.help.or_else(|| choice.help.take());
            if let Some(label) = words.label {
                let usual = std::mem::replace(&mut choice.label, label);
                choice.also.push(usual);
            }
        }
    }
}

fn summarize(offer: &mut Offer, name: &str, summary: &str) {
    if offer.name == name {
        offer.summary = Some(summary.to_owned());
    }
    offer.benefits.iter_mut().for_each(|benefit| summarize(benefit, name, summary));
}
