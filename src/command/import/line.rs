//! One line of what is taken over: a question with its answer as JSON, checked by the bounds of the content.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::content::{FAQ_ANSWER_CHARS, FAQ_ID_CHARS, FAQ_QUESTION_CHARS, LINE_CHARS};

/// A question with its answer, as it will be written.
pub struct Line {
    pub number: usize,
    pub id: String,
    pub question: String,
    pub answer: String,
    pub examples: Vec<String>,
    pub keywords: Vec<String>,
    pub contacts: Vec<String>,
    pub as_of: Option<String>,
    pub source: Option<String>,
}

/// What is wrong, by line, and what was not read.
#[derive(Default)]
pub struct Faults {
    pub found: Vec<(usize, String)>,
    /// Keys that mean nothing here, with how often each came.
    pub unknown_keys: BTreeMap<String, usize>,
}

impl Faults {
    pub fn add(&mut self, line: usize, said: String) {
        self.found.push((line, said));
    }
}

/// The keys of a line; the file's own words where another system has more.
const KEYS: &[&str] = &["id", "question", "answer", "examples", "keywords", "contacts", "as_of", "source"];

/// Reads all lines, and all that is wrong with any of them. Empty lines mean nothing.
pub fn read(bytes: &[u8], faults: &mut Faults) -> Vec<Line> {
    let mut ids: HashMap<String, usize> = HashMap::new();
    let mut lines = Vec::new();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = at + 1;
        let Ok(text) = std::str::from_utf8(line) else {
            faults.add(number, "UTF-8 で書かれていません".to_owned());
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(object)) => {
                let line = entry(number, &object, faults);
                if !line.id.is_empty()
                    && let Some(first) = ids.get(&line.id)
                {
                    faults.add(number, format!("id「{}」は{first}行目でもう使われています", line.id));
                } else {
                    ids.insert(line.id.clone(), number);
                }
                lines.push(line);
            }
            Ok(_) => faults.add(number, "JSON のオブジェクト {…} ではありません".to_owned()),
            Err(error) => {
                // The parser sees one line only, so its line number misleads.
                let said = error.to_string();
                let said = said.split(" at line ").next().unwrap_or_default();
                faults.add(number, format!("JSON として読めません（{}バイト目: {said}）", error.column()));
            }
        }
    }
    lines
}

fn entry(number: usize, object: &Map<String, Value>, faults: &mut Faults) -> Line {
    for key in object.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        *faults.unknown_keys.entry(clean(key)).or_default() += 1;
    }
    let mut f = Reader { number, object, faults };
    Line {
        number,
        id: f.id(),
        question: f.required("question", FAQ_QUESTION_CHARS),
        answer: f.required("answer", FAQ_ANSWER_CHARS),
        examples: f.list("examples", LINE_CHARS),
        keywords: f.list("keywords", LINE_CHARS),
        contacts: f.list("contacts", LINE_CHARS),
        as_of: f.as_of(),
        source: f.optional("source", FAQ_QUESTION_CHARS),
    }
}

/// One line being read.
struct Reader<'a> {
    number: usize,
    object: &'a Map<String, Value>,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn fault(&mut self, said: String) {
        self.faults.add(self.number, said);
    }

    /// `null` is as good as nothing.
    fn value(&self, key: &str) -> Option<&Value> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    fn id(&mut self) -> String {
        let id = match self.value("id") {
            // Larger ones have lost digits already.
            Some(Value::Number(number)) if number.is_f64() => {
                self.fault("id の数が整数でないか、大きすぎます。引用符で囲んでください".to_owned());
                return String::new();
            }
            Some(Value::Number(number)) => number.to_string(),
            _ => self.required("id", FAQ_ID_CHARS),
        };
        if id.contains('\n') {
            self.fault("id が一行ではありません".to_owned());
        }
        id
    }

    fn required(&mut self, key: &str, most: usize) -> String {
        match self.optional(key, most) {
            Some(text) => text,
            None => {
                // What isn't a text has been reported.
                if self.value(key).is_none_or(Value::is_string) {
                    let said = if self.object.contains_key(key) { "空です" } else { "ありません" };
                    self.fault(format!("「{key}」が{said}"));
                }
                String::new()
            }
        }
    }

    /// A text that isn't empty.
    fn optional(&mut self, key: &str, most: usize) -> Option<String> {
        match self.value(key)? {
            Value::String(text) => {
                let text = clean(text);
                self.at_most(key, &text, most);
                Some(text).filter(|text| !text.is_empty())
            }
            _ => {
                self.fault(format!("「{key}」が文字列ではありません"));
                None
            }
        }
    }

    /// A text, or a list of them; numbers are taken for what they look like.
    fn list(&mut self, key: &str, most: usize) -> Vec<String> {
        let items = match self.value(key) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items.clone(),
            Some(one) => vec![one.clone()],
        };
        let mut texts = Vec::new();
        for item in items {
            let text = match item {
                Value::String(text) => clean(&text),
                Value::Number(number) => number.to_string(),
                _ => {
                    self.fault(format!("「{key}」が文字列でも、文字列のリストでもありません"));
                    continue;
                }
            };
            self.at_most(key, &text, most);
            texts.push(text);
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    fn as_of(&mut self) -> Option<String> {
        let text = self.optional("as_of", FAQ_ID_CHARS)?;
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
        if !day(&text) && !day(&format!("{text}-01")) {
            self.fault(format!("as_of「{text}」が 2023-06 や 2023-06-15 の形ではありません"));
        }
        Some(text)
    }

    fn at_most(&mut self, key: &str, text: &str, most: usize) {
        let count = text.chars().count();
        if count > most {
            self.fault(format!("「{key}」が{count}字あります（{most}字まで）"));
        }
    }
}

/// One kind of line break, no other control characters, nothing around. A tab stands between words, so a space is left.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let kept: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    kept.trim().to_owned()
}
