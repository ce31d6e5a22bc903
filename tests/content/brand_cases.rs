//! Broken looks of the web chat: names, colours that cannot be read, logos that could do harm.

use super::{
    cases::{Case, one},
    folder::{Edit, swap, write},
};

const BRAND: &str = "knowledge/brand.yaml";
const LOGO: &str = "knowledge/logo.svg";
const OTHER: &str = "knowledge/shirushi.svg";

pub fn all() -> Vec<Case> {
    [names(), colors(), logo_files(), pictures()].into_iter().flatten().collect()
}

fn names() -> Vec<Case> {
    let long = "tagline: 会社の困りごとを、電話でも、メールでも、窓口でも、夜でも、休みの日でも、どなたからでも、どんなことでも、何度でも、ゆっくり聞きます";
    vec![
        one("no brand at all", Edit::Remove(BRAND), &[]),
        one(
            "only what must be",
            write(BRAND, "name: 窓口\ntagline: 聞きます\ncolors: { accent: \"#000000\", accent_dark: \"#FFFFFF\" }\n"),
            &["E01 knowledge/logo.svg:1:1"],
        ),
        one("a brand without a name", swap(BRAND, "name: 相談窓口\n", ""), &["E04 knowledge/brand.yaml:1:1"]),
        one("a misspelt key of a brand", swap(BRAND, "logo:", "logos:"), &["E03 knowledge/brand.yaml:6:1 logo"]),
        one(
            "a long tagline",
            swap(BRAND, "tagline: 会社の困りごとを聞きます", long),
            &["E13 knowledge/brand.yaml:2:10"],
        ),
        one("a name of two lines", swap(BRAND, "相談窓口", "|-\n  相談\n  窓口"), &["E08 knowledge/brand.yaml:2:3"]),
        one("a page of nobody", swap(BRAND, "operator: 試験商工会\n", ""), &["E04 knowledge/brand.yaml:3:1"]),
        one(
            "a page that is none",
            swap(BRAND, "https://example.jp", "javascript:alert(1)"),
            &["E08 knowledge/brand.yaml:4:15"],
        ),
        one(
            "a bot with @",
            swap(BRAND, "shiken_sodan_bot", "\"@shiken_sodan_bot\""),
            &["E08 knowledge/brand.yaml:5:11 shiken_sodan_bot"],
        ),
        one(
            "the address of a bot",
            swap(BRAND, "shiken_sodan_bot", "https://t.me/shiken_sodan_bot"),
            &["E08 knowledge/brand.yaml:5:11 shiken_sodan_bot"],
        ),
        one("a person for a bot", swap(BRAND, "shiken_sodan_bot", "shiken_sodan"), &["E08 knowledge/brand.yaml:5:11"]),
    ]
}

fn colors() -> Vec<Case> {
    vec![
        one("a color without quotes", swap(BRAND, "\"#1d6a72\"", "#1d6a72"), &["E07 knowledge/brand.yaml:8:9"]),
        one("a color by its name", swap(BRAND, "\"#1d6a72\"", "teal"), &["E08 knowledge/brand.yaml:8:11"]),
        one("a short color", swap(BRAND, "\"#1d6a72\"", "\"#167\""), &["E08 knowledge/brand.yaml:8:11"]),
        one("a color forgotten", swap(BRAND, "  accent_dark: \"#7cc4c9\"\n", ""), &["E04 knowledge/brand.yaml:8:3"]),
        one("white on orange", swap(BRAND, "#1d6a72", "#ff8c00"), &["E08 knowledge/brand.yaml:8:11 #b36200"]),
        // Readable on the buttons; on the page, which is lighter, just not.
        one(
            "a dark color on the dark page",
            swap(BRAND, "#7cc4c9", "#7c7c7c"),
            &["E08 knowledge/brand.yaml:9:16 #808080"],
        ),
        one("dark blue in the dark", swap(BRAND, "#7cc4c9", "#1d3a72"), &["E08 knowledge/brand.yaml:9:16 #6d80a4"]),
    ]
}

