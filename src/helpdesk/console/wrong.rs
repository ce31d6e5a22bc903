//! Results that owners say are wrong, each beside the rule and the source from which it was told.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};

use super::{
    Console,
    case::{verdict_in_words, window_in_words},
    pages,
    session::SignedIn,
};
use crate::{
    consult::{
        case::{Came, Case, State as CaseState, goes_on_in},
        line::{Line, Speaker},
        message::Text,
        present::Present,
        request::{Doubted, Told},
        screen,
    },
    content::{Condition, ContactId, Content, Correction, FactId, Offer, Phrase, Source},
    helpdesk::{role::Right, staff::Member},
    rules::{self, Assessment, BenefitAssessment, Known, Moment, Situation, Verdict, words},
    store::{CaseId, ChatKey, StoreError},
};

/// So many reports are on a page.
const REPORTS: usize = 10;
/// So many programs of one report are drawn; the one that was named is the first of them.
const PROGRAMS: usize = 8;
/// So many programs are counted by name.
const COUNTED: usize = 10;
/// So many lines of a transcript are read to find what was written after a report.
const LINES: usize = 1_000;
/// So many lines after a report are looked at, and so many of the owner's are shown, up to so many characters each.
const AFTER: usize = 30;
const WORDS: usize = 6;
const CHARS: usize = 400;

#[derive(Template)]
#[template(path = "wrong.html")]
struct Page<'a> {
    member: &'a Member,
    all: usize,
    counts: Vec<Count>,
    uncounted: usize,
    /// The title of the program to which the reports are narrowed.
    only: Option<String>,
    reports: Vec<Report>,
    newer: Option<String>,
    older: Option<String>,
}

/// How often a program is doubted.
struct Count {
    to: String,
    title: String,
    /// Reports about this program.
    named: usize,
    /// Reports about results among which it was.
    among: usize,
}

/// A report as kept, with those after it in the same case.
struct Kept {
    chat: ChatKey,
    case: CaseId,
    state: CaseState,
    reports: Vec<Came>,
    at: usize,
}

impl Kept {
    fn came(&self) -> &Came {
        &self.reports[self.at]
    }
}

struct Report {
    case: u64,
    state: &'static str,
    done: bool,
    at: String,
    about: Option<String>,
    said: Vec<Said>,
    answers: Vec<Answer>,
    changed: bool,
    /// The labels of answers that cannot be worked with any more.
    unread: Vec<String>,
    programs: Vec<Shown>,
    more: usize,
    /// The ids of programs that are not in the knowledge any more.
    gone: Vec<String>,
}

struct Said {
    at: String,
    text: String,
}

/// An answer as it was, and as it is where that differs.
struct Answer {
    label: String,
    then: String,
    now: Option<String>,
}

/// A program as it stands now for the answers of then.
struct Shown {
    title: String,
    /// The report is about this one.
    named: bool,
    verdict: &'static str,
    window: &'static str,
    windows: Vec<String>,
    amount: Option<String>,
    reasons: Vec<String>,
    missing: Vec<String>,
    checks: Vec<String>,
    rule: Vec<Rule>,
    parts: Vec<Part>,
    /// None of its own conditions decided, but those of its parts.
    parts_decide: bool,
    document: String,
    file: String,
    pages: String,
    as_of: (i32, u32),
    path: String,
    superseded: bool,
    misprints: Vec<Misprint>,
    contacts: Vec<Whom>,
}

/// A contact of a program, as owners see it now.
struct Whom {
    /// Its key in `knowledge/contacts.yaml`.
    name: String,
    lines: Vec<String>,
}

/// One line of a rule, with what becomes of it.
struct Rule {
    outcome: &'static str,
    text: String,
}

/// A benefit.
struct Part {
    title: String,
    verdict: &'static str,
    amount: Option<String>,
    rule: Vec<Rule>,
    /// Where it is printed, if elsewhere than its program.
    source: Option<String>,
}

struct Misprint {
    printed: String,
    used: Option<String>,
    why: String,
}

