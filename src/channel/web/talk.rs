//! Where an owner stands, as the part of a page that changes: what was said, the question or the results, the answers.

use super::{
    cards::Results,
    form,
    picture::{self, Picture},
    rich::{self, Html},
    site::Frame,
};
use crate::{
    consult::{
        line::{self, Line, Speaker},
        message::{Button, Message, Text},
        present::Present,
        screen,
        token::{At, Press},
    },
    content::{Command, Content, FactKind, Phrase},
    dialog::{AskedBy, Question, Stop},
    store::Version,
};

/// More choices than this are a list to pick from instead of buttons.
const MOST_BUTTONS: usize = 16;

/// How to draw.
pub(super) struct TalkOptions {
    pub frame: Frame,
    /// Said at the top.
    pub notice: Option<Phrase>,
    /// What was typed and is not to be lost.
    pub draft: String,
    /// Whether this answers something that was done here: then the question takes the focus.
    pub focus: bool,
}

/// The part of a page that changes.
pub(super) struct Talk<'c> {
    content: &'c Content,
    pub base: &'static str,
    /// The address of this page, without a place in it: a link to it loads it anew.
    pub home: &'static str,
    pub version: u64,
    /// See [`form::mark`].
    pub once: String,
    pub notice: Option<String>,
    pub focus: bool,
    /// The greeting, where the transcript begins with this page.
    pub welcome: Option<Html>,
    /// What was said before the last thing the owner did.
    pub older: Vec<Bubble>,
    pub older_title: String,
    pub recent: Vec<Bubble>,
    pub screen: Screen,
    /// Ways out of the present stop.
    pub ways: Vec<Button>,
    pub answers: Vec<AnswerRow>,
    pub write: Write,
    /// What can be asked for at any time.
    pub menu: Vec<Button>,
    /// Between usual words and easy ones; at the top, where whoever needs it finds it.
    pub switch: Option<Button>,
    /// Of the self-check, where one was made.
    pub stages: Option<Stages>,
}

/// How far a self-check has shown somebody to be.
pub(super) struct Stages {
    pub picture: Box<Picture>,
    /// What was said of it, and what to do next.
    pub said: Option<Html>,
}

/// One thing that was said.
pub(super) struct Bubble {
    pub by: Speaker,
    /// Who said it, for people.
    pub who: String,
    pub html: Html,
    pub buttons: Vec<Button>,
}

/// An answer with what corrects it.
pub(super) struct AnswerRow {
    pub label: String,
    pub value: String,
    pub fix: String,
}

/// The place to write.
pub(super) struct Write {
    pub under: String,
    pub label: String,
    pub draft: String,
    /// One line is enough, as for a number.
    pub short: bool,
    /// Stands before the choices: whoever comes first may tell it in words of their own.
    pub first: bool,
}

/// What stands in the middle of the page.
pub(super) enum Screen {
    Ask(Asked),
    Review {
        title: String,
        hint: String,
        search: Button,
    },
    Results(Box<Results>),
    /// A person answers.
    Held {
        title: String,
        hint: String,
    },
    /// A handover or an end, with the button to begin anew.
    Over {
        html: Html,
        start: Button,
    },
}

/// A question.
pub(super) struct Asked {
    pub head: Option<String>,
    /// Of how many questions this is which, for a bar.
    pub place: Option<(usize, usize)>,
    pub question: String,
    pub how: Option<String>,
    pub choices: Choices,
}

/// What can be chosen.
pub(super) enum Choices {
    /// It is to be written.
    None,
    Buttons(Vec<Button>),
    List(Vec<Button>),
    Several {
        of: String,
        options: Vec<(usize, String)>,
        done: String,
    },
}

impl<'c> Talk<'c> {
    pub fn new(present: &Present<'c>, version: Version, lines: Vec<Line>, options: TalkOptions) -> Self {
        let content = present.content;
        let say = |phrase| content.phrases.say(phrase, &[]);
        let lines = line::as_put_right(lines);
        let mut bubbles: Vec<Bubble> = lines.iter().filter_map(|line| bubble(present, line, options.frame)).collect();
        let last = bubbles.iter().rposition(|bubble| bubble.by == Speaker::Owner).unwrap_or(0);
        let recent = bubbles.split_off(last);
        let count = bubbles.len().to_string();
        let welcome = lines.is_empty().then(|| rich::text(&Text::plain(welcome(present)), options.frame));
        let screen = screen_of(present, options.frame);
        let back = present.comes_back().then_some(Phrase::Resume);
        Self {
            content,
            base: options.frame.base(),
            home: options.frame.home(),
            version: version.0,
            once: form::mark(),
            notice: options.notice.or(back).map(say),
            focus: options.focus,
            welcome,
            older: bubbles,
            older_title: content.phrases.say(Phrase::WebOlder, &[("count", &count)]),
            recent,
            ways: ways(present, &screen),
            screen,
            answers: answers(present),
            write: write(present, options.draft),
            menu: menu(present, !lines.is_empty()),
            switch: present.scene().switch.map(|command| present.scene().command(command)),
            stages: picture::stages(content, &present.situation, present.walk.stages).map(|picture| Stages {
                picture: Box::new(picture),
                said: present.said_last().map(|said| rich::text(&Text::plain(said), options.frame)),
            }),
        }
    }

