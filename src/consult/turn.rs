//! One turn of a conversation: an input and what is kept go in, what is kept and what is said come out. Pure.

use super::{
    command,
    message::{Input, Message, Outgoing, Text},
    record::{Owner, Sitting},
    request::{self, Wish},
    screen::{self, Scene},
    token::{At, Press},
};
use crate::{
    content::{ChoiceSet, Command, Content, FactId, FactKind, Phrase, Value},
    dialog::{self, Event, Misread, Progress, Question, Session, Stop, Walk, walk},
    rules::{Answer, Moment, Situation, words},
};

/// After this long an owner is welcomed back.
const AWAY: chrono::Duration = chrono::Duration::hours(12);
/// After this many texts in a row that were not understood, the ways out are named.
const PATIENCE: u8 = 2;

/// What a turn came to.
#[derive(Debug, Default)]
pub struct Turn {
    pub out: Vec<Outgoing>,
    /// A word on the press itself.
    pub notice: Option<String>,
    /// The owner wishes to speak with a person.
    pub wish: Option<Wish>,
    /// Everything kept of the owner is to be forgotten.
    pub erase: bool,
}

/// Takes one turn.
pub fn take(content: &Content, now: Moment, owner: &mut Owner, input: &Input) -> Turn {
    let mut desk = Desk { content, now, owner, turn: Turn::default(), lead: Text::default() };
    desk.notice_changes();
    match input {
        Input::Text(text) => desk.hear(text),
        Input::Press { token, question } => desk.press(At::read(token), question.as_deref()),
        Input::Unreadable => desk.again(Phrase::Unreadable),
    }
    if let Some(sitting) = &mut desk.owner.sitting {
        sitting.last_seen = now.to_utc();
    }
    desk.owner.compact(&content.facts);
    desk.turn
}

struct Desk<'c, 'o> {
    content: &'c Content,
    now: Moment,
    owner: &'o mut Owner,
    turn: Turn,
    /// Said before the next screen.
    lead: Text,
}

/// How an owner stands, worked out from what is kept.
struct View<'c> {
    progress: Progress,
    situation: Situation<'c>,
    walk: Walk<'c>,
}

