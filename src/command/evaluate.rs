//! `sodan evaluate`: how well free text is understood, measured on a file of questions whose right answers are known.
//!
//! A line is `right<TAB>question`; `right` is one or more ids, best first, or `handover`, `out_of_scope`, `care`, `faq`.

use std::{
    io::{self, Write},
    path::Path,
};

use super::{Failure, Outcome, settings};
use crate::{
    content::{Content, ReplyKind},
    search::{
        Search,
        analyze::Parts,
        entry::{self, Field},
        understand::{self, OFFERED, Understood, understand},
    },
};

/// What is left out, to see what it adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Without {
    /// The phrasings under `examples:`
    Examples,
    /// Words of one meaning
    Synonyms,
    /// Words of kana, readings, hiragana
    Kana,
}

/// Prints the figures, and with `misses` every question that was not understood.
pub fn run(file: &Path, without: &[Without], misses: bool) -> Result<Outcome, Failure> {
    let content = settings::content()?;
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("{} を読めません: {error}", file.display())))?;
    let search = search(&content, without);
    let mut tally = Tally::default();
    let mut out = io::stdout().lock();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let (right, question) = line.split_once('\t').ok_or_else(|| {
            Failure::new(format!("{}:{}: 「正しい答え<TAB>質問」の形ではありません", file.display(), number + 1))
        })?;
        let right = Right::read(right, &search).map_err(|unknown| {
            Failure::new(format!("{}:{}: id「{unknown}」は知識にありません", file.display(), number + 1))
        })?;
        let understood = understand(&content, &search, question, OFFERED);
        let missed = tally.count(&right, &search, &understood);
        if let Some(missed) = missed.filter(|_| misses) {
            let found: Vec<String> = understood
                .found
                .iter()
                .map(|found| format!("{} {:.2}", search.entry(found.entry).id, found.score))
                .collect();
            writeln!(out, "{missed}\t{question}\t{}\t{}", right.said, found.join(", "))?;
        }
    }
    tally.print(&mut out)?;
    Ok(Outcome::Done)
}

fn search(content: &Content, without: &[Without]) -> Search {
    let mut entries = entry::of_content(content);
    if without.contains(&Without::Examples) {
        entries.iter_mut().for_each(|entry| entry.texts.retain(|(field, _)| *field != Field::Example));
    }
    let parts = Parts { kana: !without.contains(&Without::Kana), synonyms: !without.contains(&Without::Synonyms) };
    Search::of(entries, &content.library.synonyms, parts)
}

/// What would be right.
struct Right {
    said: String,
    kind: RightKind,
}

enum RightKind {
    Entries(Vec<String>),
    AnyFaq,
    Handover,
    OutOfScope,
    Care,
}

impl Right {
    fn read(said: &str, search: &Search) -> Result<Self, String> {
        let kind = match said {
            "handover" => RightKind::Handover,
            "out_of_scope" => RightKind::OutOfScope,
            "care" => RightKind::Care,
            "faq" => RightKind::AnyFaq,
            ids => {
                let ids: Vec<String> = ids.split(',').map(|id| id.trim().to_owned()).collect();
                let known = |id: &String| search.entries().iter().any(|entry| entry.id == *id);
                if let Some(unknown) = ids.iter().find(|id| !known(id)) {
                    return Err(unknown.clone());
                }
                RightKind::Entries(ids)
            }
        };
        Ok(Self { said: said.to_owned(), kind })
    }
}

#[derive(Default)]
struct Tally {
    /// Questions with a right entry; of these first, within the first three, answered, answered wrongly.
    entries: usize,
    first: usize,
    in_three: usize,
    answered: usize,
    offered: usize,
    offered_right: usize,
    wrong: usize,
    /// Questions for a person, for nobody, and of somebody in distress, each with how many were understood as such.
    handover: (usize, usize),
    out_of_scope: (usize, usize),
    care: (usize, usize),
    /// Confident answers to questions that have none.
    wrong_elsewhere: usize,
    /// Words of distress seen where there was none.
    false_care: usize,
}

impl Tally {
    /// Counts one question; gives what went wrong, if anything.
    fn count(&mut self, right: &Right, search: &Search, understood: &Understood) -> Option<&'static str> {
        use understand::Outcome as O;
        let care = understood.reply.is_some_and(|reply| reply.kind == ReplyKind::Care);
        if care && !matches!(right.kind, RightKind::Care) {
            self.false_care += 1;
        }
        let answered = understood.outcome == O::Answer;
        let is_right = |place: usize| {
            understood.found.get(place).is_some_and(|found| {
                let entry = search.entry(found.entry);
                match &right.kind {
                    RightKind::Entries(ids) => ids.contains(&entry.id),
                    RightKind::AnyFaq => entry.key.kind() == "faq",
                    _ => false,
                }
            })
        };
        let (count, good) = match right.kind {
            RightKind::Entries(_) | RightKind::AnyFaq => {
                let three = (0..OFFERED).any(is_right);
                self.entries += 1;
                self.first += usize::from(is_right(0));
                self.in_three += usize::from(three);
                self.answered += usize::from(answered);
                self.wrong += usize::from(answered && !is_right(0));
                let offered = understood.outcome == O::Unsure;
                self.offered += usize::from(offered);
                self.offered_right += usize::from(offered && three);
                return match () {
                    () if answered && !is_right(0) => Some("WRONG"),
                    () if !three => Some("not in three"),
                    () if understood.outcome == O::Handover => Some("handed over"),
                    () if understood.outcome == O::OutOfScope => Some("out of scope"),
                    () if !is_right(0) => Some("not first"),
                    () => None,
                };
            }
            RightKind::Handover => (&mut self.handover, understood.outcome == O::Handover),
            RightKind::OutOfScope => (&mut self.out_of_scope, understood.outcome == O::OutOfScope),
            RightKind::Care => (&mut self.care, care),
        };
        count.0 += 1;
        count.1 += usize::from(good);
        self.wrong_elsewhere += usize::from(answered);
        match () {
            () if answered => Some("WRONG"),
            () if care && !matches!(right.kind, RightKind::Care) => Some("no distress"),
            () if !good => Some(understood.outcome.key()),
            () => None,
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let share = |part: usize, whole: usize| {
            let percent = if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
            format!("{part:>4} / {whole:<4} {percent:>5.1}%")
        };
        let others = self.handover.0 + self.out_of_scope.0 + self.care.0;
        let answered = self.answered + self.wrong_elsewhere;
        writeln!(
            out,
            "wrong while confident   {}  (of all questions)",
            share(self.wrong + self.wrong_elsewhere, self.entries + others)
        )?;
        writeln!(out, "  of confident answers  {}", share(self.wrong + self.wrong_elsewhere, answered))?;
        writeln!(out, "answered confidently    {}  (of those with an entry)", share(self.answered, self.entries))?;
        writeln!(out, "right first             {}", share(self.first, self.entries))?;
        writeln!(out, "right in three          {}", share(self.in_three, self.entries))?;
        writeln!(out, "offered three, right    {}", share(self.offered_right, self.offered))?;
        writeln!(out, "handed over, rightly    {}", share(self.handover.1, self.handover.0))?;
        writeln!(out, "out of scope, rightly   {}", share(self.out_of_scope.1, self.out_of_scope.0))?;
        writeln!(out, "distress seen           {}", share(self.care.1, self.care.0))?;
        writeln!(
            out,
            "distress seen wrongly   {}",
            share(self.false_care, self.entries + self.handover.0 + self.out_of_scope.0)
        )
    }
}