    /// A sentence in the words in which this owner reads.
    pub fn say(&self, phrase: Phrase) -> String {
        self.content.phrases.say(phrase, &[])
    }

    /// Whether the answers stand beside; where they are the matter itself they are not said twice, and where a person
    /// answers there is nothing to be corrected with the bot.
    pub fn lists_answers(&self) -> bool {
        !self.answers.is_empty() && !matches!(self.screen, Screen::Review { .. } | Screen::Held { .. })
    }

    /// What a command is called.
    pub fn command(&self, command: Command) -> &str {
        &self.content.phrases.command(command).label
    }
}

fn welcome(present: &Present) -> String {
    let (_, left) = present.place();
    let most = (left + usize::from(matches!(present.walk.stop, Stop::Ask(_)))).to_string();
    present.content.phrases.say(Phrase::Welcome, &[("most", &most)])
}

/// A line of the transcript; none where all of it is drawn below. Buttons that do nothing any more are left out.
fn bubble(present: &Present, line: &Line, frame: Frame) -> Option<Bubble> {
    let said = line.said();
    if said.to_plain().trim().is_empty() {
        return None;
    }
    let who = match (line.by, &line.name) {
        (Speaker::Owner, _) => present.content.phrases.say(Phrase::WebYou, &[]),
        (Speaker::Staff, Some(name)) => {
            let phrase = if line.corrects.is_some() { Phrase::StaffRewrote } else { Phrase::StaffSays };
            present.content.phrases.say(phrase, &[("name", name)])
        }
        (Speaker::Staff, None) | (Speaker::Bot, _) => present.content.phrases.say(Phrase::WebBot, &[]),
    };
    // What the screen itself offers is not offered a second time.
    let below = |button: &Button| match At::read(&button.token).map(|at| at.press) {
        Some(Press::Say(Command::Start)) => present.has_left(),
        Some(Press::Say(Command::Bot | Command::Withdraw)) => present.is_held(),
        _ => false,
    };
    let works = |button: &&Button| present.still_works(&button.token) && !below(button);
    let buttons = line.buttons.iter().flatten().filter(works).cloned().collect();
    let html = match line.by {
        Speaker::Owner => rich::plain(&said.to_plain()),
        Speaker::Bot | Speaker::Staff => rich::text(&said, frame),
    };
    Some(Bubble { by: line.by, who, html, buttons })
}

fn screen_of(present: &Present, frame: Frame) -> Screen {
    let scene = present.scene();
    let start = || scene.command(Command::Start);
    if present.is_held() {
        return Screen::Held { title: scene.say(Phrase::WebHeld, &[]), hint: scene.say(Phrase::WebHeldHint, &[]) };
    }
    if present.has_left() {
        return Screen::Over { html: rich::text(&Text::plain(scene.say(Phrase::WebLeft, &[])), frame), start: start() };
    }
    let over = |message: Message| Screen::Over { html: rich::text(&message.text, frame), start: start() };
    match present.walk.stop {
        Stop::Ask(asked) => Screen::Ask(ask(present, &asked)),
        Stop::Review(_) => Screen::Review {
            title: scene.say(Phrase::ReviewHead, &[]),
            hint: scene.say(Phrase::WebReviewHint, &[]),
            search: scene.command(Command::Search),
        },
        Stop::Results(recommend) => {
            let (all, failed) = present.results(recommend);
            Screen::Results(Box::new(Results::new(present, recommend, &all, failed, frame)))
        }
        Stop::Handover(reason) => over(screen::handover(&scene, reason, Text::default())),
        Stop::End(said) => over(screen::end(&scene, said, Text::default())),
    }
}

