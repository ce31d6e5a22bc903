//! Checks of the flow as a whole: dead ends, steps nobody can reach, loops without a question.

use std::collections::{BTreeSet, HashSet};

use super::{
    condition::Condition,
    diagnostic::{Code, Mistakes},
    dialog::{Act, DialogId, DialogRead, START, Step, StepNo, Target},
    fact::Facts,
};

/// A step of a dialog.
type Place = (DialogId, StepNo);

/// Judges all dialogs together; they must be in the order of their ids. Where a broken one leads is not known for
/// certain, so that only what holds whatever was meant by it is reported.
pub(super) fn check(all: &[Option<DialogRead>], facts: &Facts, mistakes: &mut Mistakes) {
    let dialogs = Dialogs(all);
    let mut walk = Walk { dialogs, entered: HashSet::new(), called: HashSet::new(), reached: HashSet::new() };
    if let Some(start) = dialogs.whole().find(|read| read.dialog.name == START) {
        walk.enter(start.dialog.id, false);
    }
    // Questions offer these wherever they are asked.
    facts.iter().filter_map(|fact| fact.estimate_by).for_each(|dialog| walk.enter(dialog, true));
    // No way to a dialog was found, but there may be one through a broken dialog.
    let some_broken = dialogs.whole().count() < all.len();
    if some_broken || dialogs.whole().all(|read| read.dialog.name != START) {
        dialogs.whole().for_each(|read| walk.enter(read.dialog.id, true));
    }
    for step in all.iter().flatten().filter(|read| !read.whole).flat_map(|read| &read.dialog.steps) {
        match step.act {
            Act::Go(Target::Dialog(to)) => walk.enter(to, false),
            Act::Call(to) => walk.enter(to, true),
            _ => {}
        }
    }
    report_unreachable(&walk, mistakes);
    report_dead_ends(&walk, mistakes);
    report_loops(dialogs, mistakes);
}

/// All dialogs by their ids.
#[derive(Clone, Copy)]
struct Dialogs<'a>(&'a [Option<DialogRead>]);

impl<'a> Dialogs<'a> {
    fn whole(self) -> impl Iterator<Item = &'a DialogRead> {
        self.0.iter().flatten().filter(|read| read.whole)
    }

    /// A step; nothing after the last one, and nothing in a broken dialog.
    fn step(self, (dialog, no): Place) -> Option<&'a Step> {
        self.0[usize::from(dialog.0)].as_ref().filter(|read| read.whole)?.dialog.steps.get(usize::from(no.0))
    }
}

/// Whether the walk can go on to the next step of the list.
fn goes_on(step: &Step) -> bool {
    !step.act.leaves() || step.when != Condition::ALWAYS
}

/// What can be reached at all, taking every condition to be possibly true and possibly false.
struct Walk<'a> {
    dialogs: Dialogs<'a>,
    /// Dialogs begun by the start or by `go`: nothing comes after them.
    entered: HashSet<DialogId>,
    /// Dialogs begun by `call`: the caller goes on after them.
    called: HashSet<DialogId>,
    reached: HashSet<Place>,
}

impl Walk<'_> {
    fn enter(&mut self, dialog: DialogId, by_call: bool) {
        let begun = if by_call { &mut self.called } else { &mut self.entered };
        begun.insert(dialog);
        let mut next = vec![(dialog, StepNo(0))];
        while let Some(place) = next.pop() {
            let Some(step) = self.dialogs.step(place) else { continue };
            if !self.reached.insert(place) {
                continue;
            }
            match step.act {
                Act::Go(Target::Step(to)) => next.push((place.0, to)),
                Act::Go(Target::Dialog(to)) => {
                    self.entered.insert(to);
                    next.push((to, StepNo(0)));
                }
                Act::Call(to) => {
                    self.called.insert(to);
                    next.push((to, StepNo(0)));
                }
                _ => {}
            }
            if goes_on(step) {
                next.push((place.0, StepNo(place.1.0 + 1)));
            }
        }
    }
}

