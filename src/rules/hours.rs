//! Whether a contact answers at a moment, and when it does next.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::time::Moment;
use crate::content::{Holidays, Hours};

/// Beyond this many days nothing is promised.
const MOST_DAYS: u64 = 31;

/// How a contact stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OpenState {
    /// Answers now, until this time of day.
    Open {
        /// The end of the span, or of the last of several that touch.
        until: NaiveTime,
    },
    /// Answers next at this moment; `None` where that is too far to say.
    Closed {
        /// When the next span begins, at most 31 days ahead.
        next: Option<Moment>,
    },
    /// Would answer on any usual day, but nobody says what holds on this one.
    Unsure,
}

/// Whether the hours can be relied on: the list of holidays says something of this day, and it isn't one of those
/// around New Year, when offices are closed as a rule and no document says which are not.
fn is_usual(holidays: &Holidays, date: NaiveDate) -> bool {
    holidays.covers(date) && !is_around_new_year(date)
}

/// 年末年始, from 29 December to 3 January.
pub(super) fn is_around_new_year(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (12, 29..) | (1, ..=3))
}

/// Judges the hours at `now`.
pub fn open_state(hours: &Hours, holidays: &Holidays, now: Moment) -> OpenState {
    if let Some(until) = open_until(&spans_on(hours, holidays, now.date()), now.time()) {
        return if is_usual(holidays, now.date()) { OpenState::Open { until } } else { OpenState::Unsure };
    }
    let next = (0..=MOST_DAYS).find_map(|ahead| {
        let date = now.date().checked_add_days(Days::new(ahead)).filter(|date| is_usual(holidays, *date))?;
        spans_on(hours, holidays, date)
            .into_iter()
            .map(|(from, _)| Moment::local(date.and_time(from)))
            .filter(|moment| *moment > now)
            .min()
    });
    OpenState::Closed { next }
}

/// The end of the span that holds a time; spans that touch are one to whoever calls.
fn open_until(spans: &[(NaiveTime, NaiveTime)], at: NaiveTime) -> Option<NaiveTime> {
    let end = spans.iter().filter(|(from, to)| *from <= at && at < *to).map(|(_, to)| *to).max()?;
    Some(open_until(spans, end).unwrap_or(end))
}

fn spans_on(hours: &Hours, holidays: &Holidays, date: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
    if !hours.open_on_holidays && holidays.name(date).is_some() {
        return Vec::new();
    }
    hours.spans.iter().filter(|span| span.days.contains(&date.weekday())).map(|span| (span.from, span.to)).collect()
}