fn ask(present: &Present, asked: &Question) -> Asked {
    let scene = present.scene();
    let fact = scene.content.facts.get(asked.fact);
    let option = |label: String, press| Button { label, token: present.token(press) };
    let choices = match &fact.kind {
        FactKind::Bool => Choices::Buttons(vec![
            option(format!("1 {}", scene.say(Phrase::Yes, &[])), Press::Yes),
            option(format!("2 {}", scene.say(Phrase::No, &[])), Press::No),
        ]),
        FactKind::Choice(choices) => {
            let each = choices.iter().enumerate();
            let options: Vec<Button> = each
                .map(|(place, choice)| option(format!("{} {}", place + 1, choice.label), Press::Choose(place as u16)))
                .collect();
            if options.len() > MOST_BUTTONS { Choices::List(options) } else { Choices::Buttons(options) }
        }
        FactKind::Multi(choices) => Choices::Several {
            of: present.token(Press::Ticked).0,
            options: choices
                .iter()
                .enumerate()
                .map(|(place, one)| (place, format!("{} {}", place + 1, one.label)))
                .collect(),
            done: scene.say(Phrase::TickedDone, &[]),
        },
        FactKind::Int | FactKind::Decimal | FactKind::Money | FactKind::Date | FactKind::Text => Choices::None,
    };
    let how = match &fact.kind {
        FactKind::Multi(_) => Some(scene.say(Phrase::WebHowSeveral, &[])),
        _ => screen::how_to_answer(&scene, fact),
    };
    let (number, left) = present.place();
    // How many questions follow hangs on the very first answer: until then a number would frighten for nothing.
    let counted = !present.is_at_beginning();
    Asked {
        head: counted.then(|| screen::head(&scene, asked)),
        place: (counted && asked.asked_by != AskedBy::Owner).then_some((number, number + left)),
        question: asked.text.or(fact.question.as_deref()).unwrap_or(&fact.label).to_owned(),
        how,
        choices,
    }
}

/// What can be done at the present stop beside answering.
fn ways(present: &Present, at: &Screen) -> Vec<Button> {
    let scene = present.scene();
    if present.is_held() {
        return vec![scene.command(Command::Bot), scene.command(Command::Withdraw)];
    }
    if present.has_left() {
        return vec![scene.command(Command::Human)];
    }
    let mut commands = Vec::new();
    match present.walk.stop {
        Stop::Ask(asked) => {
            let fact = scene.content.facts.get(asked.fact);
            commands.push(Command::Unsure);
            commands.extend(screen::says_more(&asked, fact).then_some(Command::Explain));
            commands.extend(fact.estimate_by.is_some().then_some(Command::Estimate));
            commands.extend((!present.is_at_beginning()).then_some(Command::Back));
        }
        Stop::Review(_) => commands.push(Command::Back),
        Stop::Results(_) => commands.extend([Command::Wrong, Command::Back]),
        Stop::Handover(_) | Stop::End(_) => {}
    }
    commands.extend([Command::Human, Command::Restart, Command::Cancel]);
    let mut ways: Vec<Button> = commands.into_iter().map(|command| scene.command(command)).collect();
    if let Screen::Results(results) = at
        && results.failed.is_some()
    {
        let label = scene.say(Phrase::ButtonWhyNot, &[]);
        ways.insert(0, Button { label, token: present.token(Press::WhyNot) });
    }
    ways
}

fn answers(present: &Present) -> Vec<AnswerRow> {
    let row = |given: crate::consult::present::Given| AnswerRow {
        label: given.label.to_owned(),
        value: given.value,
        fix: given.fix.0,
    };
    present.answers().into_iter().map(row).collect()
}

fn write(present: &Present, draft: String) -> Write {
    let scene = present.scene();
    let mut write = Write {
        under: present.token(Press::Write).0,
        label: scene.say(Phrase::WebWrite, &[]),
        draft,
        short: false,
        first: false,
    };
    if present.is_held() {
        write.label = scene.say(Phrase::WebWriteToPerson, &[]);
    } else if let (Stop::Ask(asked), false) = (present.walk.stop, present.has_left()) {
        let fact = scene.content.facts.get(asked.fact);
        let chosen = matches!(fact.kind, FactKind::Bool | FactKind::Choice(_) | FactKind::Multi(_));
        if !chosen {
            write.label = scene.say(Phrase::WebAnswer, &[]);
            write.short = !matches!(fact.kind, FactKind::Text);
        } else if present.is_at_beginning() {
            write.first = true;
            write.label = scene.say(Phrase::WebWriteFirst, &[]);
        } else {
            write.label = scene.say(Phrase::WebWriteOrChoose, &[]);
        }
    }
    write
}

/// What can be asked for at any time; `talked` where anything was said.
fn menu(present: &Present, talked: bool) -> Vec<Button> {
    let scene = present.scene();
    let known = !present.answers().is_empty();
    let mut commands = vec![Command::Help];
    if known {
        commands.push(Command::Code);
    }
    // While it is asked whether really to, the only such button is the one that does.
    if (known || talked) && !present.is_asked_to_erase() {
        commands.push(Command::Delete);
    }
    commands.into_iter().map(|command| scene.command(command)).collect()
}
