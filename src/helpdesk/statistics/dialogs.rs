//! All consultations: how far dialogs are followed, where people leave, what was shown and opened.

use std::collections::BTreeMap;

use super::{Period, Table, few, protect};
use crate::{
    consult::tally::{Tally, What},
    content::Content,
};

/// So many rows at most of questions and programs: those that are counted most.
const MOST_ROWS: usize = 200;

/// What was counted in a period.
struct Counts<'a>(BTreeMap<(What, &'a str), u64>);

impl Counts<'_> {
    fn of(&self, what: What, id: &str) -> u64 {
        self.0.get(&(what, id)).copied().unwrap_or_default()
    }
}

/// Counters of a period, in the words of the content. What the content no longer has stays with its id.
pub fn of_tallies(content: &Content, tallies: &[(Tally, u64)], period: Period) -> Vec<Table> {
    let mut counts: BTreeMap<(What, &str), u64> = BTreeMap::new();
    for (tally, count) in tallies.iter().filter(|(tally, _)| period.holds(tally.month)) {
        *counts.entry((tally.what, tally.id.as_str())).or_default() += count;
    }
    let counts = Counts(counts);
    let sessions = period.months().map(|month| {
        let of = tallies.iter().filter(|(tally, _)| tally.month == month && tally.what == What::Session);
        (month.to_string(), of.map(|(_, count)| count).sum())
    });
    let themes = content.facts.find("theme").map(|fact| content.facts.get(fact).choices()).unwrap_or_default();
    let themes = themes.iter().map(|choice| (choice.label.clone(), counts.of(What::Theme, &choice.id)));
    vec![
        Table::of_counts("sessions", "月別の対話の数", "月", sessions.collect(), true),
        Table::of_counts("session_themes", "対話のテーマ", "テーマ", themes.collect(), false),
        programs(content, &counts),
        dialogs(content, &counts),
        questions(content, &counts),
    ]
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
        rows: ids.iter().map(|id| (title(id), KINDS.map(|what| few(counts.of(what, id))).to_vec())).collect(),
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
    let rows =
        rows.into_iter().take(MOST_ROWS).map(|(_, label, [reached, answered, back, left, misread, person], silent)| {
            // Of what came up each part can be had from the others.
            let (parts, _) = protect(&[answered, back, left, silent]);
            let cells = [&[few(reached)][..], &parts, &[few(misread), few(person)]].concat();
            (label, cells)
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
        rows: ids.iter().map(|id| (name(id), KINDS.map(|what| few(counts.of(what, id))).to_vec())).collect(),
        total: None,
        note: Some("ウェブの画面では、くわしい説明は結果の中で開くので数えません。".to_owned()),
    }
}
