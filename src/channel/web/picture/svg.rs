//! SVG written element by element: escaped texts, lines that fit, and no colours.

use std::{
    fmt::Write,
    hash::{DefaultHasher, Hash, Hasher},
};

use unicode_width::UnicodeWidthChar;

/// A picture is this many units wide. On the narrowest phones that is about as many pixels.
pub const WIDTH: f64 = 340.0;
/// The height of letters: 12 pixels and more as long as the picture is at least 292 wide.
pub const SIZE: f64 = 14.0;
/// From one line of text to the next.
pub const LINE: f64 = 19.0;
/// What stays free on the left and right.
pub const EDGE: f64 = 4.0;
/// What is left between the edges.
pub const INNER: f64 = WIDTH - 2.0 * EDGE;

/// A picture being drawn, from the top down.
pub struct Drawing {
    head: String,
    id: String,
    body: String,
    /// How far down it is drawn.
    pub y: f64,
}

impl Drawing {
    /// Begins a picture. Its ids begin with its kind and end with a sum of what it says, so that many can stand on one
    /// page.
    pub fn new(kind: &str, title: &str, rows: &[String]) -> Self {
        let mut sum = DefaultHasher::new();
        (kind, title, rows).hash(&mut sum);
        let id = format!("pic-{kind}-{:08x}", sum.finish() as u32);
        let head = format!(
            "<title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
            escaped(title),
            escaped(&rows.concat())
        );
        Self { head, id, body: String::new(), y: EDGE }
    }

    /// One line of text, its foot at `y`.
    pub fn text(&mut self, x: f64, y: f64, class: &str, words: &str) {
        let (x, y) = (short(x), short(y));
        let _ = write!(self.body, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>", escaped(words));
    }

    /// Text in as many lines as it needs, at most some; goes down by them.
    pub fn block(&mut self, x: f64, class: &str, words: &str, most: usize) {
        for line in wrapped(words, WIDTH - EDGE - x, most) {
            self.y += LINE;
            self.text(x, self.y - LINE * 0.27, class, &line);
        }
    }

    /// A bar or box.
    pub fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        let (x, y, width, height) = (short(x), short(y), short(width), short(height));
        let _ =
            write!(self.body, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" class=\"{class}\"/>");
    }

    /// A bar filled with slanted lines.
    pub fn hatched(&mut self, at: (f64, f64), size: (f64, f64), class: &str) {
        let fill = format!("fill=\"url(#{}-hatch)\"", self.id);
        if !self.body.contains(&fill) {
            let _ = write!(
                self.head,
                "<defs><pattern id=\"{}-hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(45)\"><line x1=\"1\" y1=\"0\" x2=\"1\" y2=\"5\" class=\"pic-hatch\"/>\
                 </pattern></defs>",
                self.id
            );
        }
        self.rect(at, size, class);
        // The element just written gets its filling.
        self.body.truncate(self.body.len() - "/>".len());
        let _ = write!(self.body, " {fill}/>");
    }

    /// A straight line.
    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let (x1, y1, x2, y2) = (short(x1), short(y1), short(x2), short(y2));
        let _ = write!(self.body, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>");
    }

    /// A circle.
    pub fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        let (x, y, radius) = (short(x), short(y), short(radius));
        let _ = write!(self.body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" class=\"{class}\"/>");
    }

    /// A line through several points.
    pub fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", short(*x), short(*y))).collect();
        let _ = write!(self.body, "<polyline points=\"{}\" class=\"{class}\"/>", points.join(" "));
    }

    /// What is drawn from here on belongs together.
    pub fn open(&mut self, class: &str) {
        let _ = write!(self.body, "<g class=\"{class}\">");
    }

    /// The end of what belongs together.
    pub fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// What was drawn in another one of the same size, above what is drawn here.
    pub fn append(&mut self, other: Drawing) {
        self.body.push_str(&other.body);
        self.y = self.y.max(other.y);
    }

    /// The whole element, as high as it was drawn.
    pub fn finish(self) -> String {
        let Self { head, id, body, y } = self;
        let (width, height) = (short(WIDTH), short(y + EDGE));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pic\" role=\"img\" viewBox=\"0 0 {width} {height}\" \
             font-size=\"{SIZE}\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\">{head}{body}</svg>"
        )
    }
}

/// A number with one digit after the point, where it needs one.
fn short(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Text that is nothing but text in a page: what has a meaning in it is written as an entity, what must not stand in
/// it or would turn the order of letters around is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if letter.is_whitespace() => out.push(if letter == '\u{3000}' { letter } else { ' ' }),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// How wide a text is at most, in units. Fonts differ; this is a little more than any usual one needs.
pub fn width(text: &str) -> f64 {
    text.chars().map(width_of).sum::<f64>() * SIZE
}

/// In heights of a letter.
fn width_of(letter: char) -> f64 {
    match letter {
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '&' => 0.95,
        'A'..='Z' => 0.75,
        '\u{ff61}'..='\u{ff9f}' | ' '..='~' => 0.6,
        _ => match letter.width_cjk() {
            None | Some(0) => 0.0,
            // Fonts draw the letters of other scripts as they like.
            Some(_) => 1.0,
        },
    }
}

/// A text in lines of a width. What doesn't fit into the last one ends with 「…」.
pub fn wrapped(text: &str, room: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let fits = |line: &str, piece: &str| width(line) + width(piece.trim_end()) <= room;
        if let Some(line) = lines.last_mut().filter(|line| fits(line, piece)) {
            line.push_str(piece);
            continue;
        }
        // A piece longer than a line is broken anywhere, others stand on the next line.
        if width(piece) <= room && lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        for letter in piece.trim_start().chars() {
            let mut part = [0; 4];
            let part = letter.encode_utf8(&mut part);
            match lines.last_mut().filter(|line| line.is_empty() || fits(line, part)) {
                Some(line) => line.push_str(part),
                None => lines.push(part.to_owned()),
            }
        }
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(last) + SIZE > room && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A text in pieces between which a line may end: not within a word or number, not before its ending, not before what ends a part and not
/// after what begins one.
fn pieces(text: &str) -> Vec<&str> {
    const NOT_FIRST: &str = "、。，．・：；？！」』）】］〉》”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〜～…,.!?:;)]}%円年月日万億人件つ";
    const NOT_LAST: &str = "「『（【［〈《“‘([{";
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let in_word = |letter: char| letter.is_ascii_alphanumeric() || "-_./,".contains(letter);
        let hiragana = |letter: char| ('ぁ'..='ゖ').contains(&letter);
        let katakana = |letter: char| ('ァ'..='ー').contains(&letter);
        let stays = before.is_none_or(|before| {
            NOT_FIRST.contains(letter)
                || NOT_LAST.contains(before)
                || in_word(before) && in_word(letter)
                || "億万".contains(before) && letter.is_ascii_digit()
                || before.is_alphanumeric() && hiragana(letter)
                || katakana(before) && katakana(letter)
                || letter == ' '
                || letter.width_cjk().is_none_or(|width| width == 0)
        });
        if !stays {
            pieces.push(&text[from..at]);
            from = at;
        }
        before = Some(letter);
    }
    pieces.push(&text[from..]);
    pieces
}
