//! What a company could get, at a glance: a bar for each program, and the own share where the cost is known.

use super::{
    Picture,
    svg::{Drawing, EDGE, INNER},
};
use crate::{
    content::{Content, Exact, Phrase, Value},
    rules::{Assessment, Best, Estimate, Situation, Span, Standing, Verdict, WindowState, best, whole_yen, words},
};

/// More bars can't be compared at a glance.
const MOST_BARS: usize = 8;
/// Where amounts differ more than so many times, the small ones would vanish beside the large ones.
const MOST_SPREAD: f64 = 50.0;
/// So many times the middle one is far beyond the others.
const FAR: f64 = 10.0;

/// One program's amounts.
struct Bar {
    /// Its place among the results and its name.
    title: String,
    /// What kind of support it is, and which benefit of the program.
    kind: String,
    /// The amount in words.
    words: String,
    shape: Shape,
    own: Option<Own>,
}

/// How an amount is drawn.
enum Shape {
    /// Worked out for this company, from the least to the greatest.
    Estimate { low: f64, high: f64, sure: bool },
    /// The most that anybody gets.
    Cap(f64),
    /// What cannot be had any more.
    Closed(f64),
}

/// What the company pays itself.
struct Own {
    yen: f64,
    words: String,
}

impl Bar {
    fn furthest(&self) -> f64 {
        self.own.as_ref().map_or(0.0, |own| own.yen).max(self.most())
    }

    /// Whether any of it is only possible.
    fn is_dashed(&self) -> bool {
        match self.shape {
            Shape::Estimate { low, high, .. } => low < high,
            Shape::Cap(_) => true,
            Shape::Closed(_) => false,
        }
    }

    fn most(&self) -> f64 {
        match self.shape {
            Shape::Estimate { high, .. } | Shape::Cap(high) | Shape::Closed(high) => high,
        }
    }
}

/// The amounts of the results side by side, in their order; `None` where none has an amount.
pub fn amounts(content: &Content, situation: &Situation, results: &[Assessment]) -> Option<Picture> {
    let shown: Vec<_> = results.iter().enumerate().filter(|(_, one)| one.standing() != Standing::DoesNotFit).collect();
    let mut bars: Vec<Bar> = shown.iter().filter_map(|(place, one)| bar(content, situation, place + 1, one)).collect();
    // One that is over compares with nothing, and nobody gets it.
    let lone_past = matches!(bars.as_slice(), [Bar { shape: Shape::Closed(_), .. }]);
    if bars.is_empty() || lone_past {
        return None;
    }
    let without = shown.len() - bars.len();
    let left_out = bars.len().saturating_sub(MOST_BARS);
    bars.truncate(MOST_BARS);
    let rows: Vec<(String, String)> = bars.iter().map(|bar| (bar.title.clone(), in_words(content, bar))).collect();
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let title = say(Phrase::PictureAmounts, &[]);
    let told: Vec<String> =
        rows.iter().map(|(label, words)| say(Phrase::PictureRow, &[("label", label), ("words", words)])).collect();
    let measure = Measure::of(&bars);
    let mut drawing = Drawing::new("amounts", &title, &told);
    for (place, bar) in bars.iter().enumerate() {
        if place > 0 {
            drawing.y += 10.0;
            let y = drawing.y;
            drawing.line((EDGE, y), (EDGE + INNER, y), "pic-rule");
            drawing.y += 4.0;
        }
        draw(bar, &measure, &mut drawing);
    }
    let mut caption = vec![title];
    let any = |of: fn(&Bar) -> bool| bars.iter().any(of);
    let how = [
        (any(|bar| matches!(bar.shape, Shape::Estimate { low, .. } if low > 0.0)), Phrase::PictureHowEstimate),
        (any(Bar::is_dashed), Phrase::PictureHowCap),
        (any(|bar| bar.own.is_some()), Phrase::PictureHowOwn),
        (any(|bar| matches!(bar.shape, Shape::Closed(_))), Phrase::PictureHowClosed),
        (bars.iter().any(|bar| measure.is_torn(bar.furthest())), Phrase::PictureHowTorn),
    ];
    caption.extend(how.into_iter().filter(|(there, _)| *there).map(|(_, phrase)| say(phrase, &[])));
    for (count, phrase) in [(left_out, Phrase::PictureLeftOut), (without, Phrase::PictureWithoutAmount)] {
        if count > 0 {
            caption.push(say(phrase, &[("count", &count.to_string())]));
        }
    }
    Some(Picture { svg: drawing.finish(), caption: caption.concat(), rows })
}