fn report_unreachable(walk: &Walk, mistakes: &mut Mistakes) {
    for read in walk.dialogs.whole() {
        let id = read.dialog.id;
        if !walk.entered.contains(&id) && !walk.called.contains(&id) {
            mistakes
                .add(Code::Unreachable, read.title, format!("対話「{}」へ行く道がありません", read.dialog.name))
                .expected(format!("start からたどれる対話に go: {0} か call: {0}", read.dialog.name));
            continue;
        }
        for (place, span) in read.spans.iter().enumerate() {
            let here = walk.reached.contains(&(id, StepNo(place as u16)));
            // Of several in a row the first says it all.
            let before = place == 0 || walk.reached.contains(&(id, StepNo(place as u16 - 1)));
            if !here && before {
                mistakes
                    .add(Code::Unreachable, *span, "この手順には誰も来ません（前の手順が必ずほかへ行きます）")
                    .expected("前の手順に when を付けるか、この手順へ go する");
            }
        }
    }
}

/// Where a dialog that nothing comes after can run out of steps.
fn report_dead_ends(walk: &Walk, mistakes: &mut Mistakes) {
    for read in walk.dialogs.whole().filter(|read| walk.entered.contains(&read.dialog.id)) {
        let (Some(step), Some(span)) = (read.dialog.steps.last(), read.spans.last()) else { continue };
        let last = StepNo(read.dialog.steps.len() as u16 - 1);
        if goes_on(step) && walk.reached.contains(&(read.dialog.id, last)) {
            mistakes
                .add(Code::DeadEnd, *span, format!("対話「{}」はここで行き止まりになります", read.dialog.name))
                .expected("最後に、when のない recommend、handover、end、go のどれか");
        }
    }
}

/// A circle of steps without a question would never stop.
fn report_loops(dialogs: Dialogs, mistakes: &mut Mistakes) {
    let (mut open, mut done) = (HashSet::new(), HashSet::new());
    let mut looping = BTreeSet::new();
    for read in dialogs.whole() {
        for place in 0..read.dialog.steps.len() {
            // Depth first, with the way kept by hand: each place with the places that are still to be tried from it.
            let mut way: Vec<(Place, Vec<Place>)> = Vec::new();
            let mut next = Some((read.dialog.id, StepNo(place as u16)));
            loop {
                if let Some(place) = next.take()
                    && !done.contains(&place)
                    && dialogs.step(place).is_some()
                {
                    if open.insert(place) {
                        way.push((place, without_question(dialogs, place)));
                    } else {
                        looping.insert(place);
                    }
                }
                let Some((place, left)) = way.last_mut() else { break };
                next = left.pop();
                if next.is_none() {
                    open.remove(place);
                    done.insert(*place);
                    way.pop();
                }
            }
        }
    }
    for (dialog, no) in looping {
        let span = dialogs.0[usize::from(dialog.0)].as_ref().map(|read| read.spans[usize::from(no.0)]);
        mistakes
            .add(Code::EndlessLoop, span.unwrap_or_default(), "ここへ戻る輪の中に質問がなく、終わりません")
            .expected("輪の中に when のない ask を置くか、go や call の行き先を変える");
    }
}

/// The steps that can follow without a question. One that is always asked stops the walk, so that no circle through
/// it is endless.
fn without_question(dialogs: Dialogs, place: Place) -> Vec<Place> {
    let Some(step) = dialogs.step(place) else { return Vec::new() };
    if matches!(step.act, Act::Ask { .. }) && step.when == Condition::ALWAYS {
        return Vec::new();
    }
    let mut next = Vec::new();
    if goes_on(step) {
        next.push((place.0, StepNo(place.1.0 + 1)));
    }
    match step.act {
        Act::Go(Target::Step(to)) => next.push((place.0, to)),
        Act::Go(Target::Dialog(to)) | Act::Call(to) => next.push((to, StepNo(0))),
        _ => {}
    }
    next
}
