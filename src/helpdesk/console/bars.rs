//! Tables as bars, in the manner of the page's pictures: shapes and class names, with the same in words beside them.

use crate::{
    channel::web::picture::svg::{Drawing, EDGE, INNER, LINE, WIDTH, width, wrapped},
    helpdesk::statistics::{Cell, MANY, Table},
};

const BAR: f64 = 12.0;
/// So many bars at most: there are 47 prefectures, and one may be unknown. The others stand in the table.
const MOST_BARS: usize = 48;

/// The first column of a table as bars, one below the other; none where there is nothing to draw. What is shown as a
/// small number is hatched, as long as the smallest number that would be shown; what is not told has no bar.
pub(super) fn bars(table: &Table) -> Option<String> {
    let first = |cells: &[Cell]| cells.first().copied().unwrap_or(Cell::Exactly(0));
    let length = |cell| match cell {
        Cell::Exactly(count) => count,
        Cell::Few => MANY,
        Cell::Hidden => 0,
    };
    let rows: Vec<(&str, Cell)> = table.rows.iter().map(|(label, cells)| (label.as_str(), first(cells))).collect();
    let longest = rows.iter().map(|(_, cell)| length(*cell)).max().filter(|longest| *longest > 0)?;
    let words: Vec<String> =
        rows.iter().take(MOST_BARS).map(|(label, cell)| format!("{label} {}。", in_words(*cell))).collect();
    let mut drawing = Drawing::new(table.key, table.title, &words);
    // Labels stand in a column of their own, as wide as the widest needs, and not much wider than the bars.
    let widest = rows.iter().map(|(label, _)| width(label)).fold(0.0, f64::max).min(INNER * 0.5);
    let from = EDGE + widest + EDGE;
    let room = WIDTH - EDGE - from - width("0,000件") - EDGE;
    for (label, cell) in rows.into_iter().take(MOST_BARS) {
        let foot = drawing.y + LINE * 0.73;
        wrapped(label, widest, 1).iter().for_each(|label| drawing.text(EDGE, foot, "pic-text", label));
        let long = room * length(cell) as f64 / longest as f64;
        let at = (from, drawing.y + (LINE - BAR) / 2.0);
        match cell {
            Cell::Exactly(0) | Cell::Hidden => {}
            Cell::Exactly(_) => drawing.rect(at, (long, BAR), "pic-support"),
            Cell::Few => drawing.hatched(at, (long, BAR), "pic-own"),
        }
        drawing.text(from + long + EDGE, foot, "pic-muted", &in_words(cell));
        drawing.y += LINE;
    }
    Some(drawing.finish())
}

fn in_words(cell: Cell) -> String {
    match cell {
        Cell::Hidden => cell.to_string(),
        _ => format!("{cell}件"),
    }
}
