//! The beginning of a text, on one line.

/// So many characters are its beginning.
const MOST_CHARS: usize = 40;

/// The beginning of what somebody wrote, on one line; it says where something was left out.
pub fn briefly(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut brief = words.next().unwrap_or_default().to_owned();
    for word in words {
        if brief.chars().count() > MOST_CHARS {
            break;
        }
        brief.push(' ');
        brief.push_str(word);
    }
    match brief.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => brief[..end].trim_end().to_owned() + "…",
        None => brief,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_it_is_too_long_and_stands_on_one_line() {
        assert_eq!(briefly(" \n"), "");
        assert_eq!(briefly("電気代が\n 3割　上がった\n"), "電気代が 3割 上がった");
        assert_eq!(briefly(&"あ".repeat(40)), "あ".repeat(40));
        assert_eq!(briefly(&"あ".repeat(5_000)), "あ".repeat(40) + "…");
        assert_eq!(briefly(&"あ ".repeat(5_000)).chars().count(), 40);
    }
}
