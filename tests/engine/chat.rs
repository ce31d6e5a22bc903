//! One owner at the counter: every move they can make, and what can be said of each turn.

use std::sync::LazyLock;

use chrono::Duration;
use proptest::{prelude::*, sample::Index};
use sodan::{
    consult::{
        code::{Chance, Code, Codes},
        media::{Kind, Media},
        message::{Button, Input, MAX_CHARS, MAX_TOKEN_BYTES, Message, Outgoing, Token},
        record::{Owner, Sitting},
        token::{At, Press},
        turn::{Turn, take},
    },
    content::{ChoiceSet, Command, Content, DialogId, FactId, FactKind, ProgramId},
    dialog::{Walk, walk},
    rules::{Moment, Situation},
};

use crate::world;

/// Every kind of step and of fact, circles and calls among them, in a few lines.
pub fn every_kind() -> &'static Content {
    static CONTENT: LazyLock<Content> = LazyLock::new(|| {
        let programs: Vec<(String, String)> = (0..13)
            .map(|no| {
                let who = [
                    "{ a: true }",
                    "{ n: \"..10\" }",
                    "{ only_x: \"5..\" }",
                    "{ big: true, check: 窓口で }",
                    "{ b: true, c: true }",
                ];
                let lines = format!(
                    "who: {}\nbenefits: [ {{ id: part{no}, name: 部分, who: {{ day: \">2023-06-30\" }}, \
                     cap_yen: {{ by: [n], rows: [ [\"..5\", 100], [_, 200] ] }} }} ]\n",
                    who[no % who.len()]
                );
                (
                    format!("knowledge/programs/p{no}.yaml"),
                    world::program(&lines).replace("name: 試し", &format!("name: 試し{no}")),
                )
            })
            .collect();
        let mut files: Vec<(&str, &str)> = programs.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.extend([
            (
                "dialogs/start.yaml",
                "title: はじめ\nabout: はじめ\nsteps:\n  - ask: kind\n  - call: more\n  - say: では探します。\n  \
                 - go: person\n    when: { c: false }\n  - end: さようなら。\n    when: { d: false }\n  \
                 - recommend: { programs: all, ask_more: 3 }\n",
            ),
            (
                "dialogs/more.yaml",
                "title: くわしく\nabout: くわしく\nsteps:\n  - id: again\n    ask: having\n  - say: なるほど。\n  - ask: only_x\n  \
                 - ask: word\n  - ask: day\n    when: { kind: [x, y] }\n  - ask: m\n    when: { having: car }\n  - ask: d\n",
            ),
            ("dialogs/person.yaml", "title: 人へ\nabout: 人へ\nsteps:\n  - handover: 難しい相談\n"),
        ]);
        world::small(&files).unwrap_or_else(|mistakes| panic!("{mistakes}"))
    });
    &CONTENT
}

pub fn contents() -> [&'static Content; 2] {
    [world::real(), every_kind()]
}

pub const NOON: &str = "2026-11-24 12:00";

/// What owners type, sense and nonsense.
pub const TEXTS: &[&str] = &[
    "/start",
    "/help",
    "/back",
    "/cancel",
    "/human",
    "/status",
    "/privacy",
    "/code",
    "/delete",
    "/restart",
    "/unsure",
    "/nonsense",
    "戻る",
    "やめる",
    "人に相談",
    "いまの答え",
    "記録を消す",
    "最初から",
    "わからない",
    "説明",
    "つぎへ",
    "まえへ",
    "さがす",
    "直す",
    "印刷用",
    "はい",
    "いいえ",
    "電気代",
    "賃上げ",
    "新しい事業",
    "窓口だけ知りたい",
    "会社",
    "個人事業主",
    "中小企業団体",
    "医療法人",
    "製造業",
    "小売業",
    "1",
    "2",
    "3",
    "5",
    "8",
    "12",
    "1、3",
    "20人",
    "301人",
    "45円",
    "950円",
    "3億円",
    "12.5%",
    "5kL",
    "1500kL",
    "0",
    "-3",
    "0.00000000000000001",
    "2026-11-24",
    "令和5年6月31日",
    "車と自転車",
    "ない",
    "10〜20人",
    "エックス",
    "ゼット",
    "従業員",
    "業種",
    "省エネお助け隊",
    "",
    " ",
    "\n\n",
    "？",
    "<b>太字</b> & <script>",
    "🏭🔥",
    "\u{202e}逆さ\u{0}",
    "あああああああああああああああああああああああああああああああああああああああああああああああああ",
    "K7QM-3XPD",
    "k7qm3xpd",
    "/start K7QM3XPD",
];

