//! Tells open pages of the console what has changed, as server-sent events: counts of the queues, that something was
//! written in a case, and who else is there. What was written is not told: pages fetch it themselves.

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use chrono::Utc;
use futures_util::stream;
use serde_json::{Map, json};
use tokio::sync::watch;

use super::{
    Console,
    case::last_word,
    pages,
    queue::Queue,
    session::{self, SignedIn},
};
use crate::{
    consult::news::Watching,
    helpdesk::name::StaffName,
    store::{CaseId, ChatKey, StoreError},
};

/// So many pages listen at once; whoever comes beyond hears nothing, and everything else works.
const MOST: usize = 1_000;
/// So many pages of one person listen: a browser opens six connections to one host, and needs some to load pages.
const MOST_EACH: usize = 4;
/// So often a page's sign-in is looked at and its place among the others renewed, also where nothing happens.
const LOOKED_AT: Duration = Duration::from_secs(20);
/// What happens within so long is told as one.
const PAUSE: Duration = Duration::from_millis(300);
/// The last words of a person are looked for among so many lines.
const LINES: usize = 20;
/// Proxies cut off what is silent for a minute.
const ALIVE: Duration = Duration::from_secs(30);

/// How many pages of each person listen.
#[derive(Debug, Default)]
pub(super) struct Listeners(Mutex<HashMap<StaffName, usize>>);

/// One page that listens.
struct Page {
    console: Arc<Console>,
    signed_in: SignedIn,
    queue: Option<Queue>,
    case: Option<(CaseId, ChatKey, Watching)>,
    changes: watch::Receiver<u64>,
    others: watch::Receiver<u64>,
    /// Found out and not yet told.
    next: VecDeque<Event>,
    told_queue: String,
    told_case: String,
    begun: bool,
}

impl Drop for Page {
    fn drop(&mut self) {
        let mut all = self.console.listeners.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.signed_in.member.name) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.signed_in.member.name);
            }
        }
    }
}

impl Listeners {
    fn admit(&self, name: &StaffName) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (together, mine) = (all.values().sum::<usize>(), all.get(name).copied().unwrap_or_default());
        let admitted = together < MOST && mine < MOST_EACH;
        if admitted {
            all.insert(name.clone(), mine + 1);
        }
        admitted
    }
}

/// The stream of one page: `?queue=new` for a page of a queue, `?case=12` for that of a case.
pub(super) async fn listen(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let signed_in = match session::look(&console, &headers).await {
        Ok(signed_in) => signed_in,
        // A page that is answered so does not ask again.
        Err(status) => return status.into_response(),
    };
    if !console.listeners.admit(&signed_in.member.name) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let fields = pages::Fields::read(query.unwrap_or_default().as_bytes());
    let (changes, others) = (console.consult.board().changes(), console.presence.changes());
    let mut page = Page {
        queue: Queue::from_key(fields.get("queue")),
        case: None,
        changes,
        others,
        next: VecDeque::new(),
        told_queue: String::new(),
        told_case: String::new(),
        begun: false,
        console,
        signed_in,
    };
    let id = fields.get("case").parse().ok().map(CaseId);
    if let Some((id, (chat, _))) = id.and_then(|id| Some((id, page.console.consult.board().case(id)?))) {
        let watching = page.console.consult.watch(&chat);
        page.case = Some((id, chat, watching));
    }
    let events = stream::unfold(page, |mut page| async move { Some((Ok::<_, Infallible>(page.event().await?), page)) });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response()
}

impl Page {
    /// The next thing to tell; none where nobody listens any more.
    async fn event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.next.pop_front() {
                return Some(event);
            }
            if self.begun && !self.wait().await {
                return None;
            }
            self.begun = true;
            match self.console.logins.look(&self.signed_in.code, Utc::now()).await {
                Ok(Some(_)) => {}
                // Told once, and the stream ends the next time.
                Ok(None) if self.told_case == "signed out" => return None,
                Ok(None) => {
                    self.told_case = "signed out".to_owned();
                    return Some(Event::default().event("signed_out").data("1"));
                }
                Err(_) => return None,
            }
            self.look_at_queues();
            // What cannot be read now is read the next time.
            let _ = self.look_at_case().await;
        }
    }

    /// Waits until there may be news; false where the program stops.
    async fn wait(&mut self) -> bool {
        let mut stop = self.console.shutdown.clone();
        let watched = async {
            match &mut self.case {
                Some((_, _, watching)) => drop(watching.next().await),
                None => std::future::pending().await,
            }
        };
        let woken = async {
            tokio::select! {
                _ = watched => {}
                changed = self.changes.changed() => drop(changed),
                changed = self.others.changed() => drop(changed),
                () = tokio::time::sleep(LOOKED_AT) => return,
            }
            tokio::time::sleep(PAUSE).await;
            self.changes.borrow_and_update();
            self.others.borrow_and_update();
        };
        tokio::select! {
            () = woken => true,
            _ = stop.wait_for(|stop| *stop) => false,
        }
    }

    fn look_at_queues(&mut self) {
        let member = &self.signed_in.member;
        let glance = self.console.glances.now(self.console.consult.board());
        let counts: Map<_, _> =
            Queue::ALL.iter().map(|(queue, key, _)| ((*key).to_owned(), glance.count(*queue, member).into())).collect();
        let here = self.queue.map(|queue| glance.newest(queue, member));
        let text = json!({ "counts": counts, "here": here }).to_string();
        if text != self.told_queue {
            self.next.push_back(Event::default().event("queues").data(&text));
            self.told_queue = text;
        }
    }

    async fn look_at_case(&mut self) -> Result<(), StoreError> {
        let Some((id, chat, _)) = &self.case else { return Ok(()) };
        let now = Instant::now();
        self.console.presence.note(*id, &self.signed_in.member, None, now);
        let others = self.console.presence.others(*id, &self.signed_in.member.name, now);
        let others: Vec<_> = others.iter().map(|one| json!({ "name": one.name, "writing": one.writing })).collect();
        let Some((_, case)) = self.console.consult.board().case(*id) else {
            self.next.push_back(Event::default().event("case").data(json!({ "gone": true }).to_string()));
            return Ok(());
        };
        let (version, (word, by)) =
            self.console.consult.look(chat, LINES, |_, version, lines| (version, last_word(&lines))).await?;
        let (step, notes) = (case.step, case.notes.len());
        let text = json!({
            "version": version.0, "step": step, "notes": notes, "word": word, "by": by, "others": others,
        })
        .to_string();
        if text != self.told_case {
            self.next.push_back(Event::default().event("case").data(&text));
            self.told_case = text;
        }
        Ok(())
    }
}
