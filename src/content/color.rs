//! Colours, and whether text in one can be read on another.

use std::fmt;

/// A colour of a screen; displays as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

impl Color {
    /// The light page, and the text on a button there.
    pub const WHITE: Color = Color::gray(0xff);
    /// The text on a button of the dark page.
    pub const DARK_TEXT: Color = Color::gray(0x11);
    /// The dark page.
    pub const DARK_PAGE: Color = Color { red: 0x14, green: 0x17, blue: 0x1a };
    pub(super) const BLACK: Color = Color::gray(0);
    /// What text needs at least against what it stands on (WCAG 2.2, 1.4.3).
    pub const READABLE: f64 = 4.5;

    const fn gray(level: u8) -> Self {
        Self { red: level, green: level, blue: level }
    }

    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }

    /// How much two colours differ in brightness, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Color) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// How bright it is, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let part = |level: u8| {
            let level = f64::from(level) / 255.0;
            if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.red) + 0.7152 * part(self.green) + 0.0722 * part(self.blue)
    }

    /// The nearest colour on the way to `end` that can be read on all of `grounds`, where there is one.
    pub(super) fn readable_towards(self, end: Color, grounds: &[Color]) -> Option<Color> {
        let mixed = |from: u8, to: u8, share: i32| {
            let (from, to) = (i32::from(from), i32::from(to));
            (from + (to - from) * share / 256) as u8
        };
        (0..=256)
            .map(|share| Color {
                red: mixed(self.red, end.red, share),
                green: mixed(self.green, end.green, share),
                blue: mixed(self.blue, end.blue, share),
            })
            .find(|color| grounds.iter().all(|ground| color.contrast(*ground) >= Self::READABLE))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn colors_are_written_as_they_are_read() {
        assert_eq!(Color::parse("#1D6a72").unwrap().to_string(), "#1d6a72");
        assert_eq!(Color::DARK_PAGE.to_string(), "#14171a");
        for wrong in ["", "#", "1d6a72", "#1d6a7", "#1d6a722", "#1d6a7g", "#+1+2+3", "#あa72", "teal"] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }

    /// The pairs that are printed as examples for the rule.
    #[test]
    fn contrast_is_that_of_the_rule() {
        let contrast = |text: &str| Color::parse(text).unwrap().contrast(Color::WHITE);
        assert_eq!(contrast("#000000"), 21.0);
        assert_eq!(contrast("#ffffff"), 1.0);
        assert!(contrast("#767676") >= 4.5 && contrast("#777777") < 4.5);
    }

    #[test]
    fn a_color_that_cannot_be_read_is_changed_no_more_than_needed() {
        let orange = Color::parse("#ff8c00").unwrap();
        let darker = orange.readable_towards(Color::BLACK, &[Color::WHITE]).unwrap();
        assert!((4.5..4.7).contains(&darker.contrast(Color::WHITE)), "{darker}");
        let grounds = [Color::DARK_TEXT, Color::DARK_PAGE];
        let lighter = Color::parse("#1d6a72").unwrap().readable_towards(Color::WHITE, &grounds).unwrap();
        assert!((4.5..4.7).contains(&lighter.contrast(Color::DARK_PAGE)), "{lighter}");
        assert_eq!(lighter.readable_towards(Color::WHITE, &grounds), Some(lighter));
    }
}