/// The code that is drawn in every turn, and nothing behind the one that is typed.
pub fn codes() -> Codes {
    Codes { fresh: Code::new(Chance(2026)), lent: None }
}

#[derive(Clone, Debug)]
pub enum Move {
    Type(usize),
    /// Typed below the screen at hand, or below another one.
    Write(usize, bool),
    TypeLong(usize),
    /// A button of the last messages.
    Press(Index),
    /// Any button that was ever shown.
    PressOld(Index),
    /// A token that no button bore, for the session and turn at hand.
    Forge(u16, u8),
    /// A token of any other origin.
    Foreign(String),
    Photo,
    Wait(i64),
}

pub fn a_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        8 => (0..TEXTS.len()).prop_map(Move::Type),
        4 => (0..TEXTS.len(), any::<bool>()).prop_map(|(text, here)| Move::Write(text, here)),
        1 => (1..6_000_usize).prop_map(Move::TypeLong),
        12 => any::<Index>().prop_map(Move::Press),
        3 => any::<Index>().prop_map(Move::PressOld),
        2 => (prop_oneof![0..20_u16, Just(u16::MAX)], any::<u8>()).prop_map(|(number, kind)| Move::Forge(number, kind)),
        1 => "[a-z0-9.]{0,70}".prop_map(Move::Foreign),
        1 => Just(Move::Photo),
        1 => (0..200_i64).prop_map(Move::Wait),
    ]
}

pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(a_move(), 1..60)
}

/// One owner and everything shown to them.
#[derive(Clone)]
pub struct Chat {
    pub content: &'static Content,
    pub owner: Owner,
    pub now: Moment,
    pub last: Vec<Button>,
    pub ever: Vec<Button>,
}

/// A photo, with nothing written below it.
pub fn photo() -> Input {
    Input::Sent(Media::new(Kind::Photo, "", ""))
}

impl Chat {
    pub fn new(content: &'static Content) -> Self {
        Self { content, owner: Owner::default(), now: world::moment(NOON), last: Vec::new(), ever: Vec::new() }
    }

    pub fn input(&mut self, act: &Move) -> Option<Input> {
        let press = |token: &Token| Input::Press { token: token.clone(), question: Some("m1".to_owned()) };
        Some(match act {
            Move::Type(place) => Input::Text(TEXTS[*place].to_owned()),
            Move::Write(place, here) => {
                let at = self.at(Press::Write);
                let at = if *here { at } else { At { turn: at.turn.wrapping_sub(1), ..at } };
                Input::Written { text: TEXTS[*place].to_owned(), under: at.token() }
            }
            Move::TypeLong(length) => Input::Text("長い話です。".chars().cycle().take(*length).collect()),
            Move::Press(_) if self.last.is_empty() => return None,
            Move::Press(place) => press(&place.get(&self.last).token),
            Move::PressOld(_) if self.ever.is_empty() => return None,
            Move::PressOld(place) => press(&place.get(&self.ever).token),
            Move::Forge(number, kind) => {
                let what = match kind % 17 {
                    0 => Press::Choose(*number),
                    1 => Press::Yes,
                    2 => Press::No,
                    3 => Press::Tick(*number, kind % 2 == 0),
                    4 => Press::Ticked,
                    5 => Press::Page(*number),
                    6 => Press::Fix(FactId(*number)),
                    7 => Press::Detail(ProgramId(*number)),
                    8 => Press::WhyNot,
                    9 => Press::Erase,
                    10 => Press::Pick(*number),
                    11 => Press::NoneOfThese,
                    12 => Press::Begin(DialogId(*number)),
                    13 => Press::Several(ChoiceSet(u64::from(*number) << (kind % 32))),
                    14 => Press::Write,
                    _ => Press::Say(Command::ALL[usize::from(*number) % Command::ALL.len()].0),
                };
                press(&self.at(what).token())
            }
            Move::Foreign(token) => press(&Token(token.clone())),
            Move::Photo => photo(),
            Move::Wait(hours) => {
                self.now = Moment::from(self.now.to_utc() + Duration::hours(*hours));
                return None;
            }
        })
    }

    /// At the screen at hand, or the one that is drawn before a session.
    fn at(&self, press: Press) -> At {
        let unbegun = Sitting::unbegun(self.content, self.now.to_utc());
        let sitting = self.owner.sitting.as_ref().unwrap_or(&unbegun);
        At { session: sitting.id, turn: sitting.turn, press }
    }

    /// Takes the turn and notes the buttons.
    pub fn take(&mut self, input: &Input) -> Turn {
        self.take_with(input, codes())
    }

