//! The page of the desk lookup, drawn.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use chrono::NaiveDate;

use super::fields::{self, Asked, At};
use crate::{
    consult::{
        desk::Looked,
        heard::Basis,
        screen::{self, Number, Reach, Shown},
    },
    content::{Contact, Content, Fact, FactId, FactKind, Value},
    dialog::Misread,
    helpdesk::{
        console::{Console, case::window_in_words, pages, session::SignedIn},
        role::Right,
        staff::Member,
    },
    rules::{Answer, Assessment, Known, Moment, State, Verdict, words},
    search::understand::Outcome,
    store::StoreError,
};

/// So many programs stand open; the others are folded.
const OPEN: usize = 8;
/// So many reasons say why a program does not fit.
const REASONS: usize = 3;

#[derive(Template)]
#[template(path = "lookup.html")]
struct Page<'a> {
    member: &'a Member,
    may_work: bool,
    asked: &'a Asked,
    /// What the forms send along.
    query: String,
    most_said: usize,
    focus_said: bool,
    focus_case: bool,
    /// There is a text to be sent, which is what one looks at next.
    focus_text: bool,
    facts: Vec<Field>,
    questions: Vec<Field>,
    /// What is only counted, asked beside.
    counted: Vec<Field>,
    more: Vec<(&'a str, &'a str)>,
    outcome: Option<&'static str>,
    urgent: bool,
    answer: Option<&'a str>,
    offered: Vec<Offer>,
    named: Vec<Card>,
    programs: Vec<Card>,
    folded: Vec<Card>,
    failed: Vec<Card>,
    standing: Vec<Way>,
    problem: Option<String>,
    note: String,
    mark: String,
    case: Option<Target>,
    keep: Option<Keep>,
}

/// What is left of something that could not be done.
#[derive(Default)]
pub(super) struct Left {
    /// Why.
    pub problem: Option<String>,
    /// The note that was being written.
    pub note: String,
    /// The reply that was being written.
    pub reply: Option<String>,
}

/// A fact as a form field.
struct Field {
    id: String,
    name: String,
    at: String,
    label: String,
    /// Asked aloud; empty where the answer is there.
    question: String,
    /// An answer as somebody would type it.
    example: String,
    options: Vec<Choice>,
    many: bool,
    value: String,
    unsure: bool,
    problem: Option<&'static str>,
    focus: bool,
}

struct Choice {
    key: String,
    label: String,
    chosen: bool,
}

struct Offer {
    title: String,
    to: String,
    /// Whom to call about it, where there is a number.
    way: Option<Way>,
}

/// A program for this caller.
struct Card {
    title: String,
    verdict: String,
    fit: &'static str,
    window: &'static str,
    open: bool,
    why: Vec<String>,
    amount: Option<String>,
    until: String,
    contacts: Vec<Way>,
}

/// How somebody is reached.
struct Way {
    label: String,
    phones: Vec<Phone>,
    hours: Option<String>,
    /// Whether somebody answers right now; none where nobody could.
    now: Option<bool>,
    url: Option<Shown>,
    email: Option<Shown>,
    search: Option<String>,
}

struct Phone {
    shown: String,
    /// What is dialled; none where the number is in doubt.
    dialled: Option<String>,
    note: String,
}

/// The case to whose owner something may be sent.
struct Target {
    /// None where there is no such case, or nothing can be sent.
    step: Option<u64>,
    about: String,
    reply: String,
}

/// The open case in which what was heard can be kept.
struct Keep {
    id: u64,
    reason: String,
    /// What the button says was seen.
    seen: String,
    /// What is another on this page: 従業員 14人 → 20人.
    changes: Vec<String>,
}

/// What is known of the owner of the case that the page is for; nothing where none is open.
pub(super) async fn known(console: &Console, asked: &Asked) -> Result<Option<Known>, StoreError> {
    let Some((chat, _)) = asked.case.and_then(|id| console.consult.board().case(id)) else { return Ok(None) };
    console.consult.known_of(&chat).await.map(Some)
}

