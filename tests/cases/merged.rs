//! Cases of one owner in several chats, worked on as one.

use chrono::Duration;
use sodan::{
    consult::{
        case::{Act, Outcome, Refused, Seen, State, Worker},
        merge::Unfit,
        work::{By, Worked},
    },
    store::{CaseId, ChatKey, Store},
};

use crate::desk::{Desk, reply};

const OWN: CaseId = CaseId(1);
const OTHER: CaseId = CaseId(2);

/// An owner who asked for a person in one chat and, ten minutes later, in another.
async fn two() -> (Desk, ChatKey) {
    let mut desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.later(Duration::minutes(10));
    let first = std::mem::replace(&mut desk.chat, ChatKey::new("test", 2));
    desk.says("電気代").await;
    desk.says("人に相談").await;
    (desk, first)
}

fn by() -> By {
    By { worker: Worker("山田".to_owned()), name: "山田".to_owned() }
}

async fn merge(desk: &Desk, id: CaseId, into: CaseId) -> Result<Worked, Unfit> {
    let step = desk.consult.board().case(id).map_or(0, |(_, case)| case.step);
    desk.consult.merge(id, into, &by(), step.into(), b"log".to_vec()).await.unwrap()
}

#[tokio::test]
async fn who_waited_there_waits_here_and_is_told_where_the_answer_comes() {
    let (desk, first) = two().await;
    desk.consult.work(OTHER, &by(), 0, &reply("はい"), Vec::new()).await.unwrap();
    let since = desk.case().waiting_since;
    assert!(matches!(merge(&desk, OWN, OTHER).await, Ok(Worked::Done(_))));
    let (_, kept) = desk.consult.board().case(OTHER).unwrap();
    assert_eq!((kept.state, kept.waiting_since), (State::Working, since));
    assert_eq!(desk.case().state, State::Done(Outcome::Merged));
    let lines = desk.consult.lines(&first, 1).await.unwrap();
    let told = lines[0].text.to_plain();
    assert!(told.contains("受付番号 1番") && told.contains("2番の会話に届きます"), "{told}");
    let merged = desk.consult.board().merged_into(OTHER);
    assert_eq!(merged.iter().map(|(_, case)| case.id).collect::<Vec<_>>(), [OWN]);
    assert_eq!(desk.store.log(None, 10).await.unwrap().len(), 1 + 1, "the reply, and the merging once");
}

#[tokio::test]
async fn what_does_not_fit_is_not_merged() {
    let (desk, _) = two().await;
    assert_eq!(merge(&desk, OWN, OWN).await, Err(Unfit::Same));
    assert_eq!(merge(&desk, OWN, CaseId(9)).await, Err(Unfit::NoSuch));
    let call =
        desk.consult.save_call(&by(), "mark", &Default::default(), "折り返し希望", |_| Vec::new()).await.unwrap();
    assert_eq!(merge(&desk, OWN, call).await, Err(Unfit::Call));
    assert!(matches!(merge(&desk, call, OWN).await, Ok(Worked::Done(_))), "the other way round it fits");
    assert!(matches!(merge(&desk, OWN, OTHER).await, Ok(Worked::Done(_))));
    assert_eq!(merge(&desk, OTHER, OWN).await, Err(Unfit::Same), "no ring");
    assert_eq!(merge(&desk, OTHER, call).await, Err(Unfit::Same), "nor a longer one");
    let refused = merge(&desk, OWN, OTHER).await;
    assert!(matches!(refused, Ok(Worked::Refused(Refused::Closed, _))), "{refused:?}");
    assert_eq!(desk.consult.board().merged_into(OTHER).len(), 2, "at whatever remove");
}

#[tokio::test]
async fn stopped_half_way_it_is_done_once_more() {
    let (desk, _) = two().await;
    let take_in = Act::TakeIn { waiting_since: desk.case().waiting_since, urgent: false };
    desk.consult.work(OTHER, &by(), 0, &take_in, Vec::new()).await.unwrap();
    assert!(desk.case().waiting_since.is_some(), "nobody is lost");
    assert!(matches!(merge(&desk, OWN, OTHER).await, Ok(Worked::Done(_))));
    let (_, kept) = desk.consult.board().case(OTHER).unwrap();
    assert_eq!((kept.state, kept.reasons.len()), (State::New, 1));
}

#[tokio::test]
async fn who_comes_again_where_it_was_merged_is_in_the_queue_and_known_as_the_same() {
    let (mut desk, first) = two().await;
    merge(&desk, OWN, OTHER).await.unwrap();
    desk.chat = first;
    desk.says("人に相談").await;
    let case = desk.case();
    assert_eq!((case.state, case.waiting_since.is_some(), case.merged_into), (State::New, true, Some(OTHER)));
    assert!(matches!(merge(&desk, OWN, OTHER).await, Ok(Worked::Done(_))), "and can be merged again");
}

#[tokio::test]
async fn who_erases_everything_means_what_was_merged_too() {
    for restart in [false, true] {
        let (desk, first) = two().await;
        merge(&desk, OWN, OTHER).await.unwrap();
        if restart {
            // Killed between the two commits: the next start finishes it.
            let mut commit = sodan::store::Commit::new(desk.chat.clone(), Default::default(), desk.consult.now());
            commit.expect = desk.store.load(&desk.chat).await.unwrap().version;
            commit.owner = sodan::store::Change::Erase;
            desk.store.commit(commit).await.unwrap();
            let again = Desk { consult: Desk::over(desk.store.clone()), ..desk };
            again.consult.open_board().await.unwrap();
            assert!(again.store.cases().await.unwrap().is_empty());
            continue;
        }
        desk.says("記録を消す").await;
        desk.says("はい").await;
        assert!(desk.store.cases().await.unwrap().is_empty());
        assert!(desk.store.transcript(&first, 10).await.unwrap().is_empty());
        assert!(desk.consult.board().look(|cases| cases.is_empty()));
    }
}

#[tokio::test]
async fn who_erases_what_was_merged_leaves_the_other() {
    let (mut desk, first) = two().await;
    merge(&desk, OWN, OTHER).await.unwrap();
    desk.chat = first;
    desk.says("記録を消す").await;
    desk.says("はい").await;
    let left = desk.store.cases().await.unwrap();
    assert_eq!(left.iter().map(|kept| kept.id).collect::<Vec<_>>(), [OTHER]);
}

#[tokio::test]
async fn a_merge_that_is_refused_changes_nothing_of_the_other() {
    let (desk, _) = two().await;
    desk.consult.work(OTHER, &by(), 0, &Act::Close(Outcome::Solved), Vec::new()).await.unwrap();
    let before = desk.consult.board().case(OTHER).unwrap().1;
    let seen = Seen { step: desk.case().step, written: Some(99) };
    let refused = desk.consult.merge(OWN, OTHER, &by(), seen, Vec::new()).await.unwrap();
    assert!(matches!(refused, Ok(Worked::Refused(Refused::OwnerWrote, _))), "{refused:?}");
    assert_eq!(desk.consult.board().case(OTHER).unwrap().1, before);
}

#[tokio::test]
async fn whoever_looked_at_it_before_another_came_in_looks_again_before_closing() {
    let (desk, _) = two().await;
    let seen = desk.consult.board().case(OTHER).unwrap().1.step;
    merge(&desk, OWN, OTHER).await.unwrap();
    let worked = desk.consult.work(OTHER, &by(), seen, &Act::Close(Outcome::Solved), Vec::new()).await.unwrap();
    assert!(matches!(worked, Worked::Refused(Refused::Overtaken, _)), "{worked:?}");
}
