//! Two do something with one case at once: in every order in which their operations on the store can follow one another.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
};

use sodan::{
    consult::{
        Answering, Consult,
        case::{Act, Case, Outcome, Refused, Seen, State, Worker},
        line::Speaker,
        message::{Inbound, Input},
        work::{By, Worked},
    },
    store::{CaseId, ChatKey, Store, StoreError, UpdateKey},
};

use crate::{
    desk::reply,
    world,
    wrapped_store::{Before, Op, Wrapped},
};

/// Lets the other one go on before each operation.
#[derive(Default)]
struct Stepwise;

impl Before for Stepwise {
    fn before(&self, _: Op<'_>) -> Result<(), StoreError> {
        Ok(())
    }

    fn pause(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut waited = false;
        Box::pin(std::future::poll_fn(move |context| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

/// An office with a new case for every order that is tried.
struct Office {
    consult: Consult,
    store: Arc<Wrapped<Stepwise>>,
}

/// One of the cases.
#[derive(Clone)]
struct Tried {
    chat: ChatKey,
    case: CaseId,
    step: u64,
}

impl Office {
    fn new() -> Self {
        let store = Arc::new(Wrapped::<Stepwise>::default());
        let now = world::moment("2026-11-24 14:00").to_utc();
        let consult = Consult::new(Arc::new(world::small(&[]).expect("content")), store.clone(), Arc::new(move || now));
        consult.set_staffed(true);
        Self { consult, store }
    }

    async fn says(&self, chat: &ChatKey, number: usize, text: &str) {
        let key = UpdateKey::new("test", format!("{chat}-{number}"));
        let input = Input::Text(text.to_owned());
        self.consult.handle(Inbound { key, chat: chat.clone(), input }).await.unwrap();
    }

    /// Somebody wishes for a person; where a reply is given, staff hold the conversation.
    async fn opened(&self, chat: usize, replied: bool) -> Tried {
        let chat = ChatKey::new("test", chat);
        self.says(&chat, 0, "人に相談").await;
        let case = self.consult.board().look(|cases| *cases.last_key_value().expect("a case").0);
        if replied {
            self.work(case, "山田", 0, reply("はい")).await;
        }
        let step = self.consult.board().case(case).expect("the case").1.step;
        Tried { chat, case, step }
    }

    async fn work(&self, case: CaseId, name: &str, seen: impl Into<Seen>, act: Act) -> Worked {
        let by = By { worker: Worker(name.to_owned()), name: name.to_owned() };
        self.consult.work(case, &by, seen, &act, Vec::new()).await.unwrap()
    }

    /// The case as kept and as on the board, which must be the same.
    async fn case(&self, tried: &Tried) -> Option<Case> {
        let kept = self.store.store.case(tried.case).await.unwrap();
        let kept = kept.map(|kept| sodan::consult::case::read(kept.id, &kept.body).unwrap());
        assert_eq!(kept, self.consult.board().case(tried.case).map(|(_, case)| case), "the board knows");
        kept
    }

    /// What staff said to the owner.
    async fn replies(&self, tried: &Tried) -> Vec<String> {
        let lines = self.consult.lines(&tried.chat, 100).await.unwrap();
        lines.iter().filter(|line| line.by == Speaker::Staff).map(|line| line.text.to_plain()).collect()
    }
}

/// Lets both go on in an order: where a place of it is true, the second one. Places beyond its end are false, and become
/// a part of it; who is alone goes on without one.
fn in_order(order: &mut Vec<bool>, one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut context = Context::from_waker(Waker::noop());
    let (mut done, mut at) = ([false, false], 0);
    while done != [true, true] {
        let second = match done {
            [false, false] => {
                if order.len() == at {
                    order.push(false);
                }
                at += 1;
                order[at - 1]
            }
            [first, _] => first,
        };
        let poll = if second { other.as_mut().poll(&mut context) } else { one.as_mut().poll(&mut context) };
        done[usize::from(second)] |= poll.is_ready();
    }
    order.truncate(at);
}

/// Tries every order: `act` begins two deeds on a case, `hold` says what must hold afterwards.
async fn in_every_order<A, B>(
    replied: bool,
    act: impl for<'o> Fn(
        &'o Office,
        Tried,
    ) -> (Pin<Box<dyn Future<Output = A> + 'o>>, Pin<Box<dyn Future<Output = B> + 'o>>),
    mut hold: impl AsyncFnMut(&Office, &Tried, A, B),
) {
    let office = Office::new();
    let (mut order, mut tried) = (Vec::new(), 0);
    loop {
        let case = office.opened(tried, replied).await;
        let (one, other) = act(&office, case.clone());
        let (mut first, mut second) = (None, None);
        in_order(&mut order, async { first = Some(one.await) }, async { second = Some(other.await) });
        hold(&office, &case, first.expect("done"), second.expect("done")).await;
        tried += 1;
        // The next order: the last place where the first one went on goes to the second one instead.
        while order.pop_if(|second| *second).is_some() {}
        match order.last_mut() {
            Some(last) => *last = true,
            None => break,
        }
    }
    assert!(tried > 20, "only {tried} orders");
}

#[tokio::test]
async fn one_of_two_takes_it() {
    in_every_order(
        false,
        |office, tried| {
            (
                Box::pin(office.work(tried.case, "山田", tried.step, Act::Claim)),
                Box::pin(office.work(tried.case, "佐藤", tried.step, Act::Claim)),
            )
        },
        async |office, tried, one, other| {
            let won = [&one, &other].iter().filter(|worked| matches!(worked, Worked::Done(_))).count();
            assert_eq!(won, 1, "{one:?} {other:?}");
            assert_eq!(office.case(tried).await.expect("a case").step, tried.step + 1);
        },
    )
    .await;
}

#[tokio::test]
async fn one_of_two_replies() {
    in_every_order(
        true,
        |office, tried| {
            (
                Box::pin(office.work(tried.case, "山田", tried.step, reply("一"))),
                Box::pin(office.work(tried.case, "佐藤", tried.step, reply("二"))),
            )
        },
        async |office, tried, one, other| {
            let won = [&one, &other].iter().filter(|worked| matches!(worked, Worked::Done(_))).count();
            assert_eq!((won, office.replies(tried).await.len()), (1, 2), "{one:?} {other:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn what_the_owner_writes_while_a_colleague_notes_is_not_lost() {
    in_every_order(
        true,
        |office, tried| {
            let chat = tried.chat.clone();
            (
                Box::pin(office.work(tried.case, "山田", tried.step, Act::Note("見ました".to_owned()))),
                Box::pin(async move { office.says(&chat, 1, "コンプレッサーです").await }),
            )
        },
        async |office, tried, _, ()| {
            let case = office.case(tried).await.expect("a case");
            assert_eq!((case.state, case.written, case.notes.len()), (State::Working, 1, 1));
            assert!(case.waiting_since.is_some());
        },
    )
    .await;
}

#[tokio::test]
async fn who_is_erased_while_a_colleague_works_does_not_come_back() {
    in_every_order(
        true,
        |office, tried| {
            (
                Box::pin(office.work(tried.case, "山田", tried.step, Act::Note("090-1234-5678".to_owned()))),
                Box::pin(async move { office.consult.erase(tried.case, |_| Vec::new()).await.unwrap() }),
            )
        },
        async |office, tried, _, erased| {
            assert!(erased);
            assert_eq!(office.case(tried).await, None);
            let left = office.store.store.load(&tried.chat).await.unwrap();
            assert_eq!(left.owner, None);
        },
    )
    .await;
}

#[tokio::test]
async fn nothing_is_closed_over_what_the_owner_wrote() {
    in_every_order(
        true,
        |office, tried| {
            let chat = tried.chat.clone();
            let seen = Seen { step: tried.step, written: Some(0) };
            (
                Box::pin(office.work(tried.case, "山田", seen, Act::Close(Outcome::Solved))),
                Box::pin(async move { office.says(&chat, 1, "もう一つあります").await }),
            )
        },
        async |office, tried, closed, ()| {
            let case = office.case(tried).await.expect("a case");
            match closed {
                // The bot has the conversation back, and has answered.
                Worked::Done(_) => assert_eq!((case.state, case.written), (State::Done(Outcome::Solved), 0)),
                Worked::Refused(refused, _) => {
                    assert_eq!((refused, case.state), (Refused::OwnerWrote, State::Working));
                    assert!(case.waiting_since.is_some());
                }
                Worked::Gone => panic!("it is there"),
            }
        },
    )
    .await;
}

#[tokio::test]
async fn of_two_who_merge_them_both_ways_one_does() {
    let office = Office::new();
    let by = By { worker: Worker("山田".to_owned()), name: "山田".to_owned() };
    // One waits for the other, so that not every order comes to its end: those do in which both go on again and again.
    for turns in 1..u8::MAX {
        let (one, other) =
            (office.opened(2 * usize::from(turns), false).await, office.opened(2 * usize::from(turns) + 1, true).await);
        let (mut first, mut second) = (None, None);
        {
            let merge = |from: &Tried, into: &Tried| {
                office.consult.merge(from.case, into.case, &by, from.step.into(), Vec::new())
            };
            let mut order = (0..4_096).map(|at| turns >> (at % 8) & 1 == 1).collect();
            let (there, back) = (merge(&one, &other), merge(&other, &one));
            in_order(&mut order, async { first = Some(there.await) }, async { second = Some(back.await) });
        }
        let done = [first, second].into_iter().flatten().filter(|merged| matches!(merged, Ok(Ok(Worked::Done(_)))));
        assert_eq!(done.count(), 1, "{turns}");
        let open = [office.case(&one).await, office.case(&other).await].into_iter().flatten();
        assert_eq!(open.filter(|case| !case.state.is_done()).count(), 1, "{turns}: nobody waits anywhere");
    }
}
