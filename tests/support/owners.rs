//! Owners who walk a consultation to its end over the strict server, well or badly behaved.
#![allow(dead_code, reason = "every user of it needs another part")]

use std::time::{Duration, Instant};

use crate::telegram_server::{Shown, TelegramServer};

/// A small generator of numbers, the same for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `most`.
    pub fn roll(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
}

/// How one owner fared.
#[derive(Debug, Default)]
pub struct Walked {
    /// Updates sent.
    pub updates: usize,
    /// From an update to the message that answered it.
    pub waits: Vec<Duration>,
    /// The last message.
    pub end: String,
}

/// Walks from /start to the results. `naughty` owners also type nonsense, press twice and press old buttons.
/// Every owner has a number of employees of their own, which no other owner may ever see.
pub async fn walk(server: &TelegramServer, chat: i64, naughty: bool) -> Walked {
    const MOST_STEPS: usize = 60;
    let mut dice = Dice::new(chat as u64);
    let mut walked = Walked::default();
    let employees = employees_of(chat);
    let mut told = false;
    let mut old: Option<Shown> = None;
    let mut sent = Instant::now();
    server.says(chat, "/start");
    walked.updates += 1;
    for _ in 0..MOST_STEPS {
        let shown = server.next_message(chat).await;
        walked.waits.push(sent.elapsed());
        assert_only_own(&shown.text, &employees);
        let labels: Vec<&str> = shown.buttons.iter().flatten().map(|button| button.label.as_str()).collect();
        if labels.contains(&"印刷用") || labels == ["はじめる"] {
            walked.end = shown.text;
            return walked;
        }
        if naughty {
            if let Some(old) = &old
                && dice.roll(4) == 0
                && let Some(button) = old.buttons.first().and_then(|row| row.first())
            {
                server.press_data(chat, chat, old.id, &button.data);
                walked.updates += 1;
            }
            if labels.contains(&"わからない") && dice.roll(5) == 0 {
                sent = Instant::now();
                server.says(chat, "ほげほげ<b>&");
                walked.updates += 1;
                // The same question comes again: its buttons are not old yet.
                old = None;
                continue;
            }
        }
        sent = Instant::now();
        walked.updates += 1;
        let options: Vec<&str> =
            labels.iter().copied().filter(|label| label.starts_with(|c: char| c.is_ascii_digit())).collect();
        if labels.contains(&"さがす") {
            assert!(!told || shown.text.contains(&employees), "{employees} must be in {}", shown.text);
            server.press(chat, shown.id, "さがす");
        } else if shown.text.contains("従業員は何人") {
            told = true;
            server.says(chat, &employees);
        } else if labels.iter().any(|label| label.starts_with('☐')) {
            server.says(chat, "1");
        } else if let (false, Some(option)) = (dice.roll(6) == 0, pick(&options, &mut dice)) {
            server.press(chat, shown.id, option);
            if naughty && dice.roll(3) == 0 {
                server.press_data(chat, chat, shown.id, &shown.button(option).expect("it was there").data);
                walked.updates += 1;
            }
        } else {
            server.says(chat, "わからない");
        }
        old = Some(shown);
    }
    panic!("chat {chat} came to no end");
}

fn pick<'a>(options: &[&'a str], dice: &mut Dice) -> Option<&'a str> {
    (!options.is_empty()).then(|| options[dice.roll(options.len())])
}

/// 9,071人 for chat 71: long enough to be nobody else's and nothing of the content's.
fn employees_of(chat: i64) -> String {
    let number = 90_000 + chat;
    format!("{},{:03}人", number / 1000, number % 1000)
}

/// No message may name another owner's number.
fn assert_only_own(text: &str, own: &str) {
    for part in text.split("従業員：").skip(1) {
        let mine = part.starts_with(own) || part.starts_with("わからない");
        assert!(mine, "another owner's answer: {part}");
    }
}
