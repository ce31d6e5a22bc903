//! `sodan recommend`: every program's verdict for one company, as text or JSON.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::{Failure, Outcome, settings};
use crate::{
    content::{Address, Contact, Content, Fact, FactId, Offer, ProgramId, Value, parse_value},
    rules::{
        Answer, Assessment, BenefitAssessment, Estimate, Known, Moment, Money, OpenState, Rate, Reason, Situation,
        Span, assess, open_state, rank, whole_yen, words,
    },
};

/// The version of the JSON's shape; `docs/json.md` describes it.
const SCHEMA: u32 = 1;

/// Judges all programs for the facts given as `name=value`.
pub fn run(given: &[String], now: Moment, json: bool) -> Result<Outcome, Failure> {
    let content = settings::content()?;
    let known = read_facts(&content, given)?;
    let situation = Situation::new(&content.facts, known);
    let mut all: Vec<Assessment> =
        (0..content.programs.len() as u16).map(|no| assess(&content, ProgramId(no), &situation, now)).collect();
    rank(&mut all);
    let report = Report {
        schema: SCHEMA,
        as_of: now.date(),
        programs: all.iter().map(|one| program(&content, one, &situation, now)).collect(),
    };
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        print(&mut out, &report)?;
    }
    Ok(Outcome::Done)
}

/// Reads `employees=20` and the like.
pub fn read_facts(content: &Content, given: &[String]) -> Result<Known, Failure> {
    let mut known = Known::new();
    for pair in given {
        let Some((name, text)) = pair.split_once('=') else {
            return Err(Failure::new(format!("「{pair}」は FACT=VALUE の形ではありません。例: employees=20")));
        };
        let Some(id) = content.facts.find(name) else {
            let near = content
                .facts
                .names()
                .map(|known| (strsim::jaro_winkler(name, known), known))
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, known)| format!("。もしかして: {known}"))
                .unwrap_or_default();
            return Err(Failure::new(format!("項目「{name}」はありません（knowledge/facts.yaml）{near}")));
        };
        let fact = content.facts.get(id);
        let value = parse_value(text, fact).filter(|value| is_within(fact, value)).ok_or_else(|| {
            Failure::new(format!("{name} の値「{text}」は読めません。書けるもの: {}", writable(fact)))
        })?;
        if known.insert(id, Answer::Is(value)).is_some() {
            return Err(Failure::new(format!("{name} が二度書かれています")));
        }
    }
    Ok(known)
}

fn is_within(fact: &Fact, value: &Value) -> bool {
    value.measure().is_none_or(|at| fact.min.is_none_or(|min| min <= at) && fact.max.is_none_or(|max| at <= max))
}

fn writable(fact: &Fact) -> String {
    use crate::content::FactKind as Kind;
    let numbers = |what: &str| {
        let plain = |end: Option<crate::content::Exact>| end.map(crate::understand::number::plain).unwrap_or_default();
        format!("{what}（{}..{}）", plain(fact.min), plain(fact.max))
    };
    match &fact.kind {
        Kind::Int | Kind::Money => numbers("整数"),
        Kind::Decimal => numbers("数"),
        Kind::Bool => "true, false".to_owned(),
        Kind::Date => "2023-06-15 のような日付".to_owned(),
        Kind::Choice(choices) => choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", "),
        Kind::Multi(choices) => {
            let ids = choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", ");
            format!("{ids}（いくつか書くときは「,」で区切る）")
        }
        Kind::Text => "文字".to_owned(),
    }
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    as_of: NaiveDate,
    programs: Vec<ProgramReport>,
}

#[derive(Serialize)]
struct ProgramReport {
    id: String,
    name: String,
    category: String,
    summary: String,
    verdict: &'static str,
    window: &'static str,
    reasons: Vec<ReasonReport>,
    missing: Vec<String>,
    checks: Vec<String>,
    #[serde(flatten)]
    money: MoneyReport,
    benefits: Vec<BenefitReport>,
    contacts: Vec<ContactReport>,
    knowledge_as_of: String,
    source: SourceReport,
}

