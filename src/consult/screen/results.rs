//! Results: what can be had now, what may fit, what has closed; five to a page.

use super::{Scene, contacts};
use crate::{
    consult::{
        message::{Button, Message, Text},
        token::Press,
    },
    content::{AsOf, Command, Contact, Content, Phrase, Recommend, Window},
    rules::{
        Assessment, Estimate, Moment, Money, Situation, Standing, Verdict, WindowState, assess, best, current, rank,
        words,
    },
};

/// Results on one page.
pub const PAGE: usize = 5;

/// The programs that don't fail, best first. Where the owner said what is wanted, only those about it.
pub fn results_shown<'c>(
    content: &'c Content,
    recommend: &Recommend,
    situation: &Situation<'c>,
    now: Moment,
) -> Vec<Assessment<'c>> {
    shown_and_failed(content, recommend, situation, now).0
}

/// The results, and how many other programs fail.
pub fn shown_and_failed<'c>(
    content: &'c Content,
    recommend: &Recommend,
    situation: &Situation<'c>,
    now: Moment,
) -> (Vec<Assessment<'c>>, usize) {
    let mut all: Vec<_> = recommend.programs.iter().map(|id| assess(content, *id, situation, now)).collect();
    all.retain(|one| one.verdict != Verdict::NotEligible);
    let failed = recommend.programs.len() - all.len();
    all.retain(|one| one.wanted);
    rank(&mut all);
    (all, failed)
}

/// How many pages so many results need.
pub fn pages(results: usize) -> u16 {
    results.div_ceil(PAGE).max(1) as u16
}

/// One page of results.
pub fn results(scene: &Scene, recommend: &Recommend, lead: Text) -> Message {
    let (all, failed) = shown_and_failed(scene.content, recommend, scene.situation, scene.now);
    let pages = usize::from(pages(all.len()));
    let page = usize::from(scene.sitting.page).min(pages - 1);
    let mut text = lead;
    if !text.is_empty() {
        text.push("\n\n");
    }
    head(scene, &all, page, pages, &mut text);
    let mut section = None;
    for (place, one) in all.iter().enumerate().skip(page * PAGE).take(PAGE) {
        let here = section_of(one);
        if section != Some(here) {
            text.push("\n").push_bold(scene.say(here, &[])).push("\n");
            section = Some(here);
        }
        item(scene, place + 1, one, &mut text);
    }
    if failed > 0 {
        text.push("\n").line(scene.say(Phrase::ResultsFailed, &[("count", &failed.to_string())]));
    }
    let reachable = all.iter().any(|one| one.standing() == Standing::Reachable);
    if page + 1 == pages || !reachable {
        beside(scene, recommend, &mut text);
    }
    Message::new(text, buttons(scene, &all, page, pages, failed))
}

fn head(scene: &Scene, all: &[Assessment], page: usize, pages: usize, text: &mut Text) {
    text.append(found(scene, all));
    if pages > 1 && !all.is_empty() {
        let (page, pages) = ((page + 1).to_string(), pages.to_string());
        text.push(scene.say(Phrase::ResultsPage, &[("page", &page), ("pages", &pages)]));
    }
    text.push("\n");
}

/// How many were found, and how old what is known of them is.
pub fn found(scene: &Scene, all: &[Assessment]) -> Text {
    if all.is_empty() {
        return Text::plain(scene.say(Phrase::ResultsNone, &[]));
    }
    let mut text = Text::plain(scene.say(Phrase::ResultsHead, &[("count", &all.len().to_string())]));
    let mut ages: Vec<_> = all.iter().map(|one| one.program.as_of).collect();
    ages.sort_by_key(|as_of| (as_of.year, as_of.month));
    let month = |as_of: &AsOf| {
        let (year, month) = (as_of.year.to_string(), as_of.month.to_string());
        scene.say(Phrase::MonthOf, &[("year", &year), ("month", &month)])
    };
    if let (Some(oldest), Some(newest)) = (ages.first().map(month), ages.last().map(month)) {
        let when = match oldest == newest {
            true => oldest,
            false => scene.say(Phrase::FromTo, &[("low", &oldest), ("high", &newest)]),
        };
        text.push_bold(scene.say(Phrase::ResultsAge, &[("when", &when)]));
    }
    text
}

/// The heading under which a result stands.
fn section_of(one: &Assessment) -> Phrase {
    match one.standing() {
        Standing::Reachable => Phrase::SectionOpen,
        Standing::WindowUnknown => Phrase::SectionWindowUnknown,
        Standing::Undecided | Standing::DoesNotFit => Phrase::SectionOpenQuestion,
        Standing::Closed => Phrase::SectionClosed,
    }
}