    /// The same, told of a code that was typed.
    pub fn take_with(&mut self, input: &Input, codes: Codes) -> Turn {
        let turn = take(
            self.content,
            world::search(self.content),
            self.now,
            &mut self.owner,
            input,
            codes,
            sodan::consult::turn::Helpdesk { number: Some(sodan::store::CaseId(1)), ..Default::default() },
        );
        let said: Vec<Button> = buttons(&turn).cloned().collect();
        if !said.is_empty() {
            self.last.clone_from(&said);
            self.ever.extend(said);
        }
        turn
    }

    pub fn says(&mut self, text: &str) -> Turn {
        self.take(&Input::Text(text.to_owned()))
    }

    pub fn presses(&mut self, button: &Button) -> Turn {
        self.take(&Input::Press { token: button.token.clone(), question: None })
    }

    /// Where the owner stands, if anywhere.
    pub fn walk(&self) -> Option<Walk<'static>> {
        let sitting = self.owner.sitting.as_ref()?;
        let progress = self.owner.progress(&self.content.facts);
        let situation = Situation::new(&self.content.facts, progress.known.clone());
        Some(walk(self.content, sitting.session.dialog, &progress, &situation))
    }
}

pub fn messages(turn: &Turn) -> impl Iterator<Item = &Message> {
    turn.out.iter().filter_map(|out| match out {
        Outgoing::Say(message) => Some(message),
        _ => None,
    })
}

pub fn buttons(turn: &Turn) -> impl Iterator<Item = &Button> {
    turn.out
        .iter()
        .flat_map(|out| match out {
            Outgoing::Say(message) => message.buttons.as_slice(),
            Outgoing::Rebutton { buttons, .. } => buttons,
            Outgoing::Settle { .. } => &[],
        })
        .flatten()
}

/// What can be compared of a turn.
pub fn outcome(turn: &Turn) -> String {
    format!("{:?} {:?} {:?} {}", turn.out, turn.notice, turn.wish, turn.erase)
}

/// Everything that a messenger would refuse.
pub fn unsendable(turn: &Turn) -> Option<String> {
    for message in messages(turn) {
        let (chars, count) = (message.text.chars(), message.buttons.iter().flatten().count());
        if chars > MAX_CHARS || message.text.to_plain().trim().is_empty() {
            return Some(format!("a message of {chars} characters"));
        }
        if count > 100 || message.buttons.iter().any(|row| row.is_empty() || row.len() > 8) {
            return Some(format!("{count} buttons, or a row of none or too many"));
        }
    }
    for button in buttons(turn) {
        let chars = button.label.chars().count();
        if button.label.trim().is_empty() || chars > 64 {
            return Some(format!("a label of {chars} characters"));
        }
        if button.token.0.len() > MAX_TOKEN_BYTES || At::read(&button.token).is_none() {
            return Some(format!("the token {:?}", button.token));
        }
    }
    turn.notice.as_ref().filter(|notice| notice.is_empty() || notice.chars().count() > 200).cloned()
}

/// Texts that answer a question, わからない last.
pub fn answers_to(content: &Content, fact: FactId) -> Vec<String> {
    let fact = content.facts.get(fact);
    let mut answers: Vec<String> = match &fact.kind {
        FactKind::Bool => vec!["はい".to_owned(), "いいえ".to_owned()],
        FactKind::Choice(choices) | FactKind::Multi(choices) => (1..=choices.len()).map(|no| no.to_string()).collect(),
        FactKind::Date => vec!["2023-06-30".to_owned(), "2023-07-01".to_owned()],
        FactKind::Text => vec!["染物".to_owned()],
        FactKind::Int | FactKind::Decimal | FactKind::Money => {
            let fits = |number: &&str| {
                let value = sodan::content::exact(number).expect("a number");
                fact.min.is_none_or(|min| min <= value) && fact.max.is_none_or(|max| value <= max)
            };
            ["0", "1", "2", "5", "20", "51", "301", "1500", "300000001"]
                .into_iter()
                .filter(fits)
                .map(str::to_owned)
                .collect()
        }
    };
    answers.push("わからない".to_owned());
    answers
}

/// The question of a turn: its head and text, and its buttons without session and turn.
pub fn question_of(turn: &Turn) -> String {
    let Some(message) = messages(turn).last() else { return String::new() };
    let from = message.text.0.iter().rposition(|span| span.bold).unwrap_or(0);
    let text: String = message.text.0[from..].iter().map(|span| span.text.as_str()).collect();
    let what = |button: &Button| format!("{} {:?}", button.label, At::read(&button.token).map(|at| at.press));
    let buttons: Vec<_> = message.buttons.iter().flatten().map(what).collect();
    format!("{text}\n{}", buttons.join("\n"))
}
