//! The consultation in a terminal, or out of a pipe: the same words as everywhere else.

use std::{
    io::{self, IsTerminal, Write},
    sync::Arc,
};

use chrono::Utc;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::{
    consult::{
        Answering,
        message::{Inbound, Input, Message, Outgoing},
    },
    store::{ChatKey, StoreError, UpdateKey},
};

/// This channel's name in [`ChatKey`] and [`UpdateKey`].
pub const CHANNEL: &str = "terminal";

/// Longer lines are cut: nobody types them, and a stream without line ends must not fill the memory.
const MOST_LINE_BYTES: u64 = 16 * 1024;

/// Why the conversation broke off.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// An update could not be handled, or a message not taken off the outbox.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Standard input or output is gone, as when a pipe was closed.
    #[error("cannot read from standard input or write to standard output: {0}")]
    Io(#[from] io::Error),
}

/// Talks until the input ends.
pub async fn run<C: Answering>(consult: Arc<C>) -> Result<(), TerminalError> {
    let chat = ChatKey::new(CHANNEL, "local");
    let person = io::stdin().is_terminal();
    // Update keys must not repeat between runs that share a store.
    let first = Utc::now().timestamp_micros();
    let mut input = BufReader::new(tokio::io::stdin());
    show_waiting(consult.as_ref(), &chat).await?;
    if person {
        turn(consult.as_ref(), &chat, first, "/start".to_owned()).await?;
    }
    let mut number = first;
    loop {
        if person {
            write!(io::stdout(), "> ")?;
            io::stdout().flush()?;
        }
        let Some(line) = next_line(&mut input).await? else {
            if number == first && !person {
                // Nobody said anything: at least say what could be answered.
                turn(consult.as_ref(), &chat, first, "/start".to_owned()).await?;
            }
            return Ok(());
        };
        if !person {
            // A script's lines are shown where a person would have typed them.
            writeln!(io::stdout(), "> {line}")?;
        }
        if line.trim().is_empty() {
            continue;
        }
        number += 1;
        turn(consult.as_ref(), &chat, number, line).await?;
    }
}

/// The next line without its end; `None` when the input is over. What is no UTF-8 is replaced, not refused.
async fn next_line(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if input.take(MOST_LINE_BYTES).read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        skip_line(input).await?;
    }
    let text = String::from_utf8_lossy(&line);
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

/// Passes over the rest of a line that was too long.
async fn skip_line(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<()> {
    loop {
        let ahead = input.fill_buf().await?;
        let (used, over) = match ahead.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (ahead.len(), ahead.is_empty()),
        };
        input.consume(used);
        if over {
            return Ok(());
        }
    }
}

async fn turn<C: Answering>(consult: &C, chat: &ChatKey, number: i64, text: String) -> Result<(), TerminalError> {
    let key = UpdateKey::new(CHANNEL, number);
    let handled = consult.handle(Inbound { key, chat: chat.clone(), input: Input::Text(text) }).await?;
    if let Some(notice) = handled.notice {
        writeln!(io::stdout(), "{notice}")?;
    }
    show_waiting(consult, chat).await
}

/// Prints what is in the outbox, and takes it off.
async fn show_waiting<C: Answering>(consult: &C, chat: &ChatKey) -> Result<(), TerminalError> {
    const AT_ONCE: usize = 100;
    for outgoing in consult.store().to_send(chat, AT_ONCE).await? {
        // Other channels edit their messages; what scrolled by here stays as it is.
        if let Ok(Outgoing::Say(message)) = serde_json::from_slice(&outgoing.body) {
            print(&message)?;
        }
        consult.store().sent(chat, outgoing.seq).await?;
    }
    Ok(())
}

fn print(message: &Message) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let bold = out.is_terminal();
    writeln!(out)?;
    for span in &message.text.0 {
        match span.bold && bold {
            true => write!(out, "\x1b[1m{}\x1b[0m", span.text)?,
            false => write!(out, "{}", span.text)?,
        }
    }
    writeln!(out)?;
    for row in &message.buttons {
        let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.label)).collect();
        writeln!(out, "  {}", labels.join(" "))?;
    }
    out.flush()
}
