//! How the web chat looks and who runs it, `knowledge/brand.yaml`.

use super::{
    color::Color,
    diagnostic::{Code, Mistakes, Span},
    fields::{self, Fields},
    source,
    yaml::Node,
};

/// It changes no conversation, so it is no part of [`Content::hash`](super::Content::hash).
pub(super) const PATH: &str = "knowledge/brand.yaml";

/// What makes the web chat an organisation's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Brand {
    /// In the head and the title of the page: 相談.
    pub name: String,
    /// What it is for, in a short line.
    pub tagline: String,
    /// Who runs it.
    pub operator: Option<Operator>,
    /// The name of the bot on Telegram, without `@`.
    pub telegram: Option<String>,
    /// Buttons under white text, and links, on the light page.
    pub accent: Color,
    /// Buttons under [`Color::DARK_TEXT`], and links, on [`Color::DARK_PAGE`].
    pub accent_dark: Color,
    /// An SVG of shapes and colours alone: nothing in it runs or loads anything. Its ids are the author's, so a page
    /// with ids of its own shows it as an image.
    pub logo: Option<String>,
}

/// Who runs the chat (運営).
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// As it calls itself.
    pub name: String,
    /// Its page.
    pub url: Option<String>,
}

impl Brand {
    /// The address that opens the bot on Telegram and hands it `start`; none without a bot, or where Telegram would
    /// not take `start`: 1 to 64 letters, digits, `_` and `-`.
    pub fn telegram_link(&self, start: &str) -> Option<String> {
        let taken = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let bot = self.telegram.as_ref().filter(|_| (1..=64).contains(&start.len()) && start.chars().all(taken))?;
        Some(format!("https://t.me/{bot}?start={start}"))
    }
}

/// The file of a logo, and where it is named.
pub(super) struct LogoName {
    pub name: String,
    pub span: Span,
}

/// Gives nothing after a mistake: what the logo would have been is not known then.
pub(super) fn read(root: &Node, mistakes: &mut Mistakes) -> Option<(Brand, Option<LogoName>)> {
    let mut f = Fields::open(root, "brand.yaml", mistakes)?;
    let name = f.required("name").and_then(|node| one_line(node, 30, mistakes));
    let tagline = f.required("tagline").and_then(|node| one_line(node, 60, mistakes));
    let operator = optional(f.optional("operator"), |node| one_line(node, 60, mistakes));
    let url = optional(f.optional("operator_url"), |node| checked(node, source::url, mistakes));
    let telegram = optional(f.optional("telegram"), |node| bot_name(node, mistakes));
    let colors = f.required("colors").and_then(|node| colors(node, mistakes));
    let logo = optional(f.optional("logo"), |node| {
        checked(node, file_name, mistakes).map(|name| LogoName { name, span: node.span })
    });
    let lonely = (f.has("operator_url") && !f.has("operator")).then(|| f.key_span("operator_url"));
    // A misspelt key has been reported, and may have been the one.
    if !f.close(mistakes) {
        return None;
    }
    if let Some(span) = lonely {
        mistakes
            .add(Code::MissingKey, span, "operator_url があるのに、「operator」がありません")
            .expected("operator: 運営する団体の名前");
        return None;
    }
    let (accent, accent_dark) = colors?;
    let url = url?;
    let operator = operator?.map(|name| Operator { name, url });
    let brand =
        Brand { name: name?, tagline: tagline?, operator, telegram: telegram?, accent, accent_dark, logo: None };
    Some((brand, logo?))
}

/// What may be left out: nothing alone where it is written and wrong.
fn optional<'n, T>(node: Option<&'n Node>, read: impl FnOnce(&'n Node) -> Option<T>) -> Option<Option<T>> {
    node.map_or(Some(None), |node| read(node).map(Some))
}

/// A text that a page sets on a line of its own.
fn one_line(node: &Node, most: usize, mistakes: &mut Mistakes) -> Option<String> {
    let text = fields::text(node, mistakes)?;
    let count = text.chars().count();
    if text.chars().any(char::is_control) {
        mistakes
            .add(Code::WrongValue, node.span, format!("{}は一行になっていません", node.seen()))
            .expected("一行の文字");
        return None;
    }
    if count > most {
        mistakes
            .add(Code::TooLong, node.span, format!("{count}字あります"))
            .expected(format!("{most}字まで（画面に一行で出ます）"));
        return None;
    }
    Some(text)
}

/// A text that `valid` finds right.
fn checked(node: &Node, valid: impl Fn(&str) -> Result<(), &'static str>, mistakes: &mut Mistakes) -> Option<String> {
    let text = fields::text(node, mistakes)?;
    if let Err(expected) = valid(&text) {
        mistakes.add(Code::WrongValue, node.span, format!("{}は使えません", node.seen())).expected(expected);
        return None;
    }
    Some(text)
}