#[derive(Serialize)]
struct BenefitReport {
    id: String,
    name: String,
    verdict: &'static str,
    window: Option<&'static str>,
    reasons: Vec<ReasonReport>,
    missing: Vec<String>,
    checks: Vec<String>,
    #[serde(flatten)]
    money: MoneyReport,
    benefits: Vec<BenefitReport>,
}

#[derive(Serialize)]
struct ReasonReport {
    fact: String,
    ok: bool,
    text: String,
}

/// Numbers where one value is possible; else null, with the range beside it where there is one.
#[derive(Serialize)]
struct MoneyReport {
    cap_yen: Option<i64>,
    cap_yen_range: Option<RangeReport<i64>>,
    floor_yen: Option<i64>,
    rate: Option<String>,
    rate_range: Option<RangeReport<String>>,
    fee_yen: Option<i64>,
    fee_yen_range: Option<RangeReport<i64>>,
    term_years: Option<serde_json::Number>,
    estimate_yen: Option<i64>,
    estimate_yen_range: Option<RangeReport<i64>>,
    formula: Option<String>,
}

#[derive(Serialize)]
struct RangeReport<T> {
    min: Option<T>,
    max: Option<T>,
}

#[derive(Serialize)]
struct ContactReport {
    label: String,
    phones: Vec<String>,
    hours: Option<String>,
    open_now: Option<bool>,
    next_open: Option<String>,
    email: Option<String>,
    url: Option<String>,
    search: Option<String>,
}

#[derive(Serialize)]
struct SourceReport {
    document: String,
    pages: String,
}

fn program(content: &Content, one: &Assessment, situation: &Situation, now: Moment) -> ProgramReport {
    let offer = &one.program.offer;
    ProgramReport {
        id: offer.name.clone(),
        name: offer.title.clone(),
        category: one.program.category.clone(),
        summary: one.program.summary.clone(),
        verdict: one.verdict.as_str(),
        window: one.window.as_str(),
        reasons: reasons(content, &one.reasons, situation),
        missing: names(content, &one.missing),
        checks: one.checks.iter().map(|check| (*check).to_owned()).collect(),
        money: money(content, offer, &one.money, situation),
        benefits: one.benefits.iter().map(|part| benefit(content, part, situation)).collect(),
        contacts: one.program.contacts.iter().map(|id| contact(content, content.contact(*id), now)).collect(),
        knowledge_as_of: format!("{}-{:02}", one.program.as_of.year, one.program.as_of.month),
        source: SourceReport {
            document: one.program.source.document.name.clone(),
            pages: one.program.source.pages.clone(),
        },
    }
}

fn benefit(content: &Content, one: &BenefitAssessment, situation: &Situation) -> BenefitReport {
    BenefitReport {
        id: one.offer.name.clone(),
        name: one.offer.title.clone(),
        verdict: one.verdict.as_str(),
        window: one.window.map(|window| window.as_str()),
        reasons: reasons(content, &one.reasons, situation),
        missing: names(content, &one.missing),
        checks: one.checks.iter().map(|check| (*check).to_owned()).collect(),
        money: money(content, one.offer, &one.money, situation),
        benefits: one.benefits.iter().map(|part| benefit(content, part, situation)).collect(),
    }
}

fn reasons(content: &Content, reasons: &[Reason], situation: &Situation) -> Vec<ReasonReport> {
    let report = |reason: &Reason| ReasonReport {
        fact: content.facts.get(reason.test.fact).name.clone(),
        ok: reason.ok,
        text: words::reason(content, reason, situation),
    };
    reasons.iter().map(report).collect()
}

fn names(content: &Content, facts: &[FactId]) -> Vec<String> {
    facts.iter().map(|fact| content.facts.get(*fact).name.clone()).collect()
}