/// The same with what is only known in the cases that go on in this one.
pub(super) async fn with_merged(console: &Console, asked: &Asked, known: &Known) -> Result<Known, StoreError> {
    let mut all = known.clone();
    for (chat, _) in asked.case.map(|id| console.consult.board().merged_into(id)).unwrap_or_default() {
        for (fact, answer) in console.consult.known_of(&chat).await? {
            all.entry(fact).or_insert(answer);
        }
    }
    Ok(all)
}

pub(super) fn draw(
    console: &Console,
    signed_in: &SignedIn,
    asked: &Asked,
    owner: Option<&Known>,
    left: Left,
    status: StatusCode,
) -> Response {
    let content: &Content = console.consult.content();
    let now = Moment::from(console.consult.now());
    let looked = console.consult.look_up(&asked.call);
    let fields = Fields { content, asked, today: now.date(), looked: &looked };
    let anything = !asked.call.said.is_empty() || !asked.call.known.is_empty();
    let query = asked.query(content, now.date());
    let cards = |all: &[Assessment]| -> Vec<Card> { all.iter().map(|one| card(&looked, one)).collect() };
    let mut programs = if anything { cards(&looked.others) } else { Vec::new() };
    let folded = programs.split_off(programs.len().min(OPEN));
    let (facts, questions, counted) = fields.all();
    let keep = owner.and_then(|known| keep(console, asked, known));
    let case = target(console, asked, left.reply, &looked);
    let at_case = asked.at == At::Case;
    let may_send = case.as_ref().is_some_and(|case| case.step.is_some());
    let page = Page {
        member: &signed_in.member,
        may_work: signed_in.member.role.may(Right::Work),
        asked,
        most_said: fields::MOST_SAID,
        focus_said: !at_case && !facts.iter().chain(&questions).chain(&counted).any(|field| field.focus),
        focus_case: at_case && !may_send,
        focus_text: at_case && may_send,
        facts,
        questions,
        counted,
        more: fields.more(),
        outcome: (!asked.call.said.is_empty()).then(|| in_words(looked.outcome)),
        urgent: looked.urgent,
        answer: looked.answer.as_deref(),
        offered: looked.offered.iter().map(|(id, title)| offer(content, now, &query, id, title)).collect(),
        named: cards(&looked.asked),
        programs,
        folded,
        failed: if anything { cards(&looked.failed) } else { Vec::new() },
        standing: looked.standing.iter().map(|contact| way(content, contact, now)).collect(),
        problem: left.problem,
        note: left.note,
        mark: fields::mark(),
        case,
        keep,
        query,
    };
    pages::drawn(status, page.render())
}

fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answer => "これが答えです",
        Outcome::Unsure => "どれかのお話かもしれません",
        Outcome::Handover => "人が聞くお話です",
        Outcome::OutOfScope => "決まった答えはありません",
    }
}

fn offer(content: &Content, now: Moment, query: &str, id: &str, title: &str) -> Offer {
    let about = form_urlencoded::Serializer::new(String::new()).append_pair("about", id).finish();
    let program = content.programs.iter().find(|program| program.offer.name == id);
    let contacts = program.into_iter().flat_map(|program| &program.contacts).map(|id| content.contact(*id));
    let way = contacts.into_iter().find(|contact| !contact.phones.is_empty()).map(|contact| way(content, contact, now));
    Offer { title: title.to_owned(), to: format!("/helpdesk/lookup?{query}&{about}"), way }
}

/// Draws facts as fields.
struct Fields<'a> {
    content: &'a Content,
    asked: &'a Asked,
    today: NaiveDate,
    looked: &'a Looked<'a>,
}

impl<'a> Fields<'a> {
    /// What is known, what to ask next, and what is only counted.
    fn all(&self) -> (Vec<Field>, Vec<Field>, Vec<Field>) {
        let asked = self.asked;
        let is_counted = |fact: &FactId| self.content.facts.get(*fact).for_statistics;
        let mut known: Vec<FactId> = asked.call.known.keys().chain(asked.misread.keys()).copied().collect();
        known.extend(asked.added.filter(|fact| !known.contains(fact)));
        known.retain(|fact| !is_counted(fact));
        known.sort();
        let mut counted: Vec<Field> = self.counted().map(|fact| self.field(fact, false)).collect();
        let questions = self.looked.questions.iter().filter(|fact| !known.contains(fact));
        let mut questions: Vec<Field> = questions.map(|fact| self.field(*fact, true)).collect();
        let mut known: Vec<Field> = known.into_iter().map(|fact| self.field(fact, false)).collect();
        let focus = asked.added.map_or(asked.at, At::Fact);
        let here = match focus {
            At::Said | At::Case => None,
            At::Question => questions.first_mut(),
            At::Fact(fact) => {
                let id = id_of(self.content.facts.get(fact));
                known.iter_mut().chain(&mut questions).chain(&mut counted).find(|field| field.id == id)
            }
        };
        if let Some(field) = here {
            field.focus = true;
        }
        (known, questions, counted)
    }