/// The name of a bot as Telegram gives them out. People also write it with `@`, or as an address.
fn bot_name(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    let text = fields::text(node, mistakes)?;
    if is_bot_name(&text) {
        return Some(text);
    }
    let bare = text.rsplit(['/', '@']).next().filter(|bare| is_bot_name(bare)).map(str::to_owned);
    mistakes
        .add(Code::WrongValue, node.span, format!("{}は Telegram のボットの名前になりません", node.seen()))
        .expected("@ のない名前。英字で始まり bot で終わる、英数字と _ の5〜32字")
        .near = bare;
    None
}

fn is_bot_name(text: &str) -> bool {
    (5..=32).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !text.contains("__")
        && text.to_ascii_lowercase().ends_with("bot")
}

/// A file beside `brand.yaml`, and no way out of its folder.
fn file_name(text: &str) -> Result<(), &'static str> {
    let stem = text.strip_suffix(".svg").unwrap_or_default();
    let plain = stem.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !stem.is_empty() && plain && stem.len() <= 60 {
        Ok(())
    } else {
        Err("logo.svg のような、knowledge/ に置いた SVG のファイル名（英数字と _ と -）")
    }
}

fn colors(node: &Node, mistakes: &mut Mistakes) -> Option<(Color, Color)> {
    let mut f = Fields::open(node, "colors", mistakes)?;
    let light = Scheme {
        end: Color::BLACK,
        change: "もっと濃い色",
        grounds: &[("明るい画面の白い地とボタンの白い文字", Color::WHITE)],
    };
    let dark = Scheme {
        end: Color::WHITE,
        change: "もっと明るい色",
        grounds: &[("暗い画面のボタンの文字 #111111", Color::DARK_TEXT), ("暗い画面の地 #14171a", Color::DARK_PAGE)],
    };
    let accent = f.required("accent").and_then(|node| light.color(node, mistakes));
    let accent_dark = f.required("accent_dark").and_then(|node| dark.color(node, mistakes));
    f.close(mistakes);
    Some((accent?, accent_dark?))
}

/// What a colour must be read on, and which way it is mended.
struct Scheme {
    end: Color,
    change: &'static str,
    grounds: &'static [(&'static str, Color)],
}

impl Scheme {
    fn color(&self, node: &Node, mistakes: &mut Mistakes) -> Option<Color> {
        let Some(color) = node.text().and_then(|text| Color::parse(text.trim())) else {
            // Without quotes it is a comment, and nothing is left of it.
            let (code, hint) = match node.is_null() {
                true => (Code::WrongType, "（引用符 \" がないと、# から後ろはメモになります）"),
                false => (Code::WrongValue, ""),
            };
            mistakes
                .add(code, node.span, format!("色のはずのところが{}です", node.seen()))
                .expected(format!("引用符で囲んだ \"#1d6a72\" のような色{hint}"));
            return None;
        };
        let ratios: Vec<(&str, f64)> =
            self.grounds.iter().map(|(what, ground)| (*what, color.contrast(*ground))).collect();
        let poor = |(_, ratio): &&(&str, f64)| *ratio < Color::READABLE;
        if ratios.iter().any(|ratio| poor(&ratio)) {
            // Cut, not rounded: 4.499 must not look like enough.
            let seen: Vec<String> = ratios
                .iter()
                .filter(poor)
                .map(|(what, ratio)| format!("{what}に対して{:.2}", (ratio * 100.0).floor() / 100.0))
                .collect();
            let grounds: Vec<Color> = self.grounds.iter().map(|(_, ground)| *ground).collect();
            mistakes
                .add(
                    Code::WrongValue,
                    node.span,
                    format!("{color} は読みにくい色です。明るさの比が、{}しかありません", seen.join("、")),
                )
                .expected(format!("比が{}以上になる、{}", Color::READABLE, self.change))
                .near = color.readable_towards(self.end, &grounds).map(|color| color.to_string());
            return None;
        }
        Some(color)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::color::Color, Brand, is_bot_name};

    #[test]
    fn bots_are_named_as_telegram_names_them() {
        for good in ["sodan_bot", "SodanBot", "a_bot", "robot"] {
            assert!(is_bot_name(good), "{good}");
        }
        for wrong in ["bot", "@sodan_bot", "1sodan_bot", "_sodanbot", "sodan__bot", "sodan-bot", "sodan", "相談bot"] {
            assert!(!is_bot_name(wrong), "{wrong}");
        }
        assert!(!is_bot_name(&format!("{}bot", "a".repeat(30))));
    }

    #[test]
    fn a_link_carries_only_what_telegram_takes() {
        let mut brand = Brand {
            name: "相談".to_owned(),
            tagline: "会社の相談".to_owned(),
            operator: None,
            telegram: Some("sodan_bot".to_owned()),
            accent: Color::BLACK,
            accent_dark: Color::WHITE,
            logo: None,
        };
        assert_eq!(brand.telegram_link("a-B_9").as_deref(), Some("https://t.me/sodan_bot?start=a-B_9"));
        for wrong in ["", "a b", "a&b", "あ", &"a".repeat(65)] {
            assert_eq!(brand.telegram_link(wrong), None, "{wrong}");
        }
        brand.telegram = None;
        assert_eq!(brand.telegram_link("a"), None);
    }
}
