//! There is always an end, whichever way an owner takes who only ever presses one kind of button.

use sodan::{
    consult::{
        message::Button,
        token::{At, Press},
    },
    content::{Command, FactKind},
    dialog::Stop,
};

use crate::chat::{Chat, answers_to, contents};

/// From every first answer: always the first button, always the last choice, always わからない.
#[test]
fn the_first_button_or_wakaranai_leads_to_an_end_within_40_turns() {
    for content in contents() {
        let (first_question, choices) = {
            let mut chat = Chat::new(content);
            chat.says("/start");
            let Some(Stop::Ask(asked)) = chat.walk().map(|walk| walk.stop) else { panic!("no first question") };
            (asked.fact, answers_to(content, asked.fact))
        };
        for opening in choices {
            for strategy in ["first", "わからない"] {
                let mut chat = Chat::new(content);
                chat.says("/start");
                chat.says(&opening);
                let mut turns = 0;
                while let Some(Stop::Ask(_) | Stop::Review(_)) = chat.walk().map(|walk| walk.stop) {
                    turns += 1;
                    assert!(
                        turns <= 40,
                        "no end from {:?} {opening} with {strategy}",
                        content.facts.get(first_question).name
                    );
                    let step = chat.walk().expect("a session has begun").stop;
                    let Stop::Ask(asked) = step else {
                        chat.says("さがす");
                        continue;
                    };
                    let ticked = chat.owner.sitting.as_ref().is_some_and(|sitting| !sitting.ticked.is_empty());
                    let wanted = |button: &&Button| {
                        let press = At::read(&button.token).expect("a sound token").press;
                        match content.facts.get(asked.fact).kind {
                            _ if strategy != "first" => press == Press::Say(Command::Unsure),
                            FactKind::Multi(_) if ticked => press == Press::Ticked,
                            _ => true,
                        }
                    };
                    let button = chat.last.iter().find(wanted).expect("a way on").clone();
                    chat.presses(&button);
                }
            }
        }
    }
}
