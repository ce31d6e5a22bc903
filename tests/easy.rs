//! やさしい日本語: other words for the same things, and a switch between the two that loses nothing.

mod world;

use std::collections::BTreeSet;

use sodan::{
    consult::{
        code::{Chance, Code, Codes},
        message::{Input, Outgoing, Token},
        record::{self, Owner},
        turn::{Turn, take},
    },
    content::{Act, Content, Fact, FactKind, Offer, Part, Program, Sentence, Value},
    dialog,
    rules::Moment,
};

const NOON: &str = "2026-11-24 12:00";

fn easy() -> &'static Content {
    world::real().easy.as_deref().expect("the content has やさしい日本語")
}

#[test]
fn only_words_are_other() {
    let (usual, easy) = (world::real(), easy());
    let programs: Vec<Program> = easy.programs.iter().map(|program| in_words_of(program, usual)).collect();
    assert_eq!(programs, usual.programs);
    for (fact, other) in usual.facts.iter().zip(easy.facts.iter()) {
        assert_eq!(*fact, reworded(other, fact), "{}", fact.name);
    }
    for (dialog, other) in usual.dialogs.iter().zip(&easy.dialogs) {
        for (step, other) in dialog.steps.iter().zip(&other.steps) {
            assert_eq!(step.when, other.when, "{}", dialog.name);
            match (&step.act, &other.act) {
                (Act::Say(a), Act::Say(b)) | (Act::End(a), Act::End(b)) => {
                    assert_eq!(slots(a), slots(b), "{}", dialog.name);
                }
                (Act::Ask { fact: a, .. }, Act::Ask { fact: b, .. }) => assert_eq!(a, b, "{}", dialog.name),
                (a, b) => assert_eq!(a, b, "{}", dialog.name),
            }
        }
        assert_eq!((&dialog.name, dialog.steps.len()), (&other.name, other.steps.len()));
    }
    assert_eq!((usual.contacts.clone(), usual.hash, usual.start), (easy.contacts.clone(), easy.hash, easy.start));
}

fn slots(sentence: &Sentence) -> Vec<&Part> {
    sentence.0.iter().filter(|part| matches!(part, Part::Fact(_))).collect()
}

/// The program with the usual summaries put back.
fn in_words_of(program: &Program, usual: &Content) -> Program {
    fn put_back(offer: &mut Offer, from: &Offer) {
        offer.summary.clone_from(&from.summary);
        offer.benefits.iter_mut().zip(&from.benefits).for_each(|(benefit, from)| put_back(benefit, from));
    }
    let from = usual.program(program.id);
    let mut program = program.clone();
    program.summary.clone_from(&from.summary);
    put_back(&mut program.offer, &from.offer);
    program
}

/// The fact with the usual words put back.
fn reworded(fact: &Fact, from: &Fact) -> Fact {
    let mut fact = fact.clone();
    fact.label.clone_from(&from.label);
    fact.question.clone_from(&from.question);
    fact.help.clone_from(&from.help);
    if let FactKind::Choice(choices) | FactKind::Multi(choices) = &mut fact.kind {
        for (choice, from) in choices.iter_mut().zip(from.choices()) {
            choice.label.clone_from(&from.label);
            choice.also.clone_from(&from.also);
            choice.help.clone_from(&from.help);
        }
    }
    fact
}

/// Every text with its easy one.
fn pairs() -> Vec<(String, String, String)> {
    let mut pairs = Vec::new();
    let mut pair = |what: String, usual: Option<&String>, easy: Option<&String>| {
        pairs.extend(usual.zip(easy).map(|(usual, easy)| (what, usual.clone(), easy.clone())));
    };
    for (fact, other) in world::real().facts.iter().zip(easy().facts.iter()) {
        pair(fact.name.clone(), fact.question.as_ref(), other.question.as_ref());
        pair(fact.name.clone(), fact.help.as_ref(), other.help.as_ref());
        for (choice, other) in fact.choices().iter().zip(other.choices()) {
            let what = format!("{} {}", fact.name, choice.id);
            pair(what.clone(), Some(&choice.label), Some(&other.label));
            pair(what, choice.help.as_ref(), other.help.as_ref());
        }
    }
    for (program, other) in world::real().programs.iter().zip(&easy().programs) {
        let (mut usual, mut easy) = (Vec::new(), Vec::new());
        program.offer.each(&mut |offer| usual.push((offer.name.clone(), offer.summary.clone())));
        other.offer.each(&mut |offer| easy.push(offer.summary.clone()));
        for ((name, usual), easy) in usual.into_iter().zip(easy) {
            pair(name, usual.as_ref(), easy.as_ref());
        }
    }
    let text = |act: &Act| match act {
        Act::Say(sentence) | Act::End(sentence) => {
            let parts = sentence.0.iter().filter_map(|part| match part {
                Part::Text(text) => Some(text.as_str()),
                Part::Fact(_) => None,
            });
            Some(parts.collect::<Vec<_>>().concat())
        }
        Act::Ask { question, .. } => question.clone(),
        _ => None,
    };
    for (dialog, other) in world::real().dialogs.iter().zip(&easy().dialogs) {
        for (step, other) in dialog.steps.iter().zip(&other.steps) {
            pair(dialog.name.clone(), text(&step.act).as_ref(), text(&other.act).as_ref());
        }
    }
    pairs
}