fn money(content: &Content, offer: &Offer, money: &Money, situation: &Situation) -> MoneyReport {
    let yen = |span: Option<Span>| span.and_then(Span::exact).and_then(whole_yen);
    let range = |span: Option<Span>| {
        let span = span.filter(|span| span.exact().is_none())?;
        Some(RangeReport { min: span.low.and_then(whole_yen), max: span.high.and_then(whole_yen) })
    };
    let (rate, rate_range) = match &money.rate {
        None => (None, None),
        Some(Rate::Tiered(tiers)) => {
            let rates = tiers.steps.iter().map(|(_, rate)| rate).chain([&tiers.rest]);
            (Some(rates.map(ToString::to_string).collect::<Vec<_>>().join(",")), None)
        }
        Some(Rate::Plain(span)) => match span.exact() {
            Some(rate) => (Some(rate.to_string()), None),
            None => (
                None,
                Some(RangeReport {
                    min: span.low.map(|low| low.to_string()),
                    max: span.high.map(|high| high.to_string()),
                }),
            ),
        },
    };
    let estimate = match money.estimate {
        Some(Estimate::Yen(span)) => Some(span),
        _ => None,
    };
    let investment = offer.investment.or_else(|| content.usual_investment());
    MoneyReport {
        cap_yen: yen(money.cap_yen),
        cap_yen_range: range(money.cap_yen),
        floor_yen: yen(money.floor_yen),
        rate,
        rate_range,
        fee_yen: yen(money.fee_yen),
        fee_yen_range: range(money.fee_yen),
        term_years: money.term_years.and_then(Span::exact).and_then(years),
        estimate_yen: yen(estimate),
        estimate_yen_range: range(estimate),
        formula: words::formula(content, &offer.terms, money.estimate, investment, situation),
    }
}

/// Years as people write them: 20, or 7.5.
fn years(value: crate::content::Exact) -> Option<serde_json::Number> {
    if value.is_integer() {
        return i64::try_from(value.to_integer()).ok().map(Into::into);
    }
    let (whole, parts) = (i32::try_from(*value.numer()).ok()?, i32::try_from(*value.denom()).ok()?);
    serde_json::Number::from_f64(f64::from(whole) / f64::from(parts))
}

fn contact(content: &Content, contact: &Contact, now: Moment) -> ContactReport {
    let state = contact.hours.as_ref().map(|hours| open_state(hours, &content.holidays, now));
    let sure = |address: &Option<Address>| address.as_ref().and_then(Address::sure).map(str::to_owned);
    ContactReport {
        label: contact.label.clone(),
        phones: contact.phones.iter().filter_map(|phone| phone.number.sure()).map(str::to_owned).collect(),
        hours: contact.printed_hours.clone(),
        open_now: match state {
            Some(OpenState::Open { .. }) => Some(true),
            Some(OpenState::Closed { .. }) => Some(false),
            Some(OpenState::Unsure) | None => None,
        },
        next_open: match state {
            Some(OpenState::Closed { next: Some(next) }) => {
                Some(next.as_datetime().format("%Y-%m-%dT%H:%M%:z").to_string())
            }
            _ => None,
        },
        email: sure(&contact.email),
        url: sure(&contact.url),
        search: contact.search.clone(),
    }
}

/// The report for a person.
fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for one in &report.programs {
        writeln!(out, "{} [{}・{}] {}", one.name, one.verdict, one.window, one.id)?;
        for reason in &one.reasons {
            writeln!(out, "  {} {}", if reason.ok { "○" } else { "×" }, reason.text)?;
        }
        if !one.missing.is_empty() && one.verdict == "unknown" {
            writeln!(out, "  ？ {}", one.missing.join(", "))?;
        }
        for check in &one.checks {
            writeln!(out, "  □ {check}")?;
        }
        one.benefits.iter().try_for_each(|part| print_benefit(out, part, 1))?;
        for contact in &one.contacts {
            writeln!(
                out,
                "  {} {} {}",
                contact.label,
                contact.phones.join(" / "),
                contact.hours.as_deref().unwrap_or("")
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn print_benefit(out: &mut impl Write, one: &BenefitReport, depth: usize) -> io::Result<()> {
    let money = &one.money;
    let mut amounts = Vec::new();
    for (name, value) in
        [("cap", money.cap_yen), ("floor", money.floor_yen), ("fee", money.fee_yen), ("estimate", money.estimate_yen)]
    {
        amounts.extend(value.map(|value| format!("{name} {value}")));
    }
    amounts.extend(money.rate.as_ref().map(|rate| format!("rate {rate}")));
    writeln!(out, "{}- {} [{}] {}", "  ".repeat(depth), one.name, one.verdict, amounts.join(", "))?;
    one.benefits.iter().try_for_each(|part| print_benefit(out, part, depth + 1))
}
