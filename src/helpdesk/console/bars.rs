//! Tables as bars, in the manner of the page's pictures: shapes and class names, with the same in words beside them.

use crate::{
    channel::web::picture::svg::{Drawing, EDGE, INNER, LINE, WIDTH, width},
    helpdesk::statistics::{Cell, MANY, Table},
};

const BAR: f64 = 12.0;

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
    let words: Vec<String> = rows.iter().map(|(label, cell)| format!("{label} {}。", in_words(*cell))).collect();
    let mut drawing = Drawing::new(table.key, table.title, &words);
    for (label, cell) in rows {
        drawing.block(EDGE, "pic-text", label, 1);
        let number = in_words(cell);
        let room = INNER - width("00,000件") - 2.0 * EDGE;
        let long = room * length(cell) as f64 / longest as f64;
        match cell {
            Cell::Exactly(0) | Cell::Hidden => {}
            Cell::Exactly(_) => drawing.rect((EDGE, drawing.y), (long, BAR), "pic-support"),
            Cell::Few => drawing.hatched((EDGE, drawing.y), (long, BAR), "pic-own"),
        }
        let x = (EDGE + long + EDGE).min(WIDTH - width(&number) - EDGE);
        drawing.text(x, drawing.y + BAR - 1.0, "pic-muted", &number);
        drawing.y += BAR + LINE * 0.3;
    }
    Some(drawing.finish())
}

fn in_words(cell: Cell) -> String {
    match cell {
        Cell::Hidden => cell.to_string(),
        _ => format!("{cell}件"),
    }
}
