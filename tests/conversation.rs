//! Whole conversations, as transcripts in `tests/transcripts/`: what an owner does, and word for word what comes back.
//!
//! A transcript is read line by line:
//!
//! - `> 文`: the owner types it. `⏎` is a line break, `あ×5000` five thousand of it, `(写真)` something unreadable.
//! - `> [はい]`: the owner presses the newest button of that label; `> [はい]^2` the one in the message before;
//!   `> (もう一度)` the same button once more, before the phone has caught up.
//! - `@ 2026-11-23 10:00`: it is this time in Japan.
//! - `= 2`: from here on the owner is in this chat; the first is 1.
//! - `? 文`: the reply above must hold this; `?! 文`: it must not. These stay true when transcripts are renewed.
//! - `# 文`: a remark.
//! - Lines that begin with two blanks are the reply: messages parted by `---`, buttons in brackets, `«…»` what else happens.
//!
//! `SODAN_BLESS=1 cargo test --test conversation` writes the replies as they are now; read the difference before keeping it.

mod world;

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use sodan::{
    consult::{
        Answering, Consult, case,
        code::Chance,
        media::{Kind, Media},
        message::{Button, Inbound, Input, Message, Outgoing, Text, Token},
    },
    content::Content,
    store::{ChatKey, MemoryStore, Store, UpdateKey},
};

#[test]
fn conversations_go_as_written() {
    go_as_written("tests/transcripts", world::staged(), 8);
}

/// The owners for whom the real dialogs were written.
#[test]
fn owners_are_led_to_what_a_good_adviser_would_name() {
    go_as_written("tests/transcripts/owners", world::real(), 4);
}

