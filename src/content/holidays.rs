//! Japan's public holidays, `knowledge/holidays.yaml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    diagnostic::{Code, Mistakes},
    fields::{self, Fields},
    source,
    yaml::Node,
};

/// The holidays between two days; outside them nothing is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holidays {
    days: BTreeMap<NaiveDate, String>,
    from: NaiveDate,
    to: NaiveDate,
}

impl Holidays {
    /// The holiday's name.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.days.get(&date).map(String::as_str)
    }

    /// The holidays from one day on and before another, in their order.
    pub fn between(&self, from: NaiveDate, before: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        // A range of the map may not end before it begins.
        self.days.range(from..before.max(from)).map(|(date, _)| *date)
    }

    /// Whether the list says anything about this day.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// How many days are holidays, all years together.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether no day is one.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}

pub(super) fn read(root: &Node, mistakes: &mut Mistakes) -> Option<Holidays> {
    let mut f = Fields::open(root, "holidays.yaml", mistakes)?;
    if let Some(node) = f.required("source")
        && let Some(mut s) = Fields::open(node, "source", mistakes)
    {
        s.required("title").and_then(|node| fields::text(node, mistakes));
        s.required("url").and_then(|node| source::address(node, source::url, mistakes));
        s.required("as_of").and_then(|node| fields::text(node, mistakes));
        s.close(mistakes);
    }
    let from = f.required("from").and_then(|node| fields::date(node, mistakes));
    let to = f.required("to").and_then(|node| fields::date(node, mistakes));
    let list = f.required("holidays");
    let span = f.key_span("from");
    f.close(mistakes);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        mistakes
            .add(Code::ReversedRange, span, "from が to よりあとです")
            .expected("from は to と同じ日か、それより前");
        return None;
    }
    let mut days = BTreeMap::new();
    for (key, value) in fields::entries(list?, mistakes) {
        let (date, name) = (fields::date(key, mistakes), fields::text(value, mistakes));
        let (Some(date), Some(name)) = (date, name) else { continue };
        if from.is_some_and(|from| date < from) || to.is_some_and(|to| date > to) {
            mistakes
                .add(Code::WrongValue, key.span, format!("{date} は from から to までの間にありません"))
                .expected("from と to を広げるか、この日を消す");
        }
        days.insert(date, name);
    }
    Some(Holidays { days, from: from?, to: to? })
}
