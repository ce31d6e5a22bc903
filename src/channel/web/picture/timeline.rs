//! When what can be applied for: windows over time, with a line for today.

use chrono::{Datelike, NaiveDate};

use super::{
    Picture,
    svg::{Drawing, EDGE, INNER, LINE, WIDTH, width},
};
use crate::{
    consult::screen::period,
    content::{Content, Phrase, Window, Windows},
    rules::{Assessment, Moment, Standing, WindowState, current, window_state},
    understand::date,
};

/// More rows can't be compared at a glance.
const MOST_ROWS: usize = 10;

/// When the results can be applied for, in their order; `None` where none of them has a date.
pub fn timeline(content: &Content, results: &[Assessment], now: Moment) -> Option<Picture> {
    let today = now.date();
    let shown: Vec<_> = results.iter().enumerate().filter(|(_, one)| one.standing() != Standing::DoesNotFit).collect();
    let left_out = shown.len().saturating_sub(MOST_ROWS);
    let shown = shown.get(..MOST_ROWS).unwrap_or(&shown);
    let axis = Axis::over(shown.iter().map(|(_, one)| &one.program.windows), today)?;
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let numbered = |(place, one): &(usize, &Assessment)| {
        let number = (place + 1).to_string();
        say(Phrase::PictureNumbered, &[("number", &number), ("title", &one.program.offer.title)])
    };
    let rows: Vec<(String, String)> = shown.iter().map(|row| (numbered(row), whole(content, row.1, today))).collect();
    let shown_day = date::show(today);
    let title = say(Phrase::PictureTimeline, &[("day", &shown_day)]);
    let told: Vec<String> =
        rows.iter().map(|(label, words)| say(Phrase::PictureRow, &[("label", label), ("words", words)])).collect();
    let mut drawing = Drawing::new("timeline", &title, &told);
    // The line for today lies below everything, so its length is found by drawing the rest first.
    let mut rest = Drawing::new("timeline", &title, &told);
    head(content, &axis, &say(Phrase::PictureToday, &[("day", &shown_day)]), &mut rest);
    let top = EDGE + LINE;
    for row in shown {
        rest.y += 8.0;
        draw(content, row.1, &numbered(row), &axis, today, &mut rest);
    }
    drawing.line((axis.today, top), (axis.today, rest.y), "pic-today");
    drawing.append(rest);
    let mut caption = vec![title];
    if left_out > 0 {
        caption.push(say(Phrase::PictureLeftOut, &[("count", &left_out.to_string())]));
    }
    Some(Picture { svg: drawing.finish(), caption: caption.concat(), rows })
}

/// A day as a number to reckon with.
fn day(date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce())
}

/// From days to units.
struct Axis {
    from: f64,
    to: f64,
    /// The middle of today, in units.
    today: f64,
}

impl Axis {
    /// From the earliest date to a bit after today or the last date; what is far away lies beyond its ends.
    fn over<'w>(all: impl Iterator<Item = &'w Windows>, today: NaiveDate) -> Option<Self> {
        const BACK: f64 = 6.0 * 365.25;
        const AHEAD: f64 = 3.0 * 365.25;
        let dates: Vec<f64> = all
            .filter_map(|windows| match windows {
                Windows::Dated(windows) => Some(windows),
                Windows::Standing | Windows::Unknown => None,
            })
            .flatten()
            .flat_map(|window| [window.from, window.to])
            .flatten()
            .map(day)
            .collect();
        if dates.is_empty() {
            return None;
        }
        let now = day(today);
        let first = dates.iter().copied().fold(now, f64::min).max(now - BACK);
        let last = dates.iter().copied().fold(now, f64::max).min(now + AHEAD);
        let room = ((last - first) * 0.07).max(20.0);
        let mut axis = Self { from: first - room, to: last + room, today: 0.0 };
        axis.today = axis.at(now + 0.5);
        Some(axis)
    }

    /// Where a moment lies, at most at the ends.
    fn at(&self, day: f64) -> f64 {
        EDGE + ((day - self.from) / (self.to - self.from)).clamp(0.0, 1.0) * INNER
    }

    /// From and to where a window is drawn, and whether it has no first or no last day within the axis.
    fn place(&self, window: &Window, state: WindowState) -> Place {
        /// Of a window without a first day, this much is drawn before what is known of it.
        const STUB: f64 = 26.0;
        const LEAST: f64 = 3.0;
        let to = window.to.map(|to| self.at(day(to) + 1.0));
        let mut right = to.unwrap_or(EDGE + INNER);
        let mut left = match window.from {
            Some(from) => self.at(day(from)),
            None => (right.min(self.today) - STUB).max(EDGE),
        };
        if right - left < LEAST {
            // Towards the side on which it lies, so that what is past doesn't touch today.
            if state == WindowState::Closed && right - LEAST >= EDGE || left + LEAST > EDGE + INNER {
                left = right - LEAST;
            } else {
                right = left + LEAST;
            }
        }
        let before = window.from.is_none_or(|from| day(from) < self.from);
        let after = window.to.is_none_or(|to| day(to) > self.to);
        Place { left, right, before, after }
    }
}