/// One result, in words, for a list.
pub struct Card<'a, 'c> {
    /// What was assessed.
    pub one: &'a Assessment<'c>,
    /// The heading under which it stands.
    pub section: Phrase,
    /// Why it fits, or what would settle it.
    pub why: String,
    /// What it gives or costs; none where the document names no amount.
    pub amount: Option<String>,
    /// Until when.
    pub window: String,
    /// Whom to call, the first of them.
    pub contacts: Vec<&'c Contact>,
}

/// A result in words.
pub fn card<'a, 'c>(scene: &Scene<'_, 'c>, one: &'a Assessment<'c>) -> Card<'a, 'c> {
    // Two may stand for two kinds of owners; all of them are in the detail.
    const CONTACTS: usize = 2;
    let contacts = one.program.contacts.iter().map(|id| scene.content.contact(*id));
    let (here, elsewhere): (Vec<_>, Vec<_>) = contacts.partition(|contact| contacts::can_be_reached(contact));
    // One that cannot be reached is worth a line only where there is no other.
    let mut named = if here.is_empty() { elsewhere } else { here };
    named.truncate(CONTACTS);
    Card {
        one,
        section: section_of(one),
        why: why(scene, one),
        amount: best_amount(scene.content, one),
        window: window_line(scene, one),
        contacts: named,
    }
}

fn item(scene: &Scene, number: usize, one: &Assessment, text: &mut Text) {
    let card = card(scene, one);
    text.push_bold(format!("{number} {}", one.program.offer.title)).push("\n");
    text.line(&one.program.summary);
    text.line(card.why);
    if let Some(amount) = card.amount {
        text.line(amount);
    }
    text.line(card.window);
    for contact in card.contacts {
        text.line(contacts::one_line(scene, contact));
    }
}

/// One line: why it fits, or what would settle it.
fn why(scene: &Scene, one: &Assessment) -> String {
    match one.verdict {
        Verdict::Unknown => {
            let labels: Vec<&str> =
                one.missing.iter().map(|fact| scene.content.facts.get(*fact).label.as_str()).take(3).collect();
            scene.say(Phrase::WhyUnknown, &[("facts", &labels.join(&scene.say(Phrase::ListAnd, &[])))])
        }
        Verdict::Likely => scene.say(Phrase::WhyLikely, &[("check", one.checks.first().copied().unwrap_or_default())]),
        Verdict::Eligible | Verdict::NotEligible => match one.reasons.iter().find(|reason| reason.ok) {
            Some(reason) => words::reason(scene.content, reason, scene.situation),
            None => scene.say(Phrase::WhyAnybody, &[]),
        },
    }
}

/// The window in one line, with the document's own words where they say more.
pub fn window_line(scene: &Scene, one: &Assessment) -> String {
    let windows = &one.program.windows;
    let as_of = (one.program.as_of.year.to_string(), one.program.as_of.month.to_string());
    let window = current(windows, scene.now.date());
    let when = window.map(|window| period(scene.content, window)).unwrap_or_default();
    let phrase = match (one.window, window.is_some()) {
        (WindowState::Open, false) => Phrase::WindowStanding,
        (WindowState::Open, true) => Phrase::WindowOpen,
        (WindowState::ClosingSoon, _) => Phrase::WindowClosingSoon,
        (WindowState::Upcoming, _) => Phrase::WindowUpcoming,
        (WindowState::Closed, _) => Phrase::WindowClosed,
        (WindowState::Unknown, _) => Phrase::WindowUnknown,
    };
    scene.say(phrase, &[("when", &when), ("year", &as_of.0), ("month", &as_of.1)])
}

/// A window in words: as printed, else from its dates.
pub fn period(content: &Content, window: &Window) -> String {
    let show = |date: chrono::NaiveDate| crate::understand::date::show(date);
    let dates = match (window.from, window.to) {
        _ if window.printed.is_some() => window.printed.clone().unwrap_or_default(),
        (Some(from), Some(to)) => content.phrases.say(Phrase::FromTo, &[("low", &show(from)), ("high", &show(to))]),
        (Some(from), None) => content.phrases.say(Phrase::FromDay, &[("day", &show(from))]),
        (None, Some(to)) => content.phrases.say(Phrase::UntilDay, &[("day", &show(to))]),
        (None, None) => String::new(),
    };
    match &window.name {
        Some(name) => format!("{name} {dates}"),
        None => dates,
    }
}

