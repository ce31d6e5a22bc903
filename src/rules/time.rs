//! The moment at which things are judged, always in Japan's time.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// Asia/Tokyo: nine hours ahead, the whole year, since 1951.
pub const TOKYO: FixedOffset = match FixedOffset::east_opt(9 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// A moment in Japan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(DateTime<FixedOffset>);

impl Moment {
    /// The moment of a clock on the wall in Japan.
    pub fn local(at: NaiveDateTime) -> Self {
        // A fixed offset has exactly one moment for each local time.
        Self(TOKYO.from_utc_datetime(&(at - TOKYO)))
    }

    /// The day in Japan.
    pub fn date(self) -> NaiveDate {
        self.0.date_naive()
    }

    /// The time of day in Japan.
    pub fn time(self) -> NaiveTime {
        self.0.time()
    }

    /// With Japan's offset, for writing it down: `2023-06-16T08:30+09:00`.
    pub fn as_datetime(self) -> DateTime<FixedOffset> {
        self.0
    }

    /// As stores keep it.
    pub fn to_utc(self) -> DateTime<Utc> {
        self.0.to_utc()
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.with_timezone(&TOKYO))
    }
}