/// The reports: `?page=2` for older ones, `?program=ID` for those of one program.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    if let Err(refused) = signed_in.must(Right::Read) {
        return refused;
    }
    let fields = pages::Fields::read(query.unwrap_or_default().as_bytes());
    let page = fields.get("page").parse().unwrap_or(1_usize).max(1);
    let content = console.consult.content();
    let only = Some(fields.get("program")).filter(|id| !id.is_empty());
    let (all, more, counts, kept) = console.consult.board().look(|cases| gather(cases, only, page));
    let reports = match draw_all(&console, kept).await {
        Ok(reports) => reports,
        Err(problem) => return pages::failed(&problem),
    };
    let title = |id: &str| find(content, id).map_or_else(|| id.to_owned(), |program| program.offer.title.clone());
    let mut counts: Vec<(String, (usize, usize))> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (named, among))| (Reverse(*named), Reverse(*among)));
    let to = |page| address(only, page);
    let page = Page {
        member: &signed_in.member,
        all,
        uncounted: counts.len().saturating_sub(COUNTED),
        only: only.map(title),
        newer: (page > 1).then(|| to(page - 1)),
        older: more.then(|| to(page + 1)),
        counts: counts
            .into_iter()
            .take(COUNTED)
            .map(|(id, (named, among))| Count { to: address(Some(&id), 1), title: title(&id), named, among })
            .collect(),
        reports,
    };
    pages::drawn(StatusCode::OK, page.render())
}

fn address(program: Option<&str>, page: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(program) = program {
        query.append_pair("program", program);
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/helpdesk/wrong".to_owned() } else { format!("/helpdesk/wrong?{query}") }
}

/// By program: reports about it, and reports about results among which it was.
type Counts = BTreeMap<String, (usize, usize)>;

/// How many reports there are, whether there are more after this page, the counts over all of them, and those of the
/// page: of open cases before those of closed ones, the newest first.
fn gather(
    cases: &BTreeMap<CaseId, (ChatKey, Case)>,
    only: Option<&str>,
    page: usize,
) -> (usize, bool, Counts, Vec<Kept>) {
    let mut counts = Counts::new();
    let mut found = Vec::new();
    for (chat, case) in cases.values() {
        let reports = case.reasons.iter().filter_map(|came| Some((came, came.doubted.as_ref()?)));
        for (at, (came, doubted)) in reports.enumerate() {
            match doubted {
                Doubted::Program(id) => counts.entry(id.clone()).or_default().0 += 1,
                Doubted::Results => came.shown.iter().for_each(|id| counts.entry(id.clone()).or_default().1 += 1),
            }
            let about = |id| match doubted {
                Doubted::Program(doubted) => doubted == id,
                Doubted::Results => came.shown.iter().any(|shown| shown == id),
            };
            if only.is_none_or(about) {
                found.push((chat, case, came, at));
            }
        }
    }
    // What goes on in another case is as open as that one.
    let is_done = |case: &Case| {
        let last = cases.get(&goes_on_in(cases, case.id));
        case.state.is_done() && last.is_none_or(|(_, last)| last.state.is_done())
    };
    found.sort_by_key(|(_, case, came, at)| (is_done(case), Reverse((came.at, case.id, *at))));
    let here = found.iter().skip((page - 1).saturating_mul(REPORTS)).take(REPORTS);
    let kept = here.map(|(chat, case, _, at)| Kept {
        chat: (*chat).clone(),
        case: case.id,
        state: case.state,
        reports: case.reasons.iter().filter(|came| came.doubted.is_some()).cloned().collect(),
        at: *at,
    });
    (found.len(), found.len() > page.saturating_mul(REPORTS), counts, kept.collect())
}

/// Draws the reports in their order; each chat is read once.
async fn draw_all(console: &Console, kept: Vec<Kept>) -> Result<Vec<Report>, StoreError> {
    let content = console.consult.content();
    let chats: BTreeSet<&ChatKey> = kept.iter().map(|one| &one.chat).collect();
    let mut drawn: Vec<(usize, Report)> = Vec::new();
    for chat in chats {
        let of_chat = kept.iter().enumerate().filter(|(_, one)| one.chat == *chat);
        let reports = console.consult.look(chat, LINES, |present, _, lines| {
            of_chat.map(|(place, one)| (place, draw(content, present, &lines, one))).collect::<Vec<_>>()
        });
        drawn.extend(reports.await?);
    }
    drawn.sort_by_key(|(place, _)| *place);
    Ok(drawn.into_iter().map(|(_, report)| report).collect())
}

fn draw(content: &Content, present: &Present, lines: &[Line], kept: &Kept) -> Report {
    let came = kept.came();
    let then = Situation::new(&content.facts, known(content, &came.answers));
    let named = match &came.doubted {
        Some(Doubted::Program(id)) => Some(id.as_str()),
        Some(Doubted::Results) | None => None,
    };
    let mut ids: Vec<&str> = named.into_iter().collect();
    for id in &came.shown {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    let (there, gone): (Vec<_>, Vec<_>) =
        ids.into_iter().map(|id| (id, find(content, id))).partition(|one| one.1.is_some());
    let programs = there.iter().take(PROGRAMS).filter_map(|(id, program)| {
        let one = rules::assess(content, program.as_ref()?.id, &then, present.now);
        Some(shown(content, &then, present.now, &one, named == Some(*id)))
    });
    let answers = answers(content, present, &came.answers);
    Report {
        case: kept.case.0,
        state: kept.state.label(),
        done: kept.state.is_done(),
        at: words::moment(Moment::from(came.at)),
        about: named.map(|id| find(content, id).map_or_else(|| id.to_owned(), |program| program.offer.title.clone())),
        said: said_after(content, lines, &kept.reports, kept.at),
        changed: answers.iter().any(|answer| answer.now.is_some()),
        answers,
        unread: came
            .answers
            .iter()
            .filter(|told| told.answer(&content.facts).is_none())
            .map(|told| told.label.clone())
            .collect(),
        programs: programs.collect(),
        more: there.len().saturating_sub(PROGRAMS),
        gone: gone.into_iter().map(|(id, _)| id.to_owned()).collect(),
    }
}

fn find<'c>(content: &'c Content, id: &str) -> Option<&'c crate::content::Program> {
    content.programs.iter().find(|program| program.offer.name == id)
}