fn bar(content: &Content, situation: &Situation, number: usize, one: &Assessment) -> Option<Bar> {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let best = best(content, one);
    let (span, told) = match (best.money.estimate, best.money.cap_yen) {
        (Some(Estimate::Yen(span)), _) if positive(span.high).is_some() => (span, Phrase::AmountEstimate),
        (Some(Estimate::BelowFloor), _) => return None,
        (_, Some(cap)) => (cap, Phrase::AmountCap),
        _ => return None,
    };
    let high = positive(span.high)?;
    let mut amount = say(told, &[("value", &words::yen_span(content, span)?)]);
    if one.verdict == Verdict::Unknown {
        amount = say(Phrase::AmountIf, &[("amounts", &amount)]);
    }
    let closed = one.standing() == Standing::Closed || best.window == WindowState::Closed;
    let when = match best.window {
        _ if closed => Some(Phrase::PictureAmountClosed),
        WindowState::Upcoming => Some(Phrase::PictureAmountUpcoming),
        WindowState::Unknown => Some(Phrase::PictureAmountWindowUnknown),
        _ => None,
    };
    if let Some(when) = when {
        amount = say(when, &[("amounts", &amount)]);
    }
    let shape = match told {
        _ if closed => Shape::Closed(high),
        Phrase::AmountCap => Shape::Cap(high),
        _ => {
            let low = positive(span.low).unwrap_or(0.0).min(high);
            Shape::Estimate { low, high, sure: one.verdict != Verdict::Unknown }
        }
    };
    let estimated = matches!(shape, Shape::Estimate { .. });
    let category = &one.program.category;
    Some(Bar {
        title: say(Phrase::PictureNumbered, &[("number", &number.to_string()), ("title", &one.program.offer.title)]),
        kind: match best.benefit {
            Some(benefit) => say(Phrase::PictureKindOf, &[("kind", category), ("benefit", &benefit.offer.title)]),
            None => category.clone(),
        },
        words: amount,
        shape,
        own: estimated.then(|| own(content, situation, &best, span)).flatten(),
    })
}

/// What is left of the planned cost. Only of subsidies: a loan is paid back, and a tax is not the cost.
fn own(content: &Content, situation: &Situation, best: &Best, estimate: Span) -> Option<Own> {
    let money = best.money;
    if money.rate.is_none() || money.rate_name.is_some() || money.term_years.is_some() {
        return None;
    }
    let Some(Value::Number(cost)) = situation.value(best.investment?) else { return None };
    let zero = Exact::from_integer(0);
    let rest = Span { low: Some(*cost - estimate.high?), high: Some(*cost - estimate.low?) };
    if rest.low.is_none_or(|low| low < zero) {
        return None;
    }
    let value = match rest.high {
        Some(high) if high == zero => words::yen(zero),
        _ => words::yen_span(content, rest)?,
    };
    let words = content.phrases.say(Phrase::PictureOwn, &[("value", &value), ("cost", &words::yen(*cost))]);
    Some(Own { yen: positive(rest.high).unwrap_or(0.0), words })
}

fn positive(value: Option<Exact>) -> Option<f64> {
    value.and_then(whole_yen).filter(|yen| *yen > 0).map(|yen| yen as f64)
}

