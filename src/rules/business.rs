//! Time that counts for whoever waits: within opening hours, and until when something is due.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveTime, Weekday};

use super::{hours::is_around_new_year, time::Moment};
use crate::content::{Holidays, Hours};

/// Beyond this many days nothing is said to be due.
const MOST_DAYS: u64 = 3_660;

/// The time between two moments in which somebody is there. Holidays are left out unless the hours hold on them, and
/// the days around New Year always, since [`open_state`](super::open_state) does not rely on them either. Days beyond
/// the list of holidays count by their day of the week: what waits must not wait for ever. Zero where `to` is not
/// after `from`. The work grows with the holidays between the two, not with the days.
pub fn business_time(hours: &Hours, holidays: &Holidays, from: Moment, to: Moment) -> Duration {
    if to <= from {
        return Duration::zero();
    }
    let calendar = Calendar::of(hours, holidays);
    let (first, last) = (from.date(), to.date());
    if first == last {
        return calendar.part_of(first, from.time(), Some(to.time()));
    }
    calendar.part_of(first, from.time(), None)
        + first.succ_opt().map_or(Duration::zero(), |next| calendar.days(next, last))
        + calendar.part_of(last, NaiveTime::MIN, Some(to.time()))
}

/// The moment at which so many minutes of [`business_time`] have passed since `from`; `from` itself for none of them,
/// and nothing where that is more than ten years ahead or never comes.
pub fn due(hours: &Hours, holidays: &Holidays, from: Moment, minutes: u32) -> Option<Moment> {
    let goal = Duration::minutes(minutes.into());
    if goal.is_zero() {
        return Some(from);
    }
    let calendar = Calendar::of(hours, holidays);
    let first = from.date();
    let today = calendar.part_of(first, from.time(), None);
    // What has passed at the end of the day so many days ahead. It never shrinks, so that days can be skipped.
    let passed = |ahead: u64| {
        let end = first.checked_add_days(Days::new(ahead))?.succ_opt()?;
        Some(today + calendar.days(first.succ_opt()?, end))
    };
    let (mut ahead, mut most) = (0, MOST_DAYS);
    if passed(most)? < goal {
        return None;
    }
    while ahead < most {
        let middle = u64::midpoint(ahead, most);
        if passed(middle)? < goal {
            ahead = middle + 1;
        } else {
            most = middle;
        }
    }
    let date = first.checked_add_days(Days::new(ahead))?;
    let (since, before) = match ahead {
        0 => (from.time(), Duration::zero()),
        _ => (NaiveTime::MIN, passed(ahead - 1)?),
    };
    let mut left = goal - before;
    for (opens, closes) in calendar.spans(date.weekday()) {
        let begins = since.max(*opens);
        let length = closes.signed_duration_since(begins).max(Duration::zero());
        if left <= length {
            return Some(Moment::local(date.and_time(begins) + left));
        }
        left -= length;
    }
    None
}

/// Opening hours, ready to be counted.
struct Calendar<'c> {
    /// By the day of the week, in order; spans that touch or overlap are one.
    week: [Vec<(NaiveTime, NaiveTime)>; 7],
    holidays: &'c Holidays,
    open_on_holidays: bool,
}

impl<'c> Calendar<'c> {
    fn of(hours: &Hours, holidays: &'c Holidays) -> Self {
        let mut week: [Vec<(NaiveTime, NaiveTime)>; 7] = Default::default();
        for span in &hours.spans {
            for day in &span.days {
                week[day.num_days_from_monday() as usize].push((span.from, span.to));
            }
        }
        for spans in &mut week {
            spans.sort_unstable();
            let mut joined: Vec<(NaiveTime, NaiveTime)> = Vec::new();
            for (from, to) in spans.drain(..) {
                match joined.last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ => joined.push((from, to)),
                }
            }
            *spans = joined;
        }
        Self { week, holidays, open_on_holidays: hours.open_on_holidays }
    }

    fn spans(&self, day: Weekday) -> &[(NaiveTime, NaiveTime)] {
        &self.week[day.num_days_from_monday() as usize]
    }

    /// Whether nobody is there all day, whatever day of the week it is.
    fn is_off(&self, date: NaiveDate) -> bool {
        is_around_new_year(date) || !self.open_on_holidays && self.holidays.name(date).is_some()
    }

    /// What counts of one day from a time on, to another or to its end.
    fn part_of(&self, date: NaiveDate, from: NaiveTime, to: Option<NaiveTime>) -> Duration {
        if self.is_off(date) {
            return Duration::zero();
        }
        let part = |(opens, closes): &(NaiveTime, NaiveTime)| {
            let end = to.map_or(*closes, |to| to.min(*closes));
            end.signed_duration_since(from.max(*opens)).max(Duration::zero())
        };
        self.spans(date.weekday()).iter().map(part).sum()
    }

    /// A day of the week that is not off.
    fn usual(&self, day: Weekday) -> Duration {
        self.spans(day).iter().map(|(opens, closes)| closes.signed_duration_since(*opens)).sum()
    }

    /// What counts of the days from one on and before another: whole weeks and what remains, less the days off.
    fn days(&self, from: NaiveDate, before: NaiveDate) -> Duration {
        let count = before.signed_duration_since(from).num_days();
        if count <= 0 {
            return Duration::zero();
        }
        let usual = |date: NaiveDate| self.usual(date.weekday());
        let week: Duration = from.iter_days().take(7).map(usual).sum();
        let rest: Duration = from.iter_days().take((count % 7) as usize).map(usual).sum();
        let holidays = self.holidays.between(from, before).filter(|date| !is_around_new_year(*date));
        let off: Duration = holidays.filter(|date| self.is_off(*date)).chain(new_years(from, before)).map(usual).sum();
        // All days that chrono knows are far fewer weeks than this holds.
        week * i32::try_from(count / 7).unwrap_or(i32::MAX) + rest - off
    }
}

/// The days around New Year from one day on and before another.
fn new_years(from: NaiveDate, before: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    const DAYS: [(u32, u32); 6] = [(1, 1), (1, 2), (1, 3), (12, 29), (12, 30), (12, 31)];
    (from.year()..=before.year())
        .flat_map(|year| DAYS.iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, *month, *day)))
        .filter(move |date| from <= *date && *date < before)
}
