//! `--as-of`: the moment at which things are judged, for tests and demonstrations.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::rules::Moment;

/// Years in which the knowledge could mean anything.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A moment given on the command line: `2023-06-15T10:30`, or a day alone, which stands for its last minute:
/// what is open on that day counts as open, and offices have closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOfMoment(pub Moment);

impl FromStr for AsOfMoment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const LAST_MINUTE: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 0) {
            Some(time) => time,
            None => unreachable!(),
        };
        let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
            .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(LAST_MINUTE)));
        moment
            .ok()
            .filter(|at| YEARS.contains(&at.year()))
            .map(|at| Self(Moment::local(at)))
            .ok_or_else(|| format!("{text} is no day; write it as 2023-06-15 or 2023-06-15T10:30 (Japan's time)"))
    }
}

/// The moment asked for, or now.
pub fn or_now(as_of: Option<AsOfMoment>) -> Moment {
    as_of.map_or_else(|| Moment::from(Utc::now()), |as_of| as_of.0)
}