struct Place {
    left: f64,
    right: f64,
    before: bool,
    after: bool,
}

/// The line for today is named, and years and months stand above the rows.
fn head(content: &Content, axis: &Axis, today: &str, drawing: &mut Drawing) {
    let long = width(today);
    drawing.y += LINE;
    let left = (axis.today - long / 2.0).clamp(EDGE, (WIDTH - EDGE - long).max(EDGE));
    drawing.text(left, drawing.y - 4.0, "pic-here pic-halo", today);
    let unit = INNER / (axis.to - axis.from);
    let year = |year: i32| content.phrases.say(Phrase::PictureYear, &[("year", &year.to_string())]);
    let month = |month: u32| content.phrases.say(Phrase::PictureMonth, &[("month", &month.to_string())]);
    let first = NaiveDate::from_num_days_from_ce_opt(axis.from as i32).unwrap_or_default();
    let last = NaiveDate::from_num_days_from_ce_opt(axis.to as i32).unwrap_or_default();
    let foot = drawing.y + LINE;
    drawing.line((EDGE, foot + 3.0), (EDGE + INNER, foot + 3.0), "pic-axis");
    // Years, as many as there is room for; the first may have begun before.
    let step = [1, 2, 5].into_iter().find(|step| f64::from(*step) * 365.0 * unit > width("2000年") + 6.0).unwrap_or(10);
    let mut free = EDGE;
    for number in (first.year()..=last.year()).filter(|number| (number - first.year()) % step == 0 || step == 1) {
        let x = NaiveDate::from_ymd_opt(number, 1, 1).map_or(EDGE, |begin| axis.at(day(begin)));
        let next = NaiveDate::from_ymd_opt(number + 1, 1, 1).map_or(WIDTH, |begin| axis.at(day(begin)));
        let label = year(number);
        if day(first) <= NaiveDate::from_ymd_opt(number, 1, 1).map_or(0.0, day) {
            drawing.line((x, foot - LINE + 6.0), (x, foot + 3.0), "pic-axis");
        }
        let room = if number == first.year() { next } else { EDGE + INNER };
        if x >= free && x + 3.0 + width(&label) <= room {
            drawing.text(x + 3.0, foot - 2.0, "pic-muted pic-halo", &label);
            free = x + 3.0 + width(&label);
        }
    }
    drawing.y = foot + 4.0;
    // Months only where they have room too.
    let Some(step) = [1, 2, 3, 6].into_iter().find(|step| f64::from(*step) * 29.0 * unit > width("12月") + 6.0) else {
        return;
    };
    let foot = drawing.y + LINE;
    let mut at = NaiveDate::from_ymd_opt(first.year(), first.month(), 1);
    while let Some(begin) = at.filter(|begin| *begin <= last) {
        let x = axis.at(day(begin));
        let label = month(begin.month());
        if begin.month0() % step == 0 && begin >= first && x + 3.0 + width(&label) <= EDGE + INNER {
            drawing.line((x, foot - LINE), (x, foot + 1.0), "pic-axis");
            drawing.text(x + 3.0, foot - 4.0, "pic-muted pic-halo", &label);
        }
        at = begin.checked_add_months(chrono::Months::new(1));
    }
    drawing.y = foot + 1.0;
}