/// The amount of the benefit that gives most, or costs least.
fn best_amount(content: &Content, one: &Assessment) -> Option<String> {
    let best = best(content, one);
    let told = amounts(content, best.money).map(|amounts| match best.benefit {
        Some(benefit) => {
            content.phrases.say(Phrase::AmountOf, &[("benefit", &benefit.offer.title), ("amounts", &amounts)])
        }
        None => amounts,
    });
    told.map(|amounts| match one.verdict {
        Verdict::Unknown => content.phrases.say(Phrase::AmountIf, &[("amounts", &amounts)]),
        _ => amounts,
    })
}

/// The amounts of one offer in one line; `None` where the document names none.
pub fn amounts(content: &Content, money: &Money) -> Option<String> {
    let say = |phrase, value: &str| content.phrases.say(phrase, &[("value", value)]);
    let mut parts = Vec::new();
    match money.estimate {
        Some(Estimate::Yen(span)) => {
            parts.extend(words::yen_span(content, span).map(|yen| say(Phrase::AmountEstimate, &yen)));
        }
        Some(Estimate::BelowFloor) => parts.push(content.phrases.say(Phrase::AmountBelowFloor, &[])),
        None => {}
    }
    let yen = |span: Option<crate::rules::Span>| span.and_then(|span| words::yen_span(content, span));
    parts.extend(yen(money.cap_yen).map(|yen| say(Phrase::AmountCap, &yen)));
    parts.extend(yen(money.floor_yen).map(|yen| say(Phrase::AmountFloor, &yen)));
    parts.extend(money.rate.as_ref().and_then(|rate| words::rate(content, rate)).map(|rate| {
        let usual = content.phrases.say(Phrase::RateUsual, &[]);
        let name = money.rate_name.unwrap_or(&usual);
        content.phrases.say(Phrase::AmountRate, &[("name", name), ("value", &rate)])
    }));
    parts.extend(yen(money.fee_yen).map(|yen| say(Phrase::AmountFee, &yen)));
    parts.extend(
        money
            .term_years
            .and_then(|span| words::number_span(content, span))
            .map(|years| say(Phrase::AmountTerm, &years)),
    );
    (!parts.is_empty()).then(|| parts.join(&content.phrases.say(Phrase::ListComma, &[])))
}

fn beside(scene: &Scene, recommend: &Recommend, text: &mut Text) {
    let named = standing_beside(scene.content, recommend);
    if named.is_empty() {
        return;
    }
    text.push("\n").push_bold(scene.say(Phrase::SectionStanding, &[])).push("\n");
    for contact in named {
        text.line(contacts::one_line(scene, contact));
    }
}

/// Contacts that can be asked whatever the programs say.
pub fn standing_beside<'c>(content: &'c Content, recommend: &Recommend) -> Vec<&'c Contact> {
    recommend.contacts.iter().map(|id| content.contact(*id)).filter(|contact| contact.standing).collect()
}

/// The buttons below the page at hand.
pub fn result_buttons(scene: &Scene, recommend: &Recommend) -> Vec<Vec<Button>> {
    let all = results_shown(scene.content, recommend, scene.situation, scene.now);
    let pages = usize::from(pages(all.len()));
    let page = usize::from(scene.sitting.page).min(pages - 1);
    buttons(scene, &all, page, pages, recommend.programs.len() - all.len())
}

fn buttons(scene: &Scene, all: &[Assessment], page: usize, pages: usize, failed: usize) -> Vec<Vec<Button>> {
    const IN_A_ROW: usize = 3;
    let details: Vec<Button> = all
        .iter()
        .enumerate()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|(place, one)| {
            let label = scene.say(Phrase::ButtonDetail, &[("number", &(place + 1).to_string())]);
            scene.button(label, Press::Detail(one.program.id))
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = details.chunks(IN_A_ROW).map(<[Button]>::to_vec).collect();
    let label = |command| scene.content.phrases.command(command).label.clone();
    let mut turn = Vec::new();
    if page > 0 {
        turn.push(scene.button(label(Command::Previous), Press::Page(page as u16 - 1)));
    }
    if page + 1 < pages {
        turn.push(scene.button(label(Command::Next), Press::Page(page as u16 + 1)));
    }
    if !turn.is_empty() {
        rows.push(turn);
    }
    let mut more = Vec::new();
    if failed > 0 {
        more.push(scene.button(scene.say(Phrase::ButtonWhyNot, &[]), Press::WhyNot));
    }
    more.push(scene.command(Command::Print));
    more.push(scene.command(Command::Wrong));
    rows.push(more);
    rows.push(vec![scene.command(Command::Status), scene.command(Command::Restart), scene.command(Command::Human)]);
    rows
}
