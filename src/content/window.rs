//! Windows (募集期間) and opening hours, as authors write them. Their state at a moment is told in [`crate::rules`].

use chrono::{NaiveDate, NaiveTime, Weekday};

use super::{
    diagnostic::{Code, Mistakes},
    fields::{self, Fields},
    limits,
    yaml::{Kind, Node},
};

/// When a program can be applied for.
#[derive(Clone, Debug, PartialEq)]
pub enum Windows {
    /// No printed end: always.
    Standing,
    /// The document doesn't say.
    Unknown,
    /// In these periods, at least one, in the order written.
    Dated(Vec<Window>),
}

/// One dated period; an absent end is open on that side. The last day counts whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// What the document calls it: 二次公募.
    pub name: Option<String>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// The document's own words, where a date alone would say less: 2024年1月上旬まで.
    pub printed: Option<String>,
}

pub(super) fn read(node: &Node, mistakes: &mut Mistakes) -> Option<Windows> {
    match node.text() {
        Some("standing") => return Some(Windows::Standing),
        Some("unknown") => return Some(Windows::Unknown),
        Some(other) => {
            mistakes
                .add(Code::WrongValue, node.span, format!("募集期間に{}は書けません", node.seen()))
                .known(other, ["standing", "unknown"])
                .expected("standing、unknown、または { from: …, to: … } のリスト");
            return None;
        }
        None => {}
    }
    let items = match &node.kind {
        Kind::Map(_) => std::slice::from_ref(node),
        _ => fields::list(node, mistakes),
    };
    if items.is_empty() {
        mistakes.add(Code::WrongValue, node.span, "募集期間が一つもありません").expected("資料にないなら unknown");
        return None;
    }
    let windows = items.iter().map(|item| window(item, mistakes)).collect::<Vec<_>>();
    windows.into_iter().collect::<Option<Vec<_>>>().map(Windows::Dated)
}

fn window(node: &Node, mistakes: &mut Mistakes) -> Option<Window> {
    let mut f = Fields::open(node, "募集期間", mistakes)?;
    let name = f.optional("name").and_then(|node| limits::line(node, mistakes));
    let from = f.optional("from").map(|node| fields::date(node, mistakes));
    let to = f.optional("to").map(|node| fields::date(node, mistakes));
    let printed = f.optional("printed").and_then(|node| limits::line(node, mistakes));
    let (span, from_span) = (f.span(), f.key_span("from"));
    let all_known = f.close(mistakes);
    let (from, to) = match (from, to) {
        (Some(None), _) | (_, Some(None)) => return None,
        (from, to) => (from.flatten(), to.flatten()),
    };
    match (from, to) {
        (None, None) if !all_known => None,
        (None, None) => {
            mistakes.add(Code::MissingKey, span, "募集期間に from も to もありません").expected("from: か to: の日付");
            None
        }
        (Some(first), Some(last)) if first > last => {
            mistakes
                .add(Code::ReversedRange, from_span, format!("始まり（{first}）が終わり（{last}）よりあとです"))
                .expected("from は to と同じ日か、それより前");
            None
        }
        _ => Some(Window { name, from, to, printed }),
    }
}

/// When a contact answers, week by week.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// Every span that is written; on one day there may be several.
    pub spans: Vec<OpenSpan>,
    /// Whether public holidays are like other days; else it is closed on them.
    pub open_on_holidays: bool,
}

/// From one time of day to another on some days of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenSpan {
    /// The days of the week on which it holds.
    pub days: Vec<Weekday>,
    /// The first minute in which somebody answers, in Japan's time.
    pub from: NaiveTime,
    /// The first minute in which nobody does any more.
    pub to: NaiveTime,
}

/// The days of a week with their Japanese names.
pub const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Mon, "月"),
    (Weekday::Tue, "火"),
    (Weekday::Wed, "水"),
    (Weekday::Thu, "木"),
    (Weekday::Fri, "金"),
    (Weekday::Sat, "土"),
    (Weekday::Sun, "日"),
];

pub(super) fn hours(node: &Node, open_on_holidays: bool, mistakes: &mut Mistakes) -> Option<Hours> {
    let items = match &node.kind {
        Kind::Map(_) => std::slice::from_ref(node),
        _ => fields::list(node, mistakes),
    };
    if items.is_empty() && matches!(node.kind, Kind::List(_)) {
        mistakes
            .add(Code::WrongValue, node.span, "受付時間が一つもありません")
            .expected("- { days: 平日, from: \"9:00\", to: \"17:00\" }。資料にないなら hours を書かない");
    }
    let spans = fields::every(items, |item| open_span(item, mistakes))?;
    (!spans.is_empty()).then_some(Hours { spans, open_on_holidays })
}

/// Whether hours hold on public holidays too: `holidays: open`.
pub(super) fn open_on_holidays(node: Option<&Node>, mistakes: &mut Mistakes) -> bool {
    let Some(node) = node else { return false };
    match node.text() {
        Some("open") => true,
        Some("closed") => false,
        _ => {
            mistakes
                .add(Code::WrongValue, node.span, format!("holidays に{}は書けません", node.seen()))
                .expected("closed（祝日休み）か open（祝日も受付）");
            false
        }
    }
}

fn open_span(node: &Node, mistakes: &mut Mistakes) -> Option<OpenSpan> {
    let mut f = Fields::open(node, "受付時間", mistakes)?;
    let days_node = f.required("days");
    let from = f.required("from").and_then(|node| time(node, mistakes));
    let to = f.required("to").and_then(|node| time(node, mistakes));
    let span = f.key_span("from");
    f.close(mistakes);
    let days = days_node.and_then(|node| days(node, mistakes));
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        mistakes
            .add(
                Code::ReversedRange,
                span,
                format!("始まり（{}）が終わり（{}）より前ではありません", from.format("%H:%M"), to.format("%H:%M")),
            )
            .expected("from は to より前の時刻");
        return None;
    }
    Some(OpenSpan { days: days?, from: from?, to: to? })
}

fn days(node: &Node, mistakes: &mut Mistakes) -> Option<Vec<Weekday>> {
    const FORM: &str = "平日、毎日、月、火、水、木、金、土、日、または [月, 木]";
    let items = fields::list_or_one(node);
    if items.is_empty() {
        mistakes.add(Code::WrongValue, node.span, "曜日が一つもありません").expected(FORM);
    }
    let days = fields::every(items, |item| match item.text().unwrap_or_default() {
        "平日" => Some(WEEK[..5].iter().map(|(day, _)| *day).collect::<Vec<_>>()),
        "毎日" => Some(WEEK.iter().map(|(day, _)| *day).collect()),
        name => {
            let found = WEEK.iter().find(|(_, short)| *short == name).map(|(day, _)| vec![*day]);
            if found.is_none() {
                mistakes.add(Code::WrongValue, item.span, format!("曜日に{}は書けません", item.seen())).expected(FORM);
            }
            found
        }
    })?;
    (!days.is_empty()).then(|| days.concat())
}

fn time(node: &Node, mistakes: &mut Mistakes) -> Option<NaiveTime> {
    let read = node.text().and_then(|text| NaiveTime::parse_from_str(text, "%H:%M").ok());
    if read.is_none() {
        mistakes
            .add(Code::WrongType, node.span, format!("時刻のはずのところが{}です", node.seen()))
            .expected("\"8:30\" のような時刻");
    }
    read
}
