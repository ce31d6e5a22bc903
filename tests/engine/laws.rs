//! Laws that hold whatever an owner does.

use chrono::Duration;
use proptest::{prelude::*, sample::Index};
use sodan::{
    consult::{
        message::Button,
        record::{self, Kept, Owner},
        token::{At, Press},
    },
    content::Command,
    dialog::{AskedBy, Event, Session, Stop, most_questions_left},
    rules::{Moment, Situation},
};

use crate::{
    chat::{Chat, NOON, answers_to, contents, moves, outcome, photo, question_of, unsendable},
    world,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Also: a record read back from its bytes goes on in the very same way, and so does the whole run a second time.
    #[test]
    fn whatever_is_done_every_message_can_be_sent_and_every_record_read_back(which in 0..2_usize, moves in moves()) {
        let (mut chat, mut stored, mut again) = {
            let chat = Chat::new(contents()[which]);
            (chat.clone(), chat.clone(), chat)
        };
        for act in &moves {
            let input = chat.input(act);
            (stored.now, again.now) = (chat.now, chat.now);
            let Some(input) = input else { continue };
            let turn = chat.take(&input);
            prop_assert_eq!(unsendable(&turn), None, "after {:?}", input);
            prop_assert!(!turn.out.is_empty() || turn.notice.is_some(), "{:?} was met with silence", input);
            prop_assert_eq!(outcome(&again.take(&input)), outcome(&turn));
            let bytes = record::write(&stored.owner, stored.content);
            stored.owner = record::read(&bytes, stored.content).expect("what was written can be read");
            prop_assert_eq!(outcome(&stored.take(&input)), outcome(&turn), "after {:?}", input);
            prop_assert_eq!(&stored.owner, &chat.owner);
        }
    }

    #[test]
    fn a_stale_press_changes_nothing(which in 0..2_usize, moves in moves(), old in any::<Index>()) {
        let mut chat = Chat::new(contents()[which]);
        for act in &moves {
            if let Some(input) = chat.input(act) {
                chat.take(&input);
            }
        }
        let here = chat.owner.sitting.as_ref().map(|sitting| (sitting.id, sitting.turn));
        let stale: Vec<Button> = chat
            .ever
            .iter()
            .filter(|button| {
                let at = At::read(&button.token).expect("shown buttons have sound tokens");
                let anywhere = [Command::Start, Command::Help, Command::Human, Command::Status, Command::Privacy, Command::Delete, Command::Cancel, Command::Easy, Command::Usual];
                here != Some((at.session, at.turn))
                    && at.press != Press::Erase
                    && !anywhere.iter().any(|command| at.press == Press::Say(*command))
            })
            .cloned()
            .collect();
        if stale.is_empty() {
            return Ok(());
        }
        let before = chat.owner.clone();
        chat.now = Moment::from(chat.now.to_utc() + Duration::minutes(5));
        let turn = chat.presses(old.get(&stale));
        prop_assert!(turn.out.is_empty() && turn.notice.is_some() && turn.wish.is_none() && !turn.erase);
        let mut after = chat.owner.clone();
        if let (Some(after), Some(before)) = (&mut after.sitting, &before.sitting) {
            after.last_seen = before.last_seen;
        }
        prop_assert_eq!(after, before);
    }

    #[test]
    fn back_after_an_answer_asks_the_same_again(which in 0..2_usize, moves in moves(), how in any::<Index>()) {
        let mut chat = Chat::new(contents()[which]);
        for act in &moves {
            if let Some(input) = chat.input(act) {
                chat.take(&input);
            }
        }
        let Some(before) = chat.walk() else { return Ok(()) };
        let Stop::Ask(asked) = before.stop else { return Ok(()) };
        if asked.asked_by == AskedBy::Owner {
            return Ok(());
        }
        // A page turned or a box ticked is no answer: the question as it first appears is what comes back.
        if let Some(sitting) = &mut chat.owner.sitting {
            (sitting.page, sitting.ticked) = Default::default();
            // Where something is offered or listed a number means that, and is no answer to the question.
            (sitting.offered, sitting.listed, sitting.paused) = Default::default();
        }
        let screen = question_of(&chat.clone().take(&photo()));
        let progress = chat.owner.progress(&chat.content.facts);
        let answers = answers_to(chat.content, asked.fact);
        chat.says(&answers[how.index(answers.len())]);
        prop_assert_ne!(chat.owner.progress(&chat.content.facts), progress.clone(), "the answer was not taken");
        let back = chat.says("戻る");
        prop_assert_eq!(chat.walk(), Some(before));
        prop_assert_eq!(chat.owner.progress(&chat.content.facts), progress);
        prop_assert_eq!(question_of(&back), screen);
    }

    /// However the questions are answered, an end comes; and never after more questions than were announced.
    #[test]
    fn there_is_always_an_end(which in 0..2_usize, first in 0..16_usize, picks in prop::collection::vec(any::<Index>(), 40)) {
        let mut chat = Chat::new(contents()[which]);
        chat.says("/start");
        let mut announced = Vec::new();
        for (turn, pick) in picks.iter().enumerate() {
            let walk = chat.walk().expect("a session has begun");
            match walk.stop {
                Stop::Results(_) | Stop::Handover(_) | Stop::End(_) => break,
                Stop::Review(_) => drop(chat.says("さがす")),
                Stop::Ask(asked) => {
                    let progress = chat.owner.progress(&chat.content.facts);
                    let situation = Situation::new(&chat.content.facts, progress.known.clone());
                    announced.push(most_questions_left(chat.content, &walk, &progress, &situation));
                    let answers = answers_to(chat.content, asked.fact);
                    let place = if turn == 0 { first % answers.len() } else { pick.index(answers.len()) };
                    drop(chat.says(&answers[place]));
                }
            }
        }
        let stop = chat.walk().expect("the session goes on").stop;
        prop_assert!(matches!(stop, Stop::Results(_) | Stop::Handover(_) | Stop::End(_)), "{:?} after 40 turns", stop);
        for (place, left) in announced.iter().enumerate() {
            let came = announced.len() - place - 1;
            prop_assert!(came <= *left, "question {} announced {left} more, {came} came: {announced:?}", place + 1);
        }
    }

    /// Folding a long history into its answers changes nothing of what it amounts to.
    #[test]
    fn a_long_history_is_folded_without_loss(picks in prop::collection::vec((any::<Index>(), any::<u64>()), 301..340), before in any::<u64>()) {
        let content = world::real();
        let facts: Vec<_> = content.facts.iter().filter(|fact| fact.question.is_some()).collect();
        let mut owner = Owner::default();
        for fact in facts.iter().filter(|fact| fact.keep && before.rotate_left(fact.id.0.into()) & 1 == 0) {
            let kept = Kept { answer: world::some_answer(fact, before), at: world::moment(NOON).to_utc(), dialog: "start".to_owned() };
            owner.profile.insert(fact.id, kept);
        }
        let mut chat = Chat { owner, ..Chat::new(content) };
        chat.says("/start");
        let sitting = chat.owner.sitting.as_mut().expect("a session has begun");
        sitting.session = Session::new(content.start);
        for (pick, seed) in &picks {
            let fact = pick.get(&facts);
            let asked_by = [AskedBy::Step, AskedBy::Recommend(content.start), AskedBy::Owner][(seed % 3) as usize];
            sitting.session.events.push(Event::Answered { fact: fact.id, answer: world::some_answer(fact, *seed), asked_by });
        }
        let whole = chat.owner.progress(&content.facts);
        chat.owner.compact(&content.facts);
        prop_assert!(chat.owner.sitting.as_ref().is_some_and(|sitting| sitting.session.events.len() < 300));
        prop_assert_eq!(chat.owner.progress(&content.facts), whole);
    }
}