fn logo_files() -> Vec<Case> {
    let picture = include_str!("good/knowledge/logo.svg");
    let large = picture.replace("相談", &"あ".repeat(11 * 1024));
    vec![
        one("a logo that isn't there", swap(BRAND, "logo.svg", "rogo.svg"), &["E09 knowledge/brand.yaml:6:7 logo.svg"]),
        one("a logo elsewhere", swap(BRAND, "logo.svg", "../logo.svg"), &["E08 knowledge/brand.yaml:6:7"]),
        one("a photograph for a logo", swap(BRAND, "logo.svg", "logo.png"), &["E08 knowledge/brand.yaml:6:7"]),
        one("a picture beside the logo", write(OTHER, picture), &["E01 knowledge/shirushi.svg:1:1"]),
        (
            "a logo of another name",
            vec![swap(BRAND, "logo.svg", "shirushi.svg"), write(OTHER, picture), Edit::Remove(LOGO)],
            &[],
        ),
        ("the project's own brand with another logo", vec![Edit::Remove(BRAND), Edit::Remove(LOGO)], &[]),
        one("a large logo", write(LOGO, large), &["E01 knowledge/logo.svg:1:1"]),
        one("a logo that is no text", write(LOGO, b"<svg\xff".as_slice()), &["E01 knowledge/logo.svg:1:5"]),
        one(
            "a picture of a program",
            write("knowledge/programs/a.svg", picture),
            &["E01 knowledge/programs/a.svg:1:1"],
        ),
    ]
}

fn pictures() -> Vec<Case> {
    vec![
        one("an empty logo", write(LOGO, ""), &["E08 knowledge/logo.svg:1:1"]),
        one(
            "a declaration first",
            swap(LOGO, "<svg", "<?xml version=\"1.0\"?>\n<svg"),
            &["E08 knowledge/logo.svg:1:1"],
        ),
        one(
            "an entity",
            swap(LOGO, "<svg", "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n<svg"),
            &["E08 knowledge/logo.svg:1:1"],
        ),
        one("a comment", swap(LOGO, "</svg>", "<!-- 絵 -->\n</svg>"), &["E08 knowledge/logo.svg:4:1"]),
        one(
            "a script and where it is called",
            swap(LOGO, "  <path", "  <script>a &lt; b</script>\n  <path onload=\"a()\""),
            &["E08 knowledge/logo.svg:3:4", "E08 knowledge/logo.svg:4:9"],
        ),
        one("a style", swap(LOGO, "fill=\"#1d6a72\"", "style=\"fill:#1d6a72\""), &["E08 knowledge/logo.svg:3:9"]),
        one("a link", swap(LOGO, "<path", "<path href=\"#a\""), &["E08 knowledge/logo.svg:3:9"]),
        one(
            "a color from elsewhere",
            swap(LOGO, "#1d6a72", "url(https://example.jp)"),
            &["E08 knowledge/logo.svg:3:15"],
        ),
        one("the case of a name", swap(LOGO, "viewBox", "viewbox"), &["E08 knowledge/logo.svg:1:41 viewBox"]),
        one("no size", swap(LOGO, " viewBox=\"0 0 8 8\"", ""), &["E08 knowledge/logo.svg:1:2"]),
        one("a sign written as an entity", swap(LOGO, "相談", "相談&amp;助言"), &["E08 knowledge/logo.svg:2:12"]),
        one("an element that is open", swap(LOGO, "</title>", ""), &["E08 knowledge/logo.svg:3:4"]),
        one("a file cut short", swap(LOGO, "</svg>\n", ""), &["E08 knowledge/logo.svg:4:1"]),
        one("words in the picture", swap(LOGO, "</svg>", "相談</svg>"), &["E08 knowledge/logo.svg:4:1"]),
    ]
}
