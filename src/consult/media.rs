//! What an owner sends that is no text: of what kind it is, where staff find it, and the words for it in the transcript.

use serde::{Deserialize, Serialize};

use super::message::MAX_CHARS;

/// The most characters of what it says of itself.
const MOST_DETAIL: usize = 200;

/// Something that is no text. The channel has it; here is only what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    kind: Kind,
    detail: String,
    caption: String,
    /// It is what an earlier message has become.
    pub rewritten: bool,
    /// Where staff find it; none where the words for it say everything.
    pub place: Option<Place>,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Photo,
    /// A file.
    Document,
    /// A voice message.
    Voice,
    /// A piece of music, or another recording.
    Audio,
    /// A video, a round one too.
    Video,
    /// A picture that moves.
    Animation,
    /// A sticker.
    Sticker,
    /// A name with its phone number.
    Contact,
    /// A place.
    Location,
    /// A poll.
    Poll,
    /// Anything else.
    Other,
}

/// Where staff find what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In their group, which is shown the message of this note of the channel's.
    Group(String),
    /// Nowhere: none of them can open it.
    Nowhere,
}

impl Kind {
    /// As staff read it.
    fn label(self) -> &'static str {
        match self {
            Self::Photo => "写真",
            Self::Document => "書類",
            Self::Voice => "音声",
            Self::Audio => "録音",
            Self::Video => "動画",
            Self::Animation => "動く画像",
            Self::Sticker => "スタンプ",
            Self::Contact => "連絡先",
            Self::Location => "位置情報",
            Self::Poll => "アンケート",
            Self::Other => "文字でないもの",
        }
    }
}

impl Media {
    /// What was sent, with what it says of itself (the name of a file, a phone number; may be empty) and what was written
    /// below it. No group is shown it.
    pub fn new(kind: Kind, detail: &str, caption: &str) -> Self {
        let tidy = |c: char| if c.is_control() { ' ' } else { c };
        let detail: String = detail.trim().chars().map(tidy).take(MOST_DETAIL).collect();
        let told = matches!(kind, Kind::Contact | Kind::Location) && !detail.is_empty();
        let caption = caption.chars().take(MAX_CHARS).collect();
        Self { kind, detail, caption, rewritten: false, place: (!told).then_some(Place::Nowhere) }
    }

    /// The same as what an earlier message has become.
    pub fn rewritten(self) -> Self {
        Self { rewritten: true, ..self }
    }

    /// Whether its owner can put another one in its place, or another caption below it.
    pub fn can_change(&self) -> bool {
        use Kind::{Animation, Audio, Document, Photo, Video, Voice};
        matches!(self.kind, Photo | Document | Voice | Audio | Video | Animation)
    }

    /// What was written below it.
    pub fn caption(&self) -> &str {
        &self.caption
    }

    /// Whether none of the staff can open it.
    pub fn is_nowhere(&self) -> bool {
        self.place == Some(Place::Nowhere)
    }

    /// What the transcript says in its place.
    pub fn words(&self) -> String {
        let label = self.kind.label();
        let mut words = match self.detail.as_str() {
            "" => format!("（{label}）"),
            detail => format!("（{label}「{detail}」）"),
        };
        if !self.caption.is_empty() {
            words.push('\n');
            words.push_str(&self.caption);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_words_hold_its_name_on_one_line_and_the_whole_caption() {
        assert_eq!(Media::new(Kind::Photo, "", "").words(), "（写真）");
        let sent = Media::new(Kind::Document, " 見積\n.pdf ", "一行目\n二行目");
        assert_eq!(sent.words(), "（書類「見積 .pdf」）\n一行目\n二行目");
    }

    #[test]
    fn whatever_is_sent_its_words_are_bounded() {
        let long = "あ".repeat(10_000);
        let words = Media::new(Kind::Document, &long, &long).words();
        assert!(words.chars().count() <= MAX_CHARS + MOST_DETAIL + 10);
    }

    #[test]
    fn a_place_and_a_phone_number_are_told_by_their_words() {
        assert_eq!(Media::new(Kind::Contact, "田中 03-1234-5678", "").place, None);
        assert!(Media::new(Kind::Contact, "", "").is_nowhere() && Media::new(Kind::Document, "a.pdf", "").is_nowhere());
    }
}
