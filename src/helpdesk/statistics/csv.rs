//! Tables as CSV that spreadsheets open as it is meant: nothing in it is taken for a formula.

use super::{Period, Table};

/// All tables below each other, one count a line: 表, 行, 列, 値. Begins with a mark by which spreadsheets know UTF-8.
pub fn csv(tables: &[Table], period: Period) -> String {
    let mut out = String::from("\u{feff}");
    let mut line = |fields: &[&str]| {
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    };
    line(&["期間", "表", "行", "列", "値"]);
    let months = format!("{} から {}", period.from(), period.to());
    for table in tables {
        for (label, cells) in &table.rows {
            for (column, cell) in table.columns.iter().zip(cells) {
                line(&[&months, table.title, label, column, &cell.to_string()]);
            }
        }
        if let Some(total) = table.total {
            line(&[
                &months,
                table.title,
                "合計",
                table.columns.first().copied().unwrap_or_default(),
                &total.to_string(),
            ]);
        }
    }
    out
}

/// A field in quotes. What a spreadsheet would take for a formula gets an apostrophe, which says that it is text.
fn quoted(field: &str) -> String {
    let begins = field.trim_start().chars().next();
    let is_formula =
        begins.is_some_and(|begins| "=+-@＝＋－＠".contains(begins)) || field.starts_with(['\t', '\r', '\n']);
    let apostrophe = if is_formula { "'" } else { "" };
    format!("\"{apostrophe}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consult::tally::Month;

    #[test]
    fn no_field_is_a_formula_and_every_field_is_one() {
        let month = Month::from_key("2026-11").unwrap();
        let table = Table {
            key: "x",
            title: "=HYPERLINK(\"x\")",
            rows_are: "行",
            columns: vec!["件数"],
            rows: vec![(" +1,\"2\"".to_owned(), vec![5]), ("製造業".to_owned(), vec![10])],
            total: Some(15),
            note: None,
        };
        let text = csv(&[table], Period::new(month, month));
        let expected = "\u{feff}\"期間\",\"表\",\"行\",\"列\",\"値\"\r\n\
             \"2026-11 から 2026-11\",\"'=HYPERLINK(\"\"x\"\")\",\"' +1,\"\"2\"\"\",\"件数\",\"5\"\r\n\
             \"2026-11 から 2026-11\",\"'=HYPERLINK(\"\"x\"\")\",\"製造業\",\"件数\",\"10\"\r\n\
             \"2026-11 から 2026-11\",\"'=HYPERLINK(\"\"x\"\")\",\"合計\",\"件数\",\"15\"\r\n";
        assert_eq!(text, expected);
    }
}
