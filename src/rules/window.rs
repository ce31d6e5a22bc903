//! Whether a program can be applied for at a moment.

use chrono::{Duration, NaiveDate};

use crate::content::{Window, Windows};

/// A window with this many days left, or fewer, is closing soon.
const SOON_DAYS: i64 = 14;

/// How the windows of a program stand. The order is that of usefulness to an owner, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowState {
    /// It can be applied for, with 14 days or less to go; the last day counts whole.
    ClosingSoon,
    /// It can be applied for, with more than 14 days to go or no end.
    Open,
    /// Its first day is still to come.
    Upcoming,
    /// The document doesn't say.
    Unknown,
    /// Its last day is over.
    Closed,
}

impl WindowState {
    /// As written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            WindowState::ClosingSoon => "closing_soon",
            WindowState::Open => "open",
            WindowState::Upcoming => "upcoming",
            WindowState::Unknown => "unknown",
            WindowState::Closed => "closed",
        }
    }

    /// Whether somebody can apply on this day.
    pub fn is_open(self) -> bool {
        matches!(self, WindowState::Open | WindowState::ClosingSoon)
    }
}

fn state_of(window: &Window, today: NaiveDate) -> WindowState {
    match (window.from, window.to) {
        (Some(from), _) if today < from => WindowState::Upcoming,
        // The last day counts whole.
        (_, Some(to)) if today > to => WindowState::Closed,
        (_, Some(to)) if to - today <= Duration::days(SOON_DAYS) => WindowState::ClosingSoon,
        _ => WindowState::Open,
    }
}

/// The state of the windows together: the most useful one.
pub fn window_state(windows: &Windows, today: NaiveDate) -> WindowState {
    match windows {
        Windows::Standing => WindowState::Open,
        Windows::Unknown => WindowState::Unknown,
        Windows::Dated(windows) => {
            windows.iter().map(|window| state_of(window, today)).min().unwrap_or(WindowState::Unknown)
        }
    }
}

/// The window to speak of: the open one that closes first, else the next to open, else the last that closed.
pub fn current(windows: &Windows, today: NaiveDate) -> Option<&Window> {
    let Windows::Dated(windows) = windows else { return None };
    windows.iter().min_by_key(|window| {
        let state = state_of(window, today);
        let day = match state {
            WindowState::Upcoming => window.from,
            _ => window.to,
        };
        let days = day.map_or(i64::MAX, |day| (day - today).num_days());
        (if state == WindowState::ClosingSoon { WindowState::Open } else { state }, days.saturating_abs())
    })
}