/// What was known then, as far as it can be worked with.
fn known(content: &Content, answers: &[Told]) -> Known {
    answers.iter().filter_map(|told| told.answer(&content.facts)).collect()
}

/// The answers of then beside those of now.
fn answers(content: &Content, present: &Present, told: &[Told]) -> Vec<Answer> {
    let now = Situation::new(&content.facts, present.progress.known.clone());
    let says = |fact: FactId| present.progress.known.contains_key(&fact).then(|| words::state(content, fact, &now))?;
    let then = told.iter().map(|told| {
        let is = content.facts.find(&told.fact).and_then(says);
        let now = match is {
            Some(is) => (is != told.value).then_some(is),
            None => Some("（答えなし）".to_owned()),
        };
        Answer { label: told.label.clone(), then: told.value.clone(), now }
    });
    let since = present.progress.known.keys().filter_map(|fact| {
        let declared = content.facts.get(*fact);
        if told.iter().any(|told| told.fact == declared.name) {
            return None;
        }
        Some(Answer {
            label: declared.label.clone(), then: "（まだ聞いていない）".to_owned(), now: Some(says(*fact)?)
        })
    });
    then.chain(since).collect()
}

/// What the owner wrote after a report, until the next one.
fn said_after(content: &Content, lines: &[Line], reports: &[Came], at: usize) -> Vec<Said> {
    /// Stands in no text: what was filled in there may be anything.
    const ANYTHING: &str = "\u{0}";
    let asked: Vec<String> = [Some(content), content.easy.as_deref()]
        .into_iter()
        .flatten()
        .flat_map(|words| {
            let of = words.phrases.say(Phrase::WrongHowOf, &[("program", ANYTHING)]);
            [words.phrases.say(Phrase::WrongHow, &[]), of]
        })
        .collect();
    // The bot asks what is wrong just when a report was made.
    let asks = |line: &Line| {
        let text = line.text.to_plain();
        line.by == Speaker::Bot && asked.iter().any(|asked| asked.split(ANYTHING).all(|part| text.contains(part)))
    };
    // Where a clock stands still, several reports are of one moment.
    let begins = |at: usize| {
        let moment = reports[at].at;
        let before = reports[..at].iter().filter(|came| came.at == moment).count();
        let of_moment = lines.iter().enumerate().filter(|(_, line)| line.at == moment && asks(line));
        of_moment.map(|(place, _)| place + 1).nth(before)
    };
    let from = begins(at).or_else(|| lines.iter().position(|line| line.at > reports[at].at)).unwrap_or(lines.len());
    let to = (at + 1 < reports.len()).then(|| begins(at + 1)).flatten().unwrap_or(lines.len());
    let written = lines
        .iter()
        .enumerate()
        .take(to)
        .skip(from)
        .take(AFTER)
        .filter(|(place, line)| line.by == Speaker::Owner && !lines.get(place + 1).is_some_and(asks));
    let said = |line: &Line| {
        let text = line.text.to_plain();
        let cut = text.char_indices().nth(CHARS).map(|(end, _)| format!("{}…", &text[..end]));
        Said { at: words::moment(Moment::from(line.at)), text: cut.unwrap_or(text) }
    };
    written.take(WORDS).map(|(_, line)| said(line)).collect()
}

