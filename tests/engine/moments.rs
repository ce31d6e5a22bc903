//! Single moments that are easily got wrong: ticks, pages, counts, deletion.

use chrono::Duration;
use sodan::{
    consult::{
        message::Button,
        record::Kept,
        token::{At, Press},
    },
    content::Content,
    rules::{Answer, Moment},
};

use crate::{
    chat::{Chat, NOON, every_kind, messages, question_of, unsendable},
    world,
};

#[test]
fn ticks_gather_until_they_are_the_answer() {
    let mut chat = Chat::new(every_kind());
    chat.says("/start");
    chat.says("x");
    let labels = |chat: &Chat| chat.last.iter().map(|button| button.label.clone()).collect::<Vec<_>>();
    let press = |chat: &mut Chat, label: &str| {
        let found = chat.last.iter().find(|button| button.label == label).cloned();
        let button = found.unwrap_or_else(|| panic!("no {label} among {:?}", labels(chat)));
        chat.presses(&button);
        button
    };
    chat.says("エックス");
    assert!(!labels(&chat).contains(&"決める".to_owned()), "nothing is ticked yet");
    let tick = press(&mut chat, "☐ 1 車");
    press(&mut chat, "☐ 2 自転車");
    // The same press a second time ticks what is ticked.
    chat.presses(&tick);
    assert_eq!(labels(&chat)[..4], ["☑ 1 車", "☑ 2 自転車", "☐ 3 ない", "決める"]);
    // "None of them" puts the others out, and they put it out.
    press(&mut chat, "☐ 3 ない");
    assert_eq!(labels(&chat)[..3], ["☐ 1 車", "☐ 2 自転車", "☑ 3 ない"]);
    press(&mut chat, "☐ 1 車");
    assert_eq!(labels(&chat)[..3], ["☑ 1 車", "☐ 2 自転車", "☐ 3 ない"]);
    press(&mut chat, "☑ 1 車");
    assert!(!labels(&chat).contains(&"決める".to_owned()), "all was unticked");
    press(&mut chat, "☐ 2 自転車");
    let done = press(&mut chat, "決める");
    let having = world::fact(chat.content, "having");
    let known = chat.owner.progress(&chat.content.facts).known;
    assert_eq!(known.get(&having), world::known(chat.content, "having=bike").get(&having));
    assert!(chat.presses(&done).notice.is_some(), "a second press comes too late");
}

/// An owner of whom everything is known: the list of answers must still fit below one message.
#[test]
fn all_answers_there_can_be_fit_on_the_screen() {
    let content = world::real();
    let mut chat = Chat::new(content);
    let at = world::moment(NOON).to_utc();
    for fact in content.facts.iter().filter(|fact| fact.question.is_some()) {
        let kept = Kept { answer: Answer::Unsure, at, dialog: "start".to_owned() };
        chat.owner.profile.insert(fact.id, kept);
    }
    assert_eq!(unsendable(&chat.says("いまの答え")), None);
    let many = chat.owner.profile.len();
    assert!(many > 90, "only {many} facts");
}

/// The sum of what fits and what does not: a program of which nothing was asked for is not one that does not fit.
#[test]
fn programs_that_were_not_asked_for_do_not_count_as_failed() {
    let wages = world::program("goals: [wage_increase]\n").replace("goals: []\n", "");
    let energy = world::program("goals: [energy_saving]\n").replace("goals: []\n", "");
    let failing = world::program("who: { a: false }\ngoals: [energy_saving]\n").replace("goals: []\n", "");
    let facts = "facts:\n  a: { label: A, type: bool, question: Aですか。 }\n  goals:\n    label: したいこと\n    type: multi\n    \
                 question: 何をしたいですか。\n    choices: [ { id: wage_increase, label: 賃上げ }, { id: energy_saving, label: 省エネ } ]\n";
    let content = world::small(&[
        ("knowledge/facts.yaml", facts),
        ("knowledge/programs/wages.yaml", &wages),
        ("knowledge/programs/energy.yaml", &energy),
        ("knowledge/programs/failing.yaml", &failing),
        (
            "dialogs/start.yaml",
            "title: 試し\nabout: 試し\nsteps:\n  - ask: a\n  - ask: goals\n  - recommend: { programs: all, ask_more: 0 }\n",
        ),
    ]);
    let content: &'static Content = Box::leak(Box::new(content.unwrap_or_else(|mistakes| panic!("{mistakes}"))));
    let mut chat = Chat::new(content);
    for text in ["/start", "はい", "1"] {
        chat.says(text);
    }
    let turn = chat.says("さがす");
    let said: String = messages(&turn).map(|message| message.text.to_plain()).collect();
    assert!(said.contains("1件見つかりました"), "{said}");
    assert!(said.contains("このほか1件は、条件に合いませんでした"), "{said}");
}

/// A page that no button turns to, then onwards: the last page it is.
#[test]
fn a_page_beyond_the_last_is_the_last() {
    let mut chat = Chat::new(world::real());
    chat.says("/start");
    let sitting = chat.owner.sitting.as_ref().expect("a session has begun");
    let beyond = At { session: sitting.id, turn: sitting.turn, press: Press::Page(u16::MAX) };
    chat.presses(&Button { label: "つぎへ".to_owned(), token: beyond.token() });
    let last = chat.says("つぎへ");
    assert_eq!(chat.owner.sitting.as_ref().map(|sitting| sitting.page), Some(1));
    assert!(question_of(&last).contains("10 窓口だけ知りたい"));
}

/// A stale press between the question whether to delete and the answer is no answer.
#[test]
fn a_stale_press_leaves_the_question_of_deletion_open() {
    let mut chat = Chat::new(world::real());
    chat.says("/start");
    let old = chat.last[0].clone();
    chat.says("電気代");
    chat.says("/delete");
    assert!(chat.presses(&old).notice.is_some());
    assert!(chat.says("はい").erase);
}

/// Buttons from before everything was deleted mean nothing to who begins again.
#[test]
fn buttons_from_before_a_deletion_are_stale() {
    let mut chat = Chat::new(world::real());
    chat.says("/start");
    let old: Vec<Button> = chat.last.clone();
    chat.says("電気代");
    let question: Vec<Button> = chat.last.clone();
    chat.says("/delete");
    chat.says("はい");
    chat.now = Moment::from(chat.now.to_utc() + Duration::seconds(2));
    chat.says("/start");
    let before = chat.owner.clone();
    for button in old.iter().chain(&question) {
        if matches!(At::read(&button.token).map(|at| at.press), Some(Press::Choose(_))) {
            assert!(chat.presses(button).notice.is_some(), "{} was taken", button.label);
        }
    }
    assert_eq!(chat.owner.progress(&chat.content.facts), before.progress(&chat.content.facts));
}
