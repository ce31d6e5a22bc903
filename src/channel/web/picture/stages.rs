//! How far a company is on the way that a dialog checks: done, here, still to come.

use super::{
    Picture,
    svg::{Drawing, EDGE, INNER, LINE, SIZE, width},
};
use crate::{
    content::{Content, Phrase, Stage},
    rules::{Situation, Verdict, truth},
};

/// How a stage stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Done,
    /// The first that is not known to be done.
    Here,
    Next,
}

/// The stages from first to last; `None` where there are none.
pub fn stages(content: &Content, situation: &Situation, stages: &[Stage]) -> Option<Picture> {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let done: Vec<bool> = stages.iter().map(|stage| truth(&stage.done, situation) >= Verdict::Likely).collect();
    let here = done.iter().position(|done| !done);
    let progress = |place: usize| match done.get(place) {
        Some(true) => Progress::Done,
        _ if here == Some(place) => Progress::Here,
        _ => Progress::Next,
    };
    let numbered = |place: usize, stage: &Stage| {
        say(Phrase::PictureNumbered, &[("number", &(place + 1).to_string()), ("title", &stage.title)])
    };
    let caption = match here {
        Some(here) => say(Phrase::PictureStagesHere, &[("stage", &numbered(here, stages.get(here)?))]),
        None if stages.is_empty() => return None,
        None => say(Phrase::PictureStagesAll, &[("count", &stages.len().to_string())]),
    };
    let state = |place| match progress(place) {
        Progress::Done => say(Phrase::PictureStageDone, &[]),
        Progress::Here => say(Phrase::PictureStageHere, &[]),
        Progress::Next => say(Phrase::PictureStageNext, &[]),
    };
    let rows: Vec<(String, String)> = stages
        .iter()
        .enumerate()
        .map(|(place, stage)| {
            let words = say(Phrase::PictureStage, &[("state", &state(place)), ("about", &stage.about)]);
            (numbered(place, stage), words)
        })
        .collect();
    let told: Vec<String> =
        rows.iter().map(|(label, words)| say(Phrase::PictureRow, &[("label", label), ("words", words)])).collect();
    let mut drawing = Drawing::new("stages", &caption, &told);
    for (place, stage) in stages.iter().enumerate() {
        let next = (place + 1 < stages.len()).then(|| progress(place + 1));
        draw(progress(place), next, place + 1, &state(place), stage, &mut drawing);
    }
    Some(Picture { svg: drawing.finish(), caption, rows })
}

fn draw(progress: Progress, next: Option<Progress>, number: usize, state: &str, stage: &Stage, drawing: &mut Drawing) {
    const RADIUS: f64 = 13.0;
    const MIDDLE: f64 = 22.0;
    const TEXT: f64 = 46.0;
    let (stage_class, mark, words) = match progress {
        Progress::Done => ("pic-row pic-stage-done", "pic-mark-done", "pic-muted"),
        Progress::Here => ("pic-row pic-stage-here", "pic-mark-here", "pic-here"),
        Progress::Next => ("pic-row pic-stage-next", "pic-mark-next", "pic-muted"),
    };
    let top = drawing.y;
    drawing.open(stage_class);
    drawing.y += 6.0;
    drawing.block(TEXT, words, state, 1);
    drawing.block(TEXT, "pic-text pic-strong", &stage.title, 2);
    drawing.block(TEXT, "pic-text", &stage.about, 6);
    drawing.y += 8.0;
    let bottom = drawing.y;
    let at = (MIDDLE, top + 6.0 + LINE);
    if progress == Progress::Here {
        drawing.rect((EDGE - 2.0, top + 1.0), (INNER + 4.0, bottom - top - 2.0), "pic-box");
    }
    drawing.circle(at, RADIUS, mark);
    if progress == Progress::Done {
        let (x, y) = at;
        drawing.path(&[(x - 6.0, y), (x - 2.0, y + 5.0), (x + 6.0, y - 5.0)], "pic-check");
    } else {
        let number = number.to_string();
        // A digit is a little narrower than it is counted.
        drawing.text(MIDDLE - width(&number) * 0.46, at.1 + SIZE * 0.36, "pic-text pic-strong", &number);
    }
    if let Some(next) = next {
        let class = if next == Progress::Next { "pic-way-next" } else { "pic-way" };
        drawing.line((MIDDLE, at.1 + RADIUS + 2.0), (MIDDLE, bottom + 6.0 + LINE - RADIUS - 2.0), class);
    }
    drawing.close();
}