    /// What is only counted, of such a company.
    fn counted(&self) -> impl Iterator<Item = FactId> {
        let applies = |fact: &&Fact| *self.looked.present.situation.state(fact.id) != State::DoesNotApply;
        self.content.facts.iter().filter(|fact| fact.for_statistics).filter(applies).map(|fact| fact.id)
    }

    fn field(&self, id: FactId, asks: bool) -> Field {
        let fact = self.content.facts.get(id);
        let answer = self.asked.call.known.get(&id);
        let misread = self.asked.misread.get(&id);
        let unsure = answer == Some(&Answer::Unsure);
        let is = |value: &Value| answer == Some(&Answer::Is(value.clone()));
        let option = |key: &str, label: &str, chosen| Choice { key: key.to_owned(), label: label.to_owned(), chosen };
        let options = match &fact.kind {
            FactKind::Choice(choices) => (0..)
                .zip(choices)
                .map(|(place, choice)| option(&choice.id, &choice.label, is(&Value::Choice(place))))
                .collect(),
            FactKind::Bool => [(true, "true"), (false, "false")]
                .map(|(yes, key)| {
                    let yes = Value::Bool(yes);
                    option(key, &words::value(self.content, fact, &yes), is(&yes))
                })
                .into(),
            FactKind::Multi(choices) => (0..)
                .zip(choices)
                .map(|(place, choice)| {
                    let ticked = matches!(answer, Some(Answer::Is(Value::Multi(set))) if set.contains(place));
                    option(&choice.id, &choice.label, ticked)
                })
                .collect(),
            _ => Vec::new(),
        };
        let value = match (misread, answer) {
            (Some((typed, _)), _) => typed.clone(),
            (None, Some(answer)) => fields::shown(self.content, fact, answer, self.today),
            (None, None) => String::new(),
        };
        Field {
            id: id_of(fact),
            name: fields::name_of(fact),
            at: if asks { "question".to_owned() } else { fact.name.clone() },
            label: fact.label.clone(),
            question: if asks { fact.question.clone().unwrap_or_default() } else { String::new() },
            example: fact.example.clone().unwrap_or_else(|| fact.unit.clone()),
            options,
            many: matches!(fact.kind, FactKind::Multi(_)),
            value,
            unsure,
            problem: misread.map(|(_, why)| why_not_read(why)),
            focus: false,
        }
    }

    /// Every other fact that could be told of such a company.
    fn more(&self) -> Vec<(&'a str, &'a str)> {
        let there = |fact: &&Fact| {
            let known = self.asked.call.known.contains_key(&fact.id) || self.asked.misread.contains_key(&fact.id);
            let applies = *self.looked.present.situation.state(fact.id) != State::DoesNotApply;
            fact.question.is_some()
                && !fact.for_statistics
                && applies
                && !known
                && !self.looked.questions.contains(&fact.id)
        };
        self.content.facts.iter().filter(there).map(|fact| (fact.name.as_str(), fact.label.as_str())).collect()
    }
}

fn id_of(fact: &Fact) -> String {
    format!("fact-{}", fact.name)
}

fn why_not_read(why: &Misread) -> &'static str {
    match why {
        Misread::Nothing => "読みとれません。",
        Misread::Range => "幅ではなく、ひとつの数で書いてください。",
        Misread::Several(_) => "ひとつに決めてください。",
        Misread::OutOfRange => "その値は受けつけていません。",
        Misread::NotWhole => "整数で書いてください。",
        Misread::NotADay => "年月日で書いてください。",
        Misread::NoneBesideOthers => "「ない」は、ほかと一緒には選べません。",
    }
}