fn draw(content: &Content, one: &Assessment, title: &str, axis: &Axis, today: NaiveDate, drawing: &mut Drawing) {
    const HIGH: f64 = 12.0;
    const THIN: f64 = 6.0;
    drawing.open(if one.standing() == Standing::Closed { "pic-row pic-over" } else { "pic-row" });
    drawing.block(EDGE, "pic-text pic-strong pic-halo", title, 2);
    let words = if one.window == WindowState::Closed { "pic-muted pic-halo" } else { "pic-text pic-halo" };
    drawing.block(EDGE, words, &now_in_words(content, one, today), 2);
    drawing.y += 3.0;
    let middle = drawing.y + HIGH / 2.0;
    match &one.program.windows {
        Windows::Standing => {
            let (left, right) = (EDGE + 1.0, EDGE + INNER - 1.0);
            drawing.line((left, middle), (right, middle), "pic-standing");
            drawing.path(&[(left + 6.0, middle - 5.0), (left, middle), (left + 6.0, middle + 5.0)], "pic-standing");
            drawing.path(&[(right - 6.0, middle - 5.0), (right, middle), (right - 6.0, middle + 5.0)], "pic-standing");
        }
        Windows::Unknown => drawing.line((EDGE, middle), (EDGE + INNER, middle), "pic-unknown"),
        Windows::Dated(windows) => {
            // What is past first, so that it never lies upon what is open.
            let mut windows: Vec<_> = windows.iter().map(|window| (state_of(window, today), window)).collect();
            windows.sort_by_key(|(state, _)| std::cmp::Reverse(*state));
            for (state, window) in windows {
                let place = axis.place(window, state);
                let (high, class) = match state {
                    WindowState::Closed | WindowState::Unknown => (THIN, "pic-closed"),
                    WindowState::Upcoming => (HIGH, "pic-upcoming"),
                    WindowState::ClosingSoon => (HIGH, "pic-open pic-soon"),
                    WindowState::Open => (HIGH, "pic-open"),
                };
                window_bar(&place, middle - high / 2.0, high, class, drawing);
            }
        }
    }
    // Over the bars too, so that it is seen how far they reach.
    drawing.line((axis.today, middle - HIGH / 2.0 - 2.0), (axis.today, middle + HIGH / 2.0 + 2.0), "pic-today");
    drawing.y += HIGH + 2.0;
    drawing.close();
}

/// A bar that comes apart towards an end that is not known.
fn window_bar(place: &Place, top: f64, high: f64, class: &str, drawing: &mut Drawing) {
    // Widths of the crumbs, outermost first, each followed by a gap.
    const CRUMBS: [f64; 3] = [1.5, 2.5, 4.0];
    const GAP: f64 = 2.0;
    let crumbled = CRUMBS.iter().sum::<f64>() + GAP * CRUMBS.len() as f64;
    // An outline would be wider than they are.
    let crumbs = class.split(' ').next().unwrap_or_default();
    let (mut left, mut right) = (place.left, place.right);
    let room = |left: f64, right: f64| right - left > crumbled + 2.0;
    if place.before && room(left, right) {
        for crumb in CRUMBS {
            drawing.rect((left, top), (crumb, high), crumbs);
            left += crumb + GAP;
        }
    }
    if place.after && room(left, right) {
        for crumb in CRUMBS {
            drawing.rect((right - crumb, top), (crumb, high), crumbs);
            right -= crumb + GAP;
        }
    }
    drawing.rect((left, top), (right - left, high), class);
}

fn state_of(window: &Window, today: NaiveDate) -> WindowState {
    window_state(&Windows::Dated(vec![window.clone()]), today)
}

fn said(content: &Content, window: &Window, today: NaiveDate) -> String {
    let phrase = match state_of(window, today) {
        WindowState::Closed | WindowState::Unknown => Phrase::PictureWindowClosed,
        WindowState::Upcoming => Phrase::PictureWindowUpcoming,
        WindowState::ClosingSoon => Phrase::PictureWindowClosingSoon,
        WindowState::Open => Phrase::PictureWindowOpen,
    };
    content.phrases.say(phrase, &[("when", &period(content, window))])
}

/// How it stands today: the window to speak of, where there are several.
fn now_in_words(content: &Content, one: &Assessment, today: NaiveDate) -> String {
    let (year, month) = (one.program.as_of.year.to_string(), one.program.as_of.month.to_string());
    let as_of: [(&str, &str); 2] = [("year", &year), ("month", &month)];
    match (&one.program.windows, current(&one.program.windows, today)) {
        (Windows::Standing, _) => content.phrases.say(Phrase::PictureWindowStanding, &as_of),
        (Windows::Dated(_), Some(window)) => said(content, window, today),
        _ => content.phrases.say(Phrase::PictureWindowUnknown, &as_of),
    }
}

/// All windows in words.
fn whole(content: &Content, one: &Assessment, today: NaiveDate) -> String {
    match &one.program.windows {
        Windows::Dated(windows) if windows.len() > 1 => {
            let all: Vec<String> = windows.iter().map(|window| said(content, window, today)).collect();
            all.join(&content.phrases.say(Phrase::ListComma, &[]))
        }
        _ => now_in_words(content, one, today),
    }
}