#[test]
fn no_figure_is_lost_or_made_up() {
    let figures = |text: &str| -> BTreeSet<String> {
        let text = text.replace("CO2", "");
        let figures = text.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').map(str::to_owned);
        figures.filter(|figure| figure.contains(|c: char| c.is_ascii_digit())).collect()
    };
    let wrong: Vec<_> = pairs()
        .into_iter()
        .filter(|(_, usual, easy)| {
            let (usual, mut easy) = (figures(usual), figures(easy));
            let lost = !usual.is_subset(&easy);
            // 年に may become 1年に, ひと月に 1か月に.
            easy.remove("1");
            lost || !easy.is_subset(&usual)
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is over, uncertain or only a part stays so.
#[test]
fn no_bound_is_lost() {
    let bounds = ["以上", "以下", "未満", "以内", "税込", "税抜", "予定", "原則", "上限額"];
    let wrong: Vec<_> = pairs()
        .into_iter()
        .filter(|(_, usual, easy)| bounds.iter().any(|bound| usual.contains(bound) && !easy.contains(bound)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_question_and_summary_is_said_easily() {
    let same: Vec<_> = pairs()
        .into_iter()
        // Short ones may be easy as they are.
        .filter(|(_, usual, easy)| usual == easy && usual.chars().count() > 25)
        .collect();
    assert!(same.len() <= 12, "{same:#?}");
}

/// Both the usual label and the easy one of every choice mean that choice.
#[test]
fn what_an_owner_may_type_stays() {
    let today = world::date("2026-11-24");
    for (usual, easy) in world::real().facts.iter().zip(easy().facts.iter()) {
        for (place, (choice, other)) in usual.choices().iter().zip(easy.choices()).enumerate() {
            let value = match easy.kind {
                FactKind::Choice(_) => Value::Choice(place as u16),
                _ => Value::Multi([place as u16].into_iter().collect()),
            };
            if dialog::read(usual, &choice.label, today).as_ref() != Ok(&value) {
                // Also as usual it must be answered by number.
                continue;
            }
            for label in [&choice.label, &other.label] {
                assert_eq!(dialog::read(easy, label, today).as_ref(), Ok(&value), "{} 「{label}」", usual.name);
            }
        }
    }
}

struct Chat {
    content: &'static Content,
    owner: Owner,
}

impl Chat {
    fn new(content: &'static Content) -> Self {
        Self { content, owner: Owner::default() }
    }

    fn says(&mut self, text: &str) -> Turn {
        let now: Moment = world::moment(NOON);
        let codes = Codes { fresh: Code::new(Chance(2026)), lent: None };
        let input = Input::Text(text.to_owned());
        let turn = take(
            self.content,
            world::search(self.content),
            now,
            &mut self.owner,
            &input,
            codes,
            sodan::consult::turn::Helpdesk { number: Some(sodan::store::CaseId(1)), ..Default::default() },
        );
        // As between two messages.
        let bytes = record::write(&self.owner, self.content);
        self.owner = record::read(&bytes, self.content).expect("a record that was just written");
        turn
    }
}

fn text(turn: &Turn) -> String {
    let said = turn.out.iter().filter_map(|out| match out {
        Outgoing::Say(message) => Some(message.text.to_plain()),
        _ => None,
    });
    said.collect::<Vec<_>>().join("\n")
}

fn tokens(turn: &Turn) -> Vec<&Token> {
    let said = turn.out.iter().filter_map(|out| match out {
        Outgoing::Say(message) => Some(message.buttons.iter().flatten().map(|button| &button.token)),
        _ => None,
    });
    said.flatten().collect()
}

/// The same answers lead through the same screens with the same buttons: to the same questions, programs and details.
#[test]
fn both_ways_lead_to_the_same() {
    let ways: [&[&str]; 3] = [
        &[
            "お客さんを増やしたいです",
            "自営",
            "3人",
            "いいえ",
            "80万",
            "わからない",
            "さがす",
            "1",
            "印刷用",
            "合わなかったもの",
        ],
        &[
            "電気代",
            "まず何が減らせるか知りたい",
            "くらべて決めたい",
            "会社",
            "2",
            "製造業",
            "14人",
            "300kL",
            "1000万",
            "さがす",
            "2",
        ],
        &[
            "賃上げ",
            "いちばん低い時給を上げる",
            "会社",
            "45円",
            "20円",
            "3人",
            "8人",
            "わからない",
            "もの補の上限いくら",
            "さがす",
            "いまの答え",
        ],
    ];
    for way in ways {
        let (mut usual, mut easy) = (Chat::new(world::real()), Chat::new(world::real()));
        usual.says("/start");
        easy.says("やさしい にほんご");
        let mut other = 0;
        for said in way {
            let (a, b) = (usual.says(said), easy.says(said));
            assert_eq!(tokens(&a), tokens(&b), "「{said}」 of {way:?}: {}\n{}", text(&a), text(&b));
            other += usize::from(text(&a) != text(&b));
        }
        assert!(easy.owner.easy && !usual.owner.easy);
        assert_eq!(usual.owner.progress(&world::real().facts).known, easy.owner.progress(&world::real().facts).known);
        assert!(other > way.len() / 2, "{way:?} is hardly said otherwise");
    }
}

#[test]
fn the_place_is_kept_when_switching() {
    let mut chat = Chat::new(world::real());
    chat.says("/start");
    chat.says("お金");
    let asked = chat.says("借りたい");
    let before = chat.owner.clone();
    let easy = chat.says("にほんごが むずかしい");
    assert_eq!(tokens(&asked), tokens(&easy));
    assert!(text(&easy).starts_with("やさしい日本語で話します。"), "{}", text(&easy));
    let usual = chat.says("/usual");
    assert_eq!(tokens(&asked), tokens(&usual));
    assert_eq!(chat.owner, before);
    // Another time changes nothing.
    assert_eq!(tokens(&asked), tokens(&chat.says("ふつうの日本語")));
}

#[test]
fn forgetting_forgets_the_way_of_speaking() {
    let mut chat = Chat::new(world::real());
    assert!(text(&chat.says("easy japanese")).contains("会社や店で困っている"));
    chat.says("/cancel");
    assert!(chat.owner.easy, "a new consultation is held as the last one was");
    chat.says("/delete");
    assert!(text(&chat.says("はい")).contains("記録を全部消しました"));
    assert_eq!(chat.owner, Owner::default());
}

/// People at the helpdesk read the usual words.
#[test]
fn a_wish_is_told_in_usual_words() {
    let (mut usual, mut easy) = (Chat::new(world::real()), Chat::new(world::real()));
    usual.says("/start");
    easy.says("/easy");
    for said in ["お金", "返済が重い・売上が減った", "自営"] {
        usual.says(said);
        easy.says(said);
    }
    let (usual, easy) = (usual.says("/human").wish, easy.says("/human").wish);
    assert!(usual.is_some());
    assert_eq!(usual, easy);
}

#[test]
fn without_an_overlay_there_is_no_switch() {
    let content: &'static Content = Box::leak(Box::new(
        world::small(&[(
            "dialogs/start.yaml",
            "title: 試し\nabout: 試し\nsteps:\n  - ask: a\n  - end: 終わり\n    easy: 終わりです\n",
        )])
        .expect("a small content"),
    ));
    assert!(content.easy.is_none());
    let mut chat = Chat::new(content);
    let first = chat.says("/start");
    let easy = chat.says("/easy");
    assert!(text(&easy).contains("ここには、やさしい日本語がありません"), "{}", text(&easy));
    assert!(!chat.owner.easy);
    assert_eq!(tokens(&first), tokens(&easy));
}