fn shown(content: &Content, situation: &Situation, now: Moment, one: &Assessment, named: bool) -> Shown {
    let (program, offer) = (one.program, &one.program.offer);
    let mut windows = Text::default();
    screen::window_lines(content, now, &program.windows, &mut windows);
    let mut misprints = Vec::new();
    offer.each(&mut |offer| misprints.extend(offer.corrections.iter().map(misprint)));
    let mut parts = Vec::new();
    one.benefits.iter().for_each(|benefit| part(content, situation, benefit, 0, &mut parts));
    let whom = |id: &ContactId| {
        let contact = content.contact(*id);
        let mut text = Text::default();
        screen::contact_lines(content, contact, now, &mut text);
        Whom { name: contact.name.clone(), lines: lines(&text) }
    };
    Shown {
        title: offer.title.clone(),
        named,
        verdict: verdict_in_words(one.verdict),
        window: window_in_words(one.window),
        windows: lines(&windows),
        amount: screen::amounts(content, &one.money),
        reasons: one.reasons.iter().map(|reason| words::reason(content, reason, situation)).collect(),
        missing: one.missing.iter().map(|fact| content.facts.get(*fact).label.clone()).collect(),
        checks: one.checks.iter().map(|check| (*check).to_owned()).collect(),
        rule: rule(content, situation, &offer.who),
        parts_decide: rules::truth(&offer.who, situation) != one.verdict,
        parts,
        document: program.source.document.title.clone(),
        file: program.source.document.name.clone(),
        pages: program.source.pages.clone(),
        as_of: (program.as_of.year, program.as_of.month),
        path: program.path(),
        superseded: program.superseded,
        misprints,
        contacts: program.contacts.iter().map(whom).collect(),
    }
}

fn lines(text: &Text) -> Vec<String> {
    text.to_plain().lines().map(str::to_owned).collect()
}

/// A benefit and those within it, in the order of the file.
fn part(content: &Content, situation: &Situation, one: &BenefitAssessment, depth: usize, into: &mut Vec<Part>) {
    let offer: &Offer = one.offer;
    let source = |source: &Source| format!("{} p.{}", source.document.title, source.pages);
    into.push(Part {
        title: format!("{}{}", "　".repeat(depth), offer.title),
        verdict: verdict_in_words(one.verdict),
        amount: screen::amounts(content, &one.money),
        rule: rule(content, situation, &offer.who),
        source: offer.source.as_ref().map(source),
    });
    one.benefits.iter().for_each(|within| part(content, situation, within, depth + 1, into));
}

/// A condition in the words of its author's facts, line by line, each with how it is judged.
fn rule(content: &Content, situation: &Situation, condition: &Condition) -> Vec<Rule> {
    match condition {
        Condition::All(parts) => parts.iter().flat_map(|part| rule(content, situation, part)).collect(),
        line => {
            let outcome = match rules::truth(line, situation) {
                Verdict::Eligible => "合う",
                Verdict::Likely => "人が確かめる",
                Verdict::Unknown => "不明",
                Verdict::NotEligible => "合わない",
            };
            let line = |text| Rule { outcome, text };
            words::condition(content, condition).into_iter().map(line).collect()
        }
    }
}

fn misprint(one: &Correction) -> Misprint {
    Misprint { printed: one.printed.clone(), used: one.used.clone(), why: one.why.clone() }
}