fn card(looked: &Looked, one: &Assessment) -> Card {
    let (content, now) = (looked.present.content, looked.present.now);
    let scene = looked.present.scene();
    let drawn = screen::card(&scene, one);
    let failed = one.verdict == Verdict::NotEligible;
    let why = if failed {
        let reasons = one.reasons.iter().filter(|reason| !reason.ok).take(REASONS);
        reasons.map(|reason| words::reason(content, reason, &looked.present.situation)).collect()
    } else {
        vec![drawn.why]
    };
    Card {
        title: one.program.offer.title.clone(),
        verdict: scene.say(screen::verdict_phrase(one.verdict), &[]),
        fit: match one.verdict {
            Verdict::Eligible => "fits",
            Verdict::Likely => "likely",
            Verdict::Unknown => "open",
            Verdict::NotEligible => "fails",
        },
        window: window_in_words(one.window),
        open: one.window.is_open(),
        why,
        amount: drawn.amount,
        until: drawn.window,
        contacts: drawn.contacts.iter().map(|contact| way(content, contact, now)).collect(),
    }
}

fn way(content: &Content, contact: &Contact, now: Moment) -> Way {
    let Reach { phones, hours, open_now, email, url, .. } = screen::reach(content, contact, now);
    let answers = !phones.is_empty() && contact.hours.is_some();
    let phone = |Number { number, note, .. }: Number| Phone {
        dialled: number.sure.as_deref().map(dialled),
        shown: number.text,
        note,
    };
    Way {
        label: contact.label.clone(),
        phones: phones.into_iter().map(phone).collect(),
        hours,
        now: answers.then_some(open_now),
        url,
        email,
        search: contact.search.clone(),
    }
}

fn dialled(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// What differs on this page from what is known of the owner. A field that is empty says nothing.
pub(super) fn changes(console: &Console, asked: &Asked, owner: &Known) -> Vec<String> {
    let content: &Content = console.consult.content();
    let today = Moment::from(console.consult.now()).date();
    let heard = asked.call.known.iter().filter(|(fact, answer)| owner.get(fact) != Some(answer));
    let change = |(fact, answer): (&FactId, &Answer)| {
        let fact = content.facts.get(*fact);
        let before = owner.get(&fact.id).map(|before| fields::shown(content, fact, before, today) + " → ");
        let now = fields::shown(content, fact, answer, today);
        format!("{}　{}{now}", fact.label, before.unwrap_or_default())
    };
    heard.map(change).collect()
}

fn keep(console: &Console, asked: &Asked, owner: &Known) -> Option<Keep> {
    let (_, case) = asked.case.and_then(|id| console.consult.board().case(id))?;
    (!case.state.is_done()).then(|| Keep {
        id: case.id.0,
        reason: case.reason().to_owned(),
        seen: Basis::new(case.step, owner, console.consult.content()).to_string(),
        changes: changes(console, asked, owner),
    })
}

/// The case of the number that was typed, as it stands now; what is sent says that it was seen so.
fn target(console: &Console, asked: &Asked, reply: Option<String>, looked: &Looked) -> Option<Target> {
    if asked.case_typed.is_empty() {
        return None;
    }
    let reply = reply.unwrap_or_else(|| looked.draft());
    let nothing = |about: &str| Some(Target { step: None, about: about.to_owned(), reply: reply.clone() });
    let Some((chat, case)) = asked.case.and_then(|id| console.consult.board().case(id)) else {
        return nothing("その受付番号の相談はありません。");
    };
    if chat.channel() == crate::consult::desk::CHANNEL {
        return nothing("電話の相談には、送る先の画面がありません。");
    }
    if case.state.is_done() {
        return nothing("この相談は完了しています。送るときは、先に再開してください。");
    }
    let opened = words::moment(Moment::from(case.opened_at()));
    let assignee = case.assignee.as_ref().map_or("なし", |worker| worker.0.as_str());
    Some(Target {
        step: Some(case.step),
        about: format!("受付番号 {}　{}　担当 {assignee}　受付 {opened}", case.id, case.reason()),
        reply,
    })
}
