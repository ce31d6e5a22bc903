//! What is wrong with a file that isn't YAML, in words for an author: the parser names what it missed, the lines
//! around it show what was meant.

use saphyr_parser::ScanError;

use super::{
    diagnostic::{Code, FileNo, Mistakes, Span},
    fields,
};

/// A place of a file, with what is wrong there and what to write.
struct Explained {
    /// Counted from 1.
    line: usize,
    /// Counted from 1, in characters.
    column: usize,
    length: usize,
    message: String,
    expected: &'static str,
}

const QUOTE: &str = "文全体を引用符で囲む: \"…\"";

/// Reports why the parser stopped.
pub(super) fn explain(file: FileNo, text: &str, error: &ScanError, mistakes: &mut Mistakes) {
    let lines: Vec<&str> = lines(text).collect();
    let (line, column) = (error.marker().line(), error.marker().col() + 1);
    let found = blank(&lines, line).or_else(|| dash(&lines, line)).unwrap_or_else(|| {
        let (message, expected) = words(error.info(), &lines, line, column);
        Explained { line, column, length: 1, message, expected }
    });
    let found = if error.info().starts_with("simple key expect") { keyless(&lines, found) } else { found };
    let span = Span { file, line: found.line as u32, column: found.column as u32, length: found.length.max(1) as u32 };
    mistakes.add(Code::Syntax, span, found.message).expected(found.expected);
}

/// The lines of a text as YAML counts them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else { return rest.take() };
        let after = &text[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&text[..end])
    })
}

/// A tab or a full-width space where only spaces can stand, in the line or beside it: the parser may stumble late.
fn blank(lines: &[&str], line: usize) -> Option<Explained> {
    [line, line.saturating_sub(1), line + 1].into_iter().find_map(|line| {
        let written = lines.get(line.checked_sub(1)?)?;
        let (place, c) = written.chars().enumerate().find(|(_, c)| *c != ' ')?;
        let message = match c {
            '\t' => "字下げにタブ文字があります",
            '\u{3000}' => "字下げに全角の空白があります",
            _ => return None,
        };
        let length = written.chars().skip(place).take_while(|other| *other == c).count();
        Some(Explained { line, column: place + 1, length, message: message.to_owned(), expected: "半角の空白" })
    })
}

/// `-ask: form`: a dash that isn't one for the parser.
fn dash(lines: &[&str], line: usize) -> Option<Explained> {
    [line, line.saturating_sub(1)].into_iter().find_map(|line| {
        let written = lines.get(line.checked_sub(1)?)?;
        let start = written.trim_start();
        let after = start.strip_prefix('-')?;
        (after.starts_with(|c: char| c.is_alphabetic()) && after.contains(':')).then(|| Explained {
            line,
            column: written.chars().count() - start.chars().count() + 1,
            length: 1,
            message: "「-」のあとに空白がありません".to_owned(),
            expected: "「- 」（ハイフンと半角の空白）",
        })
    })
}

/// A line without `: ` is noticed only at the next one.
fn keyless(lines: &[&str], found: Explained) -> Explained {
    let before = lines.iter().take(found.line.saturating_sub(1)).rposition(|line| !line.trim().is_empty());
    let Some(place) = before else { return found };
    let (written, start) = (lines[place], lines[place].trim_start());
    Explained {
        line: place + 1,
        column: written.chars().count() - start.chars().count() + 1,
        length: start.trim_end().chars().count(),
        message: "この行が「キー: 値」の形になっていません".to_owned(),
        expected: "「キー: 値」。「:」は半角で、そのあとに半角の空白を置く",
    }
}

/// The parser's reason in words, with what to write.
fn words(info: &str, lines: &[&str], line: usize, column: usize) -> (String, &'static str) {
    let has = |part: &str| info.contains(part);
    let before: String =
        lines.get(line.saturating_sub(1)).map(|l| l.chars().take(column - 1).collect()).unwrap_or_default();
    let said = |message: &str, expected| (message.to_owned(), expected);
    let key = fields::is_identifier(before.trim_start_matches([' ', '-']).trim_end());
    if has("quoted scalar") && !has("escape") && !has("hexadecimal") {
        said("引用符 \" か ' が閉じられていません", "文の終わりにも同じ引用符")
    } else if has("escape") || has("hexadecimal") {
        said("引用符の中の「\\」の使い方がちがいます", "「\\」を書かないか、「\\\\」と二つ書く")
    } else if has("trailing content after") {
        said("引用符を閉じたあとに文字があります", "文全体を一組の引用符で囲む。中の \" は「」などにする")
    } else if has("mapping values are not allowed") && key {
        said("字下げが前の行とそろっていません", "同じ並びの行は同じ桁から始める（半角の空白で）")
    } else if has("mapping values are not allowed") {
        said("ここに「: 」は書けません", "文の中の「: 」なら、文全体を引用符で囲む: \"…\"")
    } else if let Some(c) = info.strip_prefix("unexpected character: `").and_then(|rest| rest.chars().next()) {
        (format!("「{c}」で始まる文は、そのままでは書けません"), QUOTE)
    } else if has("anchor") {
        said(
            "「*」の別名や「&」のアンカーは使えません",
            "同じ内容をもう一度書く。「*」や「&」で始まる文なら引用符 \" で囲む",
        )
    } else if has("tag") || has("TAG") || has("handle") {
        said("「!」のタグは使えません", "「!」で始まる文なら引用符 \" で囲む")
    } else if has("block scalar") {
        said("「>」や「|」で始まる値は、そのままでは書けません", "引用符で囲む: \">=30\"")
    } else if has("flow") || has("illegal placement of ':'") || has("misplaced bracket") || has("expected ',' or") {
        said(
            "その前の [ か { が閉じられていないか、「,」が抜けています",
            "[ と ]、{ と } を一組ずつ。間は「, 」で区切る",
        )
    } else if lines.iter().skip(line.saturating_sub(1)).all(|line| line.trim().is_empty()) {
        said("ファイルの終わりまで、[ か { が閉じられていません", "[ と ]、{ と } を一組ずつ")
    } else if has("tab") {
        said("ここにタブ文字は書けません", "半角の空白")
    } else if has("unprintable") || has("byte order mark") {
        said("目に見えない特別な文字があります", "その文字を消す")
    } else if !before.trim().is_empty() && has("did not find expected") {
        said(
            "値が終わったあとに、余分な文字があります",
            "文に「{」「[」や引用符で始まる部分があるなら、文全体を引用符で囲む: \"…\"",
        )
    } else if has("did not find expected") || has("indentation") || has("not allowed in this context") {
        said("字下げが前の行とそろっていません", "同じ並びの行は同じ桁から始める（半角の空白で）")
    } else if has("recursion limit") {
        said("入れ子が深すぎます", "閉じ忘れの [ や { がないか見る")
    } else {
        (format!("YAMLとして読めません（{info}）"), "字下げ、引用符 \" の閉じ忘れ、「: 」のあとの空白を見てください")
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_end_where_yaml_ends_them() {
        assert_eq!(lines("a\nb\r\nc\rd").collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        assert_eq!(lines("\n\r\r\n").collect::<Vec<_>>(), ["", "", "", ""]);
    }
}