fn in_words(content: &Content, bar: &Bar) -> String {
    let parts = [Some(bar.words.clone()), bar.own.as_ref().map(|own| own.words.clone()), Some(bar.kind.clone())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(&content.phrases.say(Phrase::ListComma, &[]))
}

/// From yen to units. Amounts are comparable only to one measure; the few that are far beyond the others are drawn torn
/// off instead of making the others vanish.
struct Measure {
    /// The most that is drawn whole.
    most: f64,
    /// How long that is.
    long: f64,
}

impl Measure {
    fn of(bars: &[Bar]) -> Self {
        let own = bars.iter().filter_map(|bar| bar.own.as_ref()).map(|own| own.yen).filter(|yen| *yen > 0.0);
        let mut all: Vec<f64> = bars.iter().map(Bar::most).chain(own).collect();
        all.sort_by(f64::total_cmp);
        let (least, most) = (all.first().copied().unwrap_or(1.0), all.last().copied().unwrap_or(1.0));
        let middle = all.get(all.len().saturating_sub(1) / 2).copied().unwrap_or(most);
        let near = all.iter().rev().copied().find(|yen| *yen <= middle * FAR).unwrap_or(most);
        if most / least > MOST_SPREAD && near < most {
            Self { most: near, long: INNER * 0.8 }
        } else {
            Self { most, long: INNER }
        }
    }

    fn is_torn(&self, yen: f64) -> bool {
        yen > self.most
    }

    fn long(&self, yen: f64) -> f64 {
        const LEAST: f64 = 2.0;
        if self.is_torn(yen) { INNER } else { (yen / self.most * self.long).max(LEAST) }
    }
}

fn draw(bar: &Bar, measure: &Measure, drawing: &mut Drawing) {
    const HIGH: f64 = 14.0;
    const THIN: f64 = 6.0;
    let closed = matches!(bar.shape, Shape::Closed(_));
    drawing.open(if closed { "pic-row pic-over" } else { "pic-row" });
    drawing.block(EDGE, "pic-text pic-strong", &bar.title, 3);
    drawing.block(EDGE, "pic-muted", &bar.kind, 1);
    drawing.block(EDGE, if closed { "pic-muted" } else { "pic-text" }, &bar.words, 3);
    let at = (EDGE, drawing.y + 2.0);
    match bar.shape {
        Shape::Estimate { low, high, sure } => {
            let long = measure.long(high);
            if low < high {
                drawing.rect(at, (long, HIGH), "pic-cap");
            }
            if low > 0.0 {
                let class = if sure { "pic-support" } else { "pic-support pic-if" };
                drawing.rect(at, (measure.long(low).min(long), HIGH), class);
            }
            drawing.y += HIGH + 4.0;
        }
        Shape::Cap(high) => {
            drawing.rect(at, (measure.long(high), HIGH), "pic-cap");
            drawing.y += HIGH + 4.0;
        }
        Shape::Closed(high) => {
            drawing.rect(at, (measure.long(high), THIN), "pic-closed");
            drawing.y += THIN + 4.0;
        }
    }
    if measure.is_torn(bar.most()) {
        tear(at, if closed { THIN } else { HIGH }, drawing);
    }
    if let Some(own) = &bar.own {
        drawing.block(EDGE, "pic-text", &own.words, 2);
        if own.yen > 0.0 {
            let at = (EDGE, drawing.y + 2.0);
            drawing.hatched(at, (measure.long(own.yen), HIGH), "pic-own");
            if measure.is_torn(own.yen) {
                tear(at, HIGH, drawing);
            }
            drawing.y += HIGH + 4.0;
        }
    }
    drawing.close();
}

/// Two slanted cuts through a bar that is longer than it is drawn.
fn tear((left, top): (f64, f64), high: f64, drawing: &mut Drawing) {
    for from_end in [26.0, 20.0] {
        let x = left + INNER - from_end;
        drawing.path(&[(x - 4.0, top + high + 4.0), (x + 4.0, top - 4.0)], "pic-tear");
    }
}
