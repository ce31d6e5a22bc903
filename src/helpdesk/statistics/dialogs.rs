//! All consultations: how far dialogs are followed, where people leave, what was shown and opened.

use std::collections::BTreeMap;

use super::{Counted, Lots, Period, Sums, Table, protect};
use crate::{
    consult::tally::{Month, Tally, What},
    content::Content,
};

/// So many rows at most of questions and programs: those that are counted most.
const MOST_ROWS: usize = 200;

/// What is shown of a period.
struct Counts<'a>(BTreeMap<(What, &'a str), u64>);

impl Counts<'_> {
    fn of(&self, what: What, id: &str) -> u64 {
        self.0.get(&(what, id)).copied().unwrap_or_default()
    }
}

/// Counters of a period, in the words of the content. What the content no longer has stays with its id.
pub fn of_tallies(content: &Content, tallies: &[(Tally, u64)], period: Period, lots: &Lots) -> Vec<Table> {
    let mut by_month: BTreeMap<Month, BTreeMap<(What, &str), u64>> =
        period.months().map(|month| (month, BTreeMap::new())).collect();
    for (tally, count) in tallies {
        if let Some(all) = by_month.get_mut(&tally.month) {
            *all.entry((tally.what, tally.id.as_str())).or_default() += count;
        }
    }
    let mut counts = Counts(BTreeMap::new());
    let mut sessions = Vec::new();
    for (month, all) in by_month {
        let shown = shown(month, &all, lots);
        sessions.push((month.to_string(), vec![shown.get(&(What::Session, "")).copied().unwrap_or_default()]));
        shown.into_iter().for_each(|(what, count)| *counts.0.entry(what).or_default() += count);
    }
    counts.0.retain(|_, count| *count > 0);
    let total = Some(sessions.iter().map(|(_, cells)| cells[0]).sum());
    let themes = content.facts.find("theme").map(|fact| content.facts.get(fact).choices()).unwrap_or_default();
    let themes = themes.iter().map(|choice| (choice.label.clone(), vec![counts.of(What::Theme, &choice.id)]));
    let themes = themes.filter(|(_, cells)| cells[0] > 0).collect();
    let table = |key, title, rows_are, rows, total| Table {
        key,
        title,
        rows_are,
        columns: vec!["件数"],
        rows,
        total,
        note: None,
    };
    vec![
        table("sessions", "月別の対話の数", "月", sessions, total),
        table("session_themes", "対話のテーマ", "テーマ", themes, None),
        programs(content, &counts),
        dialogs(content, &counts),
        questions(content, &counts),
    ]
}

/// What is shown of a month.
fn shown<'a>(month: Month, all: &BTreeMap<(What, &'a str), u64>, lots: &Lots) -> BTreeMap<(What, &'a str), u64> {
    let places: BTreeMap<(What, &str), usize> = all.keys().copied().zip(0..).collect();
    let name = |(what, id): &(What, &str)| format!("{month} {what:?} {id}");
    let counted = all.iter().map(|(of, count)| Counted { name: name(of), count: *count, whole: of.0 == What::Session });
    let counts: Vec<Counted> = counted.collect();
    let place = |what, id| places.get(&(what, id)).copied();
    let sums = all.keys().filter(|(what, _)| *what == What::Reached).filter_map(|(_, id)| {
        let ends = [What::Answered, What::Back, What::Left].into_iter().filter_map(|what| place(what, *id)).collect();
        Some(Sums::Within(ends, vec![place(What::Reached, *id)?]))
    });
    let shown = protect(&counts, &sums.collect::<Vec<_>>(), lots);
    places.into_keys().zip(shown).collect()
}

/// The ids of which one of these was counted, with what is counted first.
fn ids<'a>(counts: &Counts<'a>, kinds: &[What]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = counts.0.keys().filter(|(what, _)| kinds.contains(what)).map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn dialogs(content: &Content, counts: &Counts) -> Table {
    const KINDS: [What; 4] = [What::Dialog, What::Results, What::Handover, What::End];
    let title = |id: &str| {
        let named = content.dialogs.iter().find(|dialog| dialog.name == id);
        named.map_or_else(|| id.to_owned(), |dialog| dialog.title.clone())
    };
    let mut ids = ids(counts, &KINDS);
    ids.sort_by_key(|id| std::cmp::Reverse(counts.of(What::Dialog, id)));
    Table {
        key: "dialogs",
        title: "対話がどこまで進んだか",
        rows_are: "対話",
        columns: vec!["始まった", "結果を見た", "相談員へ", "終わった"],
        rows: ids.iter().map(|id| (title(id), KINDS.map(|what| counts.of(what, id)).to_vec())).collect(),
        total: None,
        note: Some("直して見直した人は、結果を見た数に何度も入ります。".to_owned()),
    }
}

/// Where most people leave comes first.
fn questions(content: &Content, counts: &Counts) -> Table {
    const KINDS: [What; 6] = [What::Reached, What::Answered, What::Back, What::Left, What::Misread, What::Person];
    let label = |id: &str| {
        let named = content.facts.find(id);
        named.map_or_else(|| id.to_owned(), |fact| content.facts.get(fact).label.clone())
    };
    let mut rows: Vec<(u64, String, [u64; 6], u64)> = ids(counts, &KINDS)
        .into_iter()
        .map(|id| {
            let all = KINDS.map(|what| counts.of(what, id));
            let [reached, answered, back, left, ..] = all;
            let silent = reached.saturating_sub(answered + back + left);
            (silent + left, label(id), all, silent)
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let rows = rows.into_iter().take(MOST_ROWS);
    let rows = rows.map(|(_, label, [reached, answered, back, left, misread, person], silent)| {
        (label, vec![reached, answered, back, left, silent, misread, person])
    });
    Table {
        key: "questions",
        title: "質問ごとの進み方と離れた所",
        rows_are: "質問",
        columns: vec!["出た", "答えた", "戻った・直した", "やめた", "そのまま", "読み取れず", "人に相談"],
        rows: rows.collect(),
        total: None,
        note: Some("「そのまま」は、答えも戻りもせずに止まっている数です。いま考えている人も入ります。".to_owned()),
    }
}

fn programs(content: &Content, counts: &Counts) -> Table {
    const KINDS: [What; 2] = [What::Shown, What::Opened];
    let name = |id: &str| {
        let named = content.programs.iter().find(|program| program.offer.name == id);
        named.map_or_else(|| id.to_owned(), |program| program.offer.title.clone())
    };
    let mut ids = ids(counts, &KINDS);
    ids.sort_by_key(|id| std::cmp::Reverse(counts.of(What::Shown, id)));
    ids.truncate(MOST_ROWS);
    Table {
        key: "programs",
        title: "案内した支援策",
        rows_are: "支援策",
        columns: vec!["結果に出た", "くわしく見た"],
        rows: ids.iter().map(|id| (name(id), KINDS.map(|what| counts.of(what, id)).to_vec())).collect(),
        total: None,
        note: Some("「くわしく見た」は、結果が出るごとに、支援策一つにつき一度だけ数えます。".to_owned()),
    }
}