impl<'c> Desk<'c, '_> {
    fn say(&self, phrase: Phrase, slots: &[(&str, &str)]) -> String {
        self.content.phrases.say(phrase, slots)
    }

    /// Adds a sentence before the next screen.
    fn lead(&mut self, text: impl AsRef<str>) {
        if !self.lead.is_empty() {
            self.lead.push("\n");
        }
        self.lead.push(text.as_ref());
    }

    fn send(&mut self, message: Message) {
        self.turn.out.extend(message.split().into_iter().map(Outgoing::Say));
    }

    /// Where the owner stands; a session begins where there is none.
    fn view(&mut self) -> View<'c> {
        if self.owner.sitting.is_none() {
            self.begin();
        }
        let progress = self.owner.progress(&self.content.facts);
        let situation = Situation::new(&self.content.facts, progress.known.clone());
        let dialog = self.owner.sitting.as_ref().map_or(self.content.start, |sitting| sitting.session.dialog);
        let walk = walk(self.content, dialog, &progress, &situation);
        View { progress, situation, walk }
    }

    fn draw<R>(&mut self, view: &View<'c>, draw: impl FnOnce(&Scene<'_, 'c>) -> R) -> Option<R> {
        let sitting = self.owner.sitting.as_ref()?;
        Some(draw(&Scene {
            content: self.content,
            now: self.now,
            sitting,
            progress: &view.progress,
            situation: &view.situation,
            walk: &view.walk,
        }))
    }

    fn begin(&mut self) {
        self.owner.sessions += 1;
        self.owner.sitting = Some(Sitting {
            id: self.owner.sessions,
            session: Session::new(self.content.start),
            content: self.content.hash,
            turn: 0,
            misses: 0,
            page: 0,
            ticked: ChoiceSet::default(),
            last_seen: self.now.to_utc(),
        });
    }

    /// Time has passed or the content has changed since the owner was last here.
    fn notice_changes(&mut self) {
        let now = self.now.to_utc();
        let Some(sitting) = &mut self.owner.sitting else { return };
        let away = now - sitting.last_seen > AWAY;
        if sitting.content != self.content.hash {
            // Buttons name choices by their number, which may mean something else now.
            sitting.content = self.content.hash;
            sitting.turn += 1;
            sitting.page = 0;
            sitting.ticked = ChoiceSet::default();
        }
        if away {
            self.lead(self.say(Phrase::WelcomeBack, &[]));
        }
    }

    // ---- What was typed.

    fn hear(&mut self, text: &str) {
        let asked_to_erase = std::mem::take(&mut self.owner.asked_to_erase);
        let new = self.owner.sitting.is_none();
        let said = command::find(&self.content.phrases, text);
        if asked_to_erase && (said == Some(Command::Delete) || crate::understand::yes_no::read(text) == Some(true)) {
            return self.erase();
        }
        if new && said.is_none() {
            self.welcome();
        }
        let view = self.view();
        if matches!(view.walk.stop, Stop::Handover(_) | Stop::End(_)) && said.is_none() {
            // That consultation is over: whatever is said begins another.
            return self.start_over(Some(text));
        }
        match (said, view.walk.stop) {
            (Some(said), Stop::Ask(asked)) if !is_choice_word(self.content, asked.fact, text) => self.obey(said, None),
            (Some(said), Stop::Review(_) | Stop::Results(_) | Stop::Handover(_) | Stop::End(_)) => {
                self.obey(said, None)
            }
            (_, Stop::Ask(asked)) => self.hear_answer(&view, asked, text, new),
            (None, Stop::Review(_)) => self.hear_at_review(&view, text),
            (None, Stop::Results(recommend)) => self.hear_at_results(&view, recommend, text),
            (None, Stop::Handover(_) | Stop::End(_)) => self.show(None),
        }
    }

    fn hear_answer(&mut self, view: &View<'c>, asked: Question, text: &str, new: bool) {
        let fact = self.content.facts.get(asked.fact);
        match dialog::read(fact, text, self.now.date()) {
            Ok(value) => self.answer(view, asked, Answer::Is(value)),
            // The very first words need not be an answer to a question that was never seen.
            Err(_) if new => self.show(None),
            Err(misread) => self.misread(view, asked, &misread),
        }
    }

    fn hear_at_review(&mut self, view: &View<'c>, text: &str) {
        let facts = self.draw(view, screen::answers_so_far).unwrap_or_default();
        let labels: Vec<_> = facts
            .iter()
            .map(|fact| crate::understand::choice::Words { label: &self.content.facts.get(*fact).label, also: &[] })
            .collect();
        if let crate::understand::choice::Picked::One(place) = crate::understand::choice::pick(text, &labels) {
            return self.event(view, Event::Corrects { fact: facts[place] });
        }
        if crate::understand::yes_no::read(text) == Some(true) {
            return self.event(view, Event::Confirmed);
        }
        self.again(Phrase::MisreadReview);
    }

    fn hear_at_results(&mut self, view: &View<'c>, recommend: &'c crate::content::Recommend, text: &str) {
        let shown = screen::results_shown(self.content, recommend, &view.situation, self.now);
        let titles: Vec<_> = shown
            .iter()
            .map(|one| crate::understand::choice::Words {
                label: &one.program.offer.title,
                also: &one.program.offer.aliases,
            })
            .collect();
        let number = crate::understand::number::read(text).ok().map(|reading| reading.value);
        let by_number = shown
            .iter()
            .enumerate()
            .find(|(place, _)| number == Some(crate::content::Exact::from_integer(*place as i128 + 1)));
        let picked = match by_number {
            Some((place, _)) => Some(place),
            None => match crate::understand::choice::pick(text, &titles) {
                crate::understand::choice::Picked::One(place) => Some(place),
                _ => None,
            },
        };
        match picked {
            Some(place) => self.detail(view, shown[place].program.id),
            None => self.again(Phrase::MisreadResults),
        }
    }

    /// Says what is expected, with an example; after the second time, names the ways out.
    fn misread(&mut self, view: &View<'c>, asked: Question, misread: &Misread) {
        let misses = match &mut self.owner.sitting {
            Some(sitting) => {
                sitting.misses = sitting.misses.saturating_add(1);
                sitting.misses
            }
            None => 1,
        };
        let mut text = std::mem::take(&mut self.lead);
        if !text.is_empty() {
            text.push("\n");
        }
        text.push(self.expected(asked.fact, misread));
        if misses >= PATIENCE {
            text.push("\n").push(self.say(Phrase::MisreadTwice, &[]));
        }
        let buttons = self.draw(view, |scene| screen::choice_buttons(scene, &asked)).unwrap_or_default();
        self.send(Message { text, buttons });
    }

    fn expected(&self, fact: FactId, misread: &Misread) -> String {
        let fact = self.content.facts.get(fact);
        let shown = |at: Option<crate::content::Exact>| {
            at.map(|at| words::value(self.content, fact, &Value::Number(at))).unwrap_or_default()
        };
        let why = match misread {
            Misread::Range => self.say(Phrase::MisreadRange, &[]),
            Misread::Several(places) if places.is_empty() => self.say(Phrase::MisreadSeveral, &[]),
            Misread::Several(places) => {
                let labels: Vec<String> = places
                    .iter()
                    .filter_map(|place| {
                        fact.choices().get(*place).map(|choice| format!("{} {}", place + 1, choice.label))
                    })
                    .collect();
                self.say(Phrase::MisreadWhich, &[("choices", &labels.join(&self.say(Phrase::ListOr, &[])))])
            }
            Misread::OutOfRange => match fact.kind {
                FactKind::Choice(_) | FactKind::Multi(_) => self.expected_kind(fact),
                FactKind::Date => self.say(Phrase::MisreadNotADay, &[]),
                _ => self.say(Phrase::MisreadOutOfRange, &[("low", &shown(fact.min)), ("high", &shown(fact.max))]),
            },
            Misread::NotWhole => self.say(Phrase::MisreadNotWhole, &[]),
            Misread::NotADay => self.say(Phrase::MisreadNotADay, &[]),
            Misread::NoneBesideOthers => self.say(Phrase::MisreadNoneBesideOthers, &[]),
            Misread::Nothing => self.expected_kind(fact),
        };
        match &fact.example {
            Some(example) => why + &self.say(Phrase::MisreadExample, &[("example", example)]),
            None => why,
        }
    }

    fn expected_kind(&self, fact: &crate::content::Fact) -> String {
        let most = fact.choices().len().to_string();
        let phrase = match fact.kind {
            FactKind::Int | FactKind::Decimal => Phrase::ExpectNumber,
            FactKind::Money => Phrase::ExpectMoney,
            FactKind::Bool => Phrase::ExpectYesNo,
            FactKind::Date => Phrase::ExpectDate,
            FactKind::Choice(_) => Phrase::ExpectChoice,
            FactKind::Multi(_) => Phrase::ExpectSeveral,
            FactKind::Text => Phrase::ExpectText,
        };
        self.say(phrase, &[("most", &most), ("unit", &fact.unit)])
    }

    // ---- What was pressed.

    fn press(&mut self, at: Option<At>, question: Option<&str>) {
        let Some(at) = at else { return self.stale() };
        self.owner.asked_to_erase &= matches!(at.press, Press::Erase);
        if let Press::Say(said) = at.press
            && stands_anywhere(said)
        {
            return self.obey(said, None);
        }
        if at.press == Press::Erase {
            return if std::mem::take(&mut self.owner.asked_to_erase) { self.erase() } else { self.stale() };
        }
        let here =
            self.owner.sitting.as_ref().is_some_and(|sitting| sitting.id == at.session && sitting.turn == at.turn);
        if !here {
            return self.stale();
        }
        let view = self.view();
        match (at.press, view.walk.stop) {
            (Press::Say(said), _) => self.obey(said, question),
            (Press::Fix(fact), _)
                if usize::from(fact.0) < self.content.facts.len()
                    && (view.progress.known.contains_key(&fact) || view.walk.passed.contains(&fact)) =>
            {
                let fix = &self.content.phrases.command(Command::Fix).label;
                self.settle(question, format!("{fix} {}", self.content.facts.get(fact).label));
                self.event(&view, Event::Corrects { fact });
            }
            (Press::Detail(id), Stop::Results(recommend)) if recommend.programs.contains(&id) => self.detail(&view, id),
            (Press::WhyNot, Stop::Results(recommend)) => {
                let message = self.draw(&view, |scene| screen::why_not(scene, recommend));
                message.into_iter().for_each(|message| self.send(message));
            }
            (Press::Page(page), Stop::Results(_)) => {
                self.turn_to(page);
                self.show(None);
            }
            (Press::Page(page), Stop::Ask(asked)) => {
                self.turn_to(page);
                self.redraw_buttons(&view, asked, question);
            }
            (Press::Tick(choice, on), Stop::Ask(asked)) => self.tick(&view, asked, choice, on, question),
            (press, Stop::Ask(asked)) => match self.pressed_value(asked, press) {
                Some(value) => {
                    let fact = self.content.facts.get(asked.fact);
                    self.settle(question, words::value(self.content, fact, &value));
                    self.answer(&view, asked, Answer::Is(value));
                }
                None => self.stale(),
            },
            _ => self.stale(),
        }
    }

    /// The value that a button of the question stands for.
    fn pressed_value(&self, asked: Question, press: Press) -> Option<Value> {
        let fact = self.content.facts.get(asked.fact);
        match (press, &fact.kind) {
            (Press::Yes, FactKind::Bool) => Some(Value::Bool(true)),
            (Press::No, FactKind::Bool) => Some(Value::Bool(false)),
            (Press::Choose(choice), FactKind::Choice(choices)) if usize::from(choice) < choices.len() => {
                Some(Value::Choice(choice))
            }
            (Press::Ticked, FactKind::Multi(_)) => {
                let ticked = self.owner.sitting.as_ref().map(|sitting| sitting.ticked)?;
                dialog::several(fact, ticked).ok()
            }
            _ => None,
        }
    }

    fn tick(&mut self, view: &View<'c>, asked: Question, choice: u16, on: bool, question: Option<&str>) {
        let choices = self.content.facts.get(asked.fact).choices();
        let Some(none) = choices.get(usize::from(choice)).map(|choice| choice.none) else { return self.stale() };
        let Some(sitting) = &mut self.owner.sitting else { return };
        if sitting.ticked.contains(choice) != on {
            sitting.ticked.toggle(choice);
        }
        if on {
            // "None of them" and any of them put each other out.
            let keep = |other: &u16| choices[usize::from(*other)].none == none || *other == choice;
            sitting.ticked = sitting.ticked.iter().filter(keep).collect();
        }
        self.redraw_buttons(view, asked, question);
    }

    /// Changes the buttons where the channel can; else shows the question again.
    fn redraw_buttons(&mut self, view: &View<'c>, asked: Question, question: Option<&str>) {
        match question {
            Some(question) => {
                let buttons = self.draw(view, |scene| screen::choice_buttons(scene, &asked)).unwrap_or_default();
                self.turn.out.push(Outgoing::Rebutton { question: question.to_owned(), buttons });
            }
            None => self.show(None),
        }
    }

    fn turn_to(&mut self, page: u16) {
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.page = page;
        }
    }

    fn settle(&mut self, question: Option<&str>, chosen: String) {
        if let Some(question) = question {
            self.turn.out.push(Outgoing::Settle { question: question.to_owned(), chosen });
        }
    }

    /// A button of an earlier question, or pressed twice. Nothing changes.
    fn stale(&mut self) {
        self.turn.notice = Some(self.say(Phrase::Stale, &[]));
    }

    // ---- What was asked for.

    fn obey(&mut self, command: Command, question: Option<&str>) {
        let label = self.content.phrases.command(command).label.clone();
        match command {
            Command::Start => self.start(),
            Command::Help => {
                self.lead(self.say(Phrase::Help, &[]));
                if self.owner.sitting.is_some() { self.show(None) } else { self.flush() }
            }
            Command::Privacy => {
                self.lead(self.say(Phrase::Privacy, &[]));
                self.flush();
            }
            Command::Human => self.human(),
            Command::Cancel => self.cancel(),
            Command::Delete => self.ask_to_erase(),
            Command::Restart => {
                self.settle(question, label);
                self.restart();
            }
            Command::Back => {
                self.settle(question, label);
                self.back();
            }
            Command::Status | Command::Fix => {
                let view = self.view();
                let message = self.draw(&view, screen::status);
                message.into_iter().for_each(|message| self.send(message));
            }
            Command::Unsure
            | Command::Explain
            | Command::Estimate
            | Command::Next
            | Command::Previous
            | Command::Search
            | Command::Print => {
                self.obey_here(command, question, label);
            }
        }
    }

    /// Commands that mean something only at a certain stop.
    fn obey_here(&mut self, command: Command, question: Option<&str>, label: String) {
        let view = self.view();
        match (command, view.walk.stop) {
            (Command::Unsure, Stop::Ask(asked)) => {
                self.settle(question, label);
                self.answer(&view, asked, Answer::Unsure);
            }
            (Command::Estimate, Stop::Ask(asked)) if self.content.facts.get(asked.fact).estimate_by.is_some() => {
                self.settle(question, label);
                self.event(&view, Event::Estimates { fact: asked.fact });
            }
            (Command::Explain, Stop::Ask(asked)) => {
                let message = self.draw(&view, |scene| screen::question_help(scene, &asked));
                message.into_iter().for_each(|message| self.send(message));
            }
            (Command::Next | Command::Previous, Stop::Ask(_) | Stop::Results(_)) => {
                let page = self.owner.sitting.as_ref().map_or(0, |sitting| sitting.page);
                let last = self.last_page(&view);
                let page = if command == Command::Next { (page + 1).min(last) } else { page.saturating_sub(1) };
                self.turn_to(page);
                self.show(None);
            }
            (Command::Search, Stop::Review(_)) => {
                self.settle(question, label);
                self.event(&view, Event::Confirmed);
            }
            (Command::Print, Stop::Results(recommend)) => {
                let message = self.draw(&view, |scene| screen::printable(scene, recommend));
                message.into_iter().for_each(|message| self.send(message));
            }
            _ => self.again(Phrase::NotNow),
        }
    }

    fn last_page(&mut self, view: &View<'c>) -> u16 {
        match view.walk.stop {
            Stop::Ask(asked) => screen::question_pages(self.content.facts.get(asked.fact).choices().len()) - 1,
            Stop::Results(recommend) => {
                screen::result_pages(screen::results_shown(self.content, recommend, &view.situation, self.now).len())
                    - 1
            }
            _ => 0,
        }
    }

    fn start(&mut self) {
        let Some(sitting) = &self.owner.sitting else {
            self.welcome();
            return self.show(None);
        };
        let begun = !sitting.session.events.is_empty();
        let view = self.view();
        match view.walk.stop {
            Stop::Ask(_) | Stop::Review(_) if begun => {
                self.lead(self.say(Phrase::Resume, &[]));
                self.show(None);
            }
            Stop::Ask(_) | Stop::Review(_) => {
                self.welcome();
                self.show(None);
            }
            Stop::Results(_) | Stop::Handover(_) | Stop::End(_) => self.start_over(None),
        }
    }

    fn welcome(&mut self) {
        let view = self.view();
        let most = dialog::most_questions_left(self.content, &view.walk, &view.progress, &view.situation);
        let most = (most + usize::from(matches!(view.walk.stop, Stop::Ask(_)))).to_string();
        self.lead(self.say(Phrase::Welcome, &[("most", &most)]));
    }

    /// A new session after one that came to its end; `text` is its first word.
    fn start_over(&mut self, text: Option<&str>) {
        self.owner.end_session(self.content, self.now.to_utc());
        self.lead(self.say(Phrase::NewSession, &[]));
        let view = self.view();
        match (text, view.walk.stop) {
            (Some(text), Stop::Ask(asked)) => self.hear_answer(&view, asked, text, true),
            _ => self.show(None),
        }
    }

    fn restart(&mut self) {
        self.view();
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.session.events.clear();
            fresh(sitting);
        }
        self.lead(self.say(Phrase::Restarted, &[]));
        self.show(None);
    }

    fn back(&mut self) {
        self.view();
        let went = self.owner.sitting.as_mut().is_some_and(|sitting| {
            let went = sitting.session.back();
            if went {
                fresh(sitting);
            }
            went
        });
        if !went {
            self.lead(self.say(Phrase::NothingBefore, &[]));
        }
        self.show(None);
    }

    fn cancel(&mut self) {
        self.owner.end_session(self.content, self.now.to_utc());
        let start = At { session: 0, turn: 0, press: Press::Say(Command::Start) };
        let label = self.content.phrases.command(Command::Start).label.clone();
        let text = Text::plain(self.say(Phrase::Cancelled, &[]));
        self.send(Message { text, buttons: vec![vec![super::message::Button { label, token: start.token() }]] });
    }

    /// Records the wish for a person, with all answers, and says whom to call meanwhile.
    fn human(&mut self) {
        let view = self.view();
        self.turn.wish = Some(request::wish(self.content, self.now, &view.situation, &view.progress, Phrase::WishOwn));
        let mut text = Text::plain(self.say(Phrase::Human, &[]) + "\n\n");
        for contact in screen::standing_contacts(self.content, &view.situation) {
            screen::contact_lines(self.content, contact, self.now, &mut text);
            text.push("\n");
        }
        text.push(self.say(Phrase::HumanThen, &[]));
        self.send(Message { text, buttons: Vec::new() });
    }

    fn ask_to_erase(&mut self) {
        self.owner.asked_to_erase = true;
        let token = At { session: 0, turn: 0, press: Press::Erase }.token();
        let label = self.content.phrases.command(Command::Delete).label.clone();
        let text = Text::plain(self.say(Phrase::EraseReally, &[]));
        self.send(Message { text, buttons: vec![vec![super::message::Button { label, token }]] });
    }

    fn erase(&mut self) {
        *self.owner = Owner::default();
        self.turn.erase = true;
        self.lead = Text::default();
        self.lead(self.say(Phrase::Erased, &[]));
        self.flush();
    }

    fn detail(&mut self, view: &View<'c>, id: crate::content::ProgramId) {
        let message = self.draw(view, |scene| screen::detail(scene, id));
        message.into_iter().for_each(|message| self.send(message));
    }

    // ---- What counts.

    fn answer(&mut self, view: &View<'c>, asked: Question, answer: Answer) {
        let fact = self.content.facts.get(asked.fact);
        let said = match &answer {
            Answer::Is(value) => {
                let value = words::value(self.content, fact, value);
                self.say(Phrase::Understood, &[("label", &fact.label), ("value", &value)])
            }
            Answer::Unsure => self.say(Phrase::UnderstoodUnsure, &[("label", &fact.label)]),
        };
        self.lead(said);
        self.event(view, Event::Answered { fact: asked.fact, answer, asked_by: asked.asked_by });
    }

    /// Takes an event into the session and shows where it leads.
    fn event(&mut self, before: &View<'c>, event: Event) {
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.session.events.push(event);
            fresh(sitting);
        }
        self.show(Some(before));
    }

    /// Shows where the owner stands, after a word on why.
    fn again(&mut self, phrase: Phrase) {
        self.lead(self.say(phrase, &[]));
        self.show(None);
    }

    /// Shows where the owner stands. Sentences of the dialog are said when they are first passed.
    fn show(&mut self, before: Option<&View<'c>>) {
        let view = self.view();
        let first =
            before.is_none() && self.owner.sitting.as_ref().is_some_and(|sitting| sitting.session.events.is_empty());
        if before.is_some() || first {
            let heard = before.map(|before| before.walk.said.as_slice()).unwrap_or_default();
            let news: Vec<String> = view
                .walk
                .said
                .iter()
                .filter(|said| !heard.iter().any(|old| old.at == said.at))
                .map(|said| words::sentence(self.content, said.text, &view.situation))
                .collect();
            news.into_iter().for_each(|text| self.lead(text));
            self.show_known(&view, before);
        }
        let lead = std::mem::take(&mut self.lead);
        let drawn = self.draw(&view, |scene| match scene.walk.stop {
            Stop::Ask(asked) => screen::question(scene, &asked, lead.clone()),
            Stop::Review(_) => screen::review(scene, lead.clone()),
            Stop::Results(recommend) => screen::results(scene, recommend, lead.clone()),
            Stop::Handover(reason) => screen::handover(scene, reason, lead.clone()),
            Stop::End(text) => screen::end(scene, text, lead.clone()),
        });
        drawn.into_iter().for_each(|message| self.send(message));
        if let (Stop::Handover(reason), true) = (view.walk.stop, before.is_some() || first) {
            self.turn.wish = Some(request::handover(self.content, self.now, &view.situation, &view.progress, reason));
        }
    }

    /// Names answers from earlier sessions where their question would have come.
    fn show_known(&mut self, view: &View<'c>, before: Option<&View<'c>>) {
        let passed_before = before.map(|before| before.walk.passed.as_slice()).unwrap_or_default();
        let known: Vec<String> = view
            .walk
            .passed
            .iter()
            .filter(|fact| !passed_before.contains(fact) && !view.progress.answered.contains(fact))
            .filter_map(|fact| {
                let value = words::state(self.content, *fact, &view.situation)?;
                let label = &self.content.facts.get(*fact).label;
                Some(self.say(Phrase::AlreadyKnown, &[("label", label), ("value", &value)]))
            })
            .collect();
        if !known.is_empty() {
            self.lead(self.say(Phrase::AlreadyKnownHead, &[]));
            known.into_iter().for_each(|line| self.lead(line));
        }
    }

    /// Sends what was led with, without a screen.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.lead);
        self.send(Message { text, buttons: Vec::new() });
    }
}

/// What was on the screen belongs to the past.
fn fresh(sitting: &mut Sitting) {
    sitting.turn = sitting.turn.wrapping_add(1);
    sitting.misses = 0;
    sitting.page = 0;
    sitting.ticked = ChoiceSet::default();
}

/// Commands whose buttons work wherever they stand, however old.
fn stands_anywhere(command: Command) -> bool {
    matches!(
        command,
        Command::Start
            | Command::Help
            | Command::Human
            | Command::Status
            | Command::Privacy
            | Command::Delete
            | Command::Cancel
    )
}

/// Whether the text is, to the letter, one of the choices of the question: then it is no command.
fn is_choice_word(content: &Content, fact: FactId, text: &str) -> bool {
    let key = crate::understand::normal::key(text);
    content.facts.get(fact).choices().iter().any(|choice| {
        std::iter::once(&choice.label).chain(&choice.also).any(|word| crate::understand::normal::key(word) == key)
    })
}