fn go_as_written(folder: &str, content: &'static Content, least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of transcripts")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    assert!(files.len() >= least, "only {} transcripts", files.len());
    let bless = std::env::var_os("SODAN_BLESS").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for file in &files {
        let written = fs::read_to_string(file).expect("a transcript");
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (is, unmet) = runtime.block_on(run(&written, content));
        wrong.extend(unmet.into_iter().map(|unmet| format!("{name}: {unmet}")));
        if is == written {
            continue;
        }
        if bless {
            fs::write(file, is).expect("the transcript can be written");
        } else {
            wrong.push(format!("{name} goes otherwise (SODAN_BLESS=1 renews it):\n{}", difference(&written, &is)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first lines that differ.
fn difference(written: &str, is: &str) -> String {
    let (written, is): (Vec<_>, Vec<_>) = (written.lines().collect(), is.lines().collect());
    let first = written.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str], mark: &str| {
        lines.iter().skip(first).take(6).map(|line| format!("{mark}{line}\n")).collect::<String>()
    };
    format!("from line {}\n{}{}", first + 1, part(&written, "- "), part(&is, "+ "))
}

/// Plays a transcript: the same with the replies as they are, and the demands that were not met.
async fn run(written: &str, content: &Content) -> (String, Vec<String>) {
    let mut talk = Talk::new(content);
    let (mut is, mut unmet, mut reply) = (String::new(), Vec::new(), String::new());
    for (no, line) in written.lines().enumerate() {
        if line.starts_with("  ") {
            continue;
        }
        let _ = writeln!(is, "{line}");
        let mark = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            (">", said) => {
                reply = talk.says(said).await;
                is += &reply;
            }
            ("@", at) => *talk.now.lock().expect("nobody panicked") = world::moment(at.trim()).to_utc(),
            ("=", chat) => talk.chat = ChatKey::new("test", chat.trim()),
            ("?", demand) if !reply.contains(demand) => unmet.push(format!("line {}: no 「{demand}」", no + 1)),
            ("?!", demand) if reply.contains(demand) => {
                unmet.push(format!("line {}: 「{demand}」 stands there", no + 1))
            }
            ("?" | "?!" | "#", _) => {}
            _ if line.is_empty() => {}
            _ => panic!("line {}: what is 「{line}」?", no + 1),
        }
    }
    (is, unmet)
}

/// One owner at the counter, in one chat or several.
struct Talk {
    chat: ChatKey,
    consult: Consult,
    store: Arc<MemoryStore>,
    now: Arc<Mutex<DateTime<Utc>>>,
    updates: u64,
    cases: usize,
    pressed: Option<Input>,
    /// The last reply.
    last: String,
    /// Every message shown, with the buttons it has now.
    shown: Vec<Vec<Button>>,
}

impl Talk {
    fn new(content: &Content) -> Self {
        let now = Arc::new(Mutex::new(world::moment("2026-11-23 10:00").to_utc()));
        let store = Arc::new(MemoryStore::new());
        let clock = now.clone();
        let content = Arc::new(content.clone());
        let consult = Consult::new(content, store.clone(), Arc::new(move || *clock.lock().expect("nobody panicked")));
        // The codes of a transcript are the same every time: CCCC-CCCC, DCCC-CCCC and so on, one for each update.
        let drawn = AtomicU64::new(0);
        let consult = consult.with_chances(Arc::new(move || Chance(drawn.fetch_add(1, Ordering::Relaxed))));
        let chat = ChatKey::new("test", 1);
        Self { chat, consult, store, now, updates: 0, cases: 0, pressed: None, last: String::new(), shown: Vec::new() }
    }

    async fn says(&mut self, said: &str) -> String {
        let input = self.input(said);
        self.updates += 1;
        let chat = self.chat.clone();
        let inbound = Inbound { key: UpdateKey::new("test", self.updates), chat: chat.clone(), input };
        let handled = self.consult.handle(inbound).await.expect("the memory does not fail");
        let mut reply = String::new();
        if let Some(notice) = handled.notice {
            let _ = writeln!(reply, "  «{notice}»");
        }
        let mut first = true;
        for waiting in self.store.to_send(&chat, usize::MAX).await.expect("the memory does not fail") {
            self.store.sent(&chat, waiting.seq).await.expect("the memory does not fail");
            match serde_json::from_slice(&waiting.body).expect("the outbox holds outgoing messages") {
                Outgoing::Say(message) => {
                    if !std::mem::take(&mut first) {
                        reply += "  ---\n";
                    }
                    reply += &self.show(message);
                }
                Outgoing::Settle { question, chosen } => {
                    let _ = writeln!(reply, "  «選んだもの：{chosen}»");
                    self.shown[place(&question)].clear();
                }
                Outgoing::Rebutton { question, buttons } => {
                    let _ = writeln!(reply, "  «ボタンだけ変わる»");
                    reply += &rows(&buttons);
                    // The same buttons remain pressable as they were, as on a phone that has not caught up yet.
                    self.shown[place(&question)] = buttons.into_iter().flatten().collect();
                }
            }
        }
        let kept = self.store.cases().await.expect("the memory does not fail");
        let cases = kept.iter().map(|kept| case::read(kept.id, &kept.body).expect("cases can be read"));
        let mut reasons: Vec<_> = cases.flat_map(|case| case.reasons).collect();
        reasons.sort_by_key(|came| came.at);
        for came in reasons.iter().skip(self.cases) {
            let answers = came.answers.iter().map(|told| format!("{} {}", told.label, told.value));
            let _ = writeln!(reply, "  «相談の記録：{}（{}）»", came.reason, answers.collect::<Vec<_>>().join("、"));
        }
        self.cases = reasons.len();
        self.last.clone_from(&reply);
        reply
    }

    fn input(&mut self, said: &str) -> Input {
        if said == "(もう一度)" {
            return self.pressed.clone().expect("a button was pressed");
        }
        if said == "(写真)" {
            return Input::Sent(Media::new(Kind::Photo, "", ""));
        }
        if let Some(label) = said.strip_prefix('[') {
            let (label, back) = label.rsplit_once(']').expect("a closing bracket");
            let back = back.strip_prefix('^').map_or(1, |back| back.parse().expect("a number after ^"));
            let (token, question) = self.button(label, back);
            let press = Input::Press { token, question: Some(question.to_string()) };
            self.pressed = Some(press.clone());
            return press;
        }
        let text = match said.split_once('×') {
            Some((text, times)) => text.repeat(times.parse().expect("a number after ×")),
            None => said.replace('⏎', "\n"),
        };
        Input::Text(text)
    }

    /// The button of a label in the message so many back, and that message.
    fn button(&self, label: &str, back: usize) -> (Token, usize) {
        let mut holding = self.shown.iter().enumerate().rev().filter_map(|(place, buttons)| {
            buttons.iter().find(|button| button.label == label).map(|button| (button.token.clone(), place))
        });
        let labels: BTreeSet<_> = self.shown.iter().flatten().map(|button| &button.label).collect();
        holding
            .nth(back - 1)
            .unwrap_or_else(|| panic!("no button 「{label}」 that far back among {labels:?} after\n{}", self.last))
    }

    fn show(&mut self, message: Message) -> String {
        let mut text = String::new();
        for line in marked(&message.text).lines() {
            let _ = writeln!(text, "  {line}");
        }
        text += &rows(&message.buttons);
        self.shown.push(message.buttons.into_iter().flatten().collect());
        text
    }
}

fn place(question: &str) -> usize {
    question.parse().expect("questions are noted by their place")
}

fn rows(buttons: &[Vec<Button>]) -> String {
    let row = |row: &Vec<Button>| row.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" ");
    buttons.iter().map(|buttons| format!("  {}\n", row(buttons))).collect()
}

/// The text with its emphasis as `**…**`.
fn marked(text: &Text) -> String {
    text.0.iter().map(|span| if span.bold { format!("**{}**", span.text) } else { span.text.clone() }).collect()
}
