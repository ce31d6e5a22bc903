//! Tables as bars, in the manner of the page's pictures: shapes and class names, with the same in words beside them.

use crate::{
    channel::web::picture::svg::{Drawing, EDGE, INNER, LINE, WIDTH, width, wrapped},
    helpdesk::statistics::Table,
};

const BAR: f64 = 12.0;
/// So many bars at most: there are 47 prefectures, and one may be unknown. The others stand in the table.
const MOST_BARS: usize = 48;

/// The first column of a table as bars, one below the other; none where there is nothing to draw.
pub(super) fn bars(table: &Table) -> Option<String> {
    let first = |cells: &[u64]| cells.first().copied().unwrap_or_default();
    let rows: Vec<(&str, u64)> = table.rows.iter().map(|(label, cells)| (label.as_str(), first(cells))).collect();
    let longest = rows.iter().map(|(_, count)| *count).max().filter(|longest| *longest > 0)?;
    let words: Vec<String> = rows.iter().take(MOST_BARS).map(|(label, count)| format!("{label} {count}件。")).collect();
    let mut drawing = Drawing::new(table.key, table.title, &words);
    // Labels stand in a column of their own, as wide as the widest needs, and not much wider than the bars.
    let widest = rows.iter().map(|(label, _)| width(label)).fold(0.0, f64::max).min(INNER * 0.5);
    let from = EDGE + widest + EDGE;
    let room = WIDTH - EDGE - from - width("0,000件") - EDGE;
    for (label, count) in rows.into_iter().take(MOST_BARS) {
        let foot = drawing.y + LINE * 0.73;
        wrapped(label, widest, 1).iter().for_each(|label| drawing.text(EDGE, foot, "pic-text", label));
        let long = room * count as f64 / longest as f64;
        if count > 0 {
            drawing.rect((from, drawing.y + (LINE - BAR) / 2.0), (long, BAR), "pic-support");
        }
        drawing.text(from + long + EDGE, foot, "pic-muted", &format!("{count}件"));
        drawing.y += LINE;
    }
    Some(drawing.finish())
}
