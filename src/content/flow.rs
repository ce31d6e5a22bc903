//! Checks of the flow as a whole: dead ends, steps nobody can reach, loops without a question.

use std::collections::HashSet;

use super::{
    condition::Condition,
    diagnostic::{Code, Mistakes},
    dialog::{Act, DialogId, DialogRead, START, StepNo, Target},
    fact::Facts,
};

/// A step of a dialog.
type Place = (DialogId, StepNo);

/// Judges all dialogs together. `all` must be in the order of their ids, with none missing.
pub(super) fn check(all: &[DialogRead], facts: &Facts, mistakes: &mut Mistakes) {
    let Some(start) = all.iter().find(|read| read.dialog.name == START) else { return };
    let mut walk = Walk { all, entered: HashSet::new(), called: HashSet::new(), reached: HashSet::new() };
    walk.enter(start.dialog.id, false);
    // Questions offer these wherever they are asked.
    facts.iter().filter_map(|fact| fact.estimate_by).for_each(|dialog| walk.enter(dialog, true));
    report_unreachable(&walk, mistakes);
    report_dead_ends(&walk, mistakes);
    report_loops(all, mistakes);
}

/// What can be reached at all, taking every condition to be possibly true and possibly false.
struct Walk<'a> {
    all: &'a [DialogRead],
    /// Dialogs begun by the start or by `go`: nothing comes after them.
    entered: HashSet<DialogId>,
    /// Dialogs begun by `call`: the caller goes on after them.
    called: HashSet<DialogId>,
    reached: HashSet<Place>,
}

impl Walk<'_> {
    fn enter(&mut self, dialog: DialogId, by_call: bool) {
        let begun = if by_call { &mut self.called } else { &mut self.entered };
        if begun.insert(dialog) {
            self.step((dialog, StepNo(0)));
            // Reached before by the other way: the steps are known, what they lead to may be entered anew.
            let places: Vec<Place> = self.reached.iter().filter(|place| place.0 == dialog).copied().collect();
            places.into_iter().for_each(|place| self.follow(place));
        }
    }

    fn step(&mut self, place: Place) {
        let steps = &self.all[usize::from(place.0.0)].dialog.steps;
        if usize::from(place.1.0) < steps.len() && self.reached.insert(place) {
            self.follow(place);
        }
    }

    fn follow(&mut self, (dialog, no): Place) {
        let step = &self.all[usize::from(dialog.0)].dialog.steps[usize::from(no.0)];
        match &step.act {
            Act::Go(Target::Step(to)) => self.step((dialog, *to)),
            Act::Go(Target::Dialog(to)) => self.enter(*to, false),
            Act::Call(to) => self.enter(*to, true),
            _ => {}
        }
        if !step.act.leaves() || step.when != Condition::ALWAYS {
            self.step((dialog, StepNo(no.0 + 1)));
        }
    }
}

fn report_unreachable(walk: &Walk, mistakes: &mut Mistakes) {
    for read in walk.all {
        let id = read.dialog.id;
        if !walk.entered.contains(&id) && !walk.called.contains(&id) {
            mistakes
                .add(Code::Unreachable, read.title, format!("対話「{}」へ行く道がありません", read.dialog.name))
                .expected(format!("start からたどれる対話に go: {0} か call: {0}", read.dialog.name));
            continue;
        }
        for (place, span) in read.spans.iter().enumerate() {
            if !walk.reached.contains(&(id, StepNo(place as u16))) {
                mistakes
                    .add(Code::Unreachable, *span, "この手順には誰も来ません（前の手順が必ずほかへ行きます）")
                    .expected("前の手順に when を付けるか、この手順へ go する");
            }
        }
    }
}

/// Where a dialog that nothing comes after can run out of steps.
fn report_dead_ends(walk: &Walk, mistakes: &mut Mistakes) {
    for read in walk.all.iter().filter(|read| walk.entered.contains(&read.dialog.id)) {
        let last = StepNo(read.dialog.steps.len() as u16 - 1);
        let (Some(step), Some(span)) = (read.dialog.steps.last(), read.spans.last()) else { continue };
        let falls_through = !step.act.leaves() || step.when != Condition::ALWAYS;
        if falls_through && walk.reached.contains(&(read.dialog.id, last)) {
            mistakes
                .add(Code::DeadEnd, *span, format!("対話「{}」はここで行き止まりになります", read.dialog.name))
                .expected("最後に、when のない recommend、handover、end、go のどれか");
        }
    }
}

/// A circle of steps without a question would never stop.
fn report_loops(all: &[DialogRead], mistakes: &mut Mistakes) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        Open,
        Done,
    }
    fn visit(
        all: &[DialogRead],
        place: Place,
        marks: &mut std::collections::HashMap<Place, Mark>,
        looping: &mut Vec<Place>,
    ) {
        let steps = &all[usize::from(place.0.0)].dialog.steps;
        let Some(step) = steps.get(usize::from(place.1.0)) else { return };
        match marks.get(&place) {
            Some(Mark::Done) => return,
            Some(Mark::Open) => return looping.push(place),
            None => marks.insert(place, Mark::Open),
        };
        // A question that is always asked stops the walk, so that no circle through it is endless.
        if !matches!(step.act, Act::Ask { .. }) || step.when != Condition::ALWAYS {
            match &step.act {
                Act::Go(Target::Step(to)) => visit(all, (place.0, *to), marks, looping),
                Act::Go(Target::Dialog(to)) | Act::Call(to) => visit(all, (*to, StepNo(0)), marks, looping),
                _ => {}
            }
            if !step.act.leaves() || step.when != Condition::ALWAYS {
                visit(all, (place.0, StepNo(place.1.0 + 1)), marks, looping);
            }
        }
        marks.insert(place, Mark::Done);
    }
    let mut marks = std::collections::HashMap::new();
    let mut looping = Vec::new();
    for read in all {
        for place in 0..read.dialog.steps.len() {
            visit(all, (read.dialog.id, StepNo(place as u16)), &mut marks, &mut looping);
        }
    }
    looping.sort_unstable();
    looping.dedup();
    for (dialog, step) in looping {
        let span = all[usize::from(dialog.0)].spans[usize::from(step.0)];
        mistakes
            .add(Code::EndlessLoop, span, "ここへ戻る輪の中に質問がなく、終わりません")
            .expected("輪の中に ask を置くか、go の行き先を変える");
    }
}
