//! What an owner can say at any moment, in the words of `dialogs/phrases.yaml`.

use std::collections::HashMap;

use super::{
    diagnostic::{Code, Mistakes, Span},
    fields::{self, Fields},
    limits,
    yaml::Node,
};

/// What an owner can say at any moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Begin a consultation, or go on with the one begun.
    Start,
    /// How to use the bot.
    Help,
    /// Take back what was done last, an answer as a rule.
    Back,
    /// Leave the consultation; what was answered stays known.
    Cancel,
    /// Speak with a person: contacts are named, and the wish is kept for the helpdesk.
    Human,
    /// All answers so far, each of which can be corrected.
    Status,
    /// What is kept of the owner, and why.
    Privacy,
    /// Forget everything kept of the owner, after asking once more.
    Delete,
    /// Take back all that was done in this session and begin at the first question.
    Restart,
    /// わからない: an answer to any question.
    Unsure,
    /// What the present question means.
    Explain,
    /// Work it out from what is at hand.
    Estimate,
    /// The next page of choices or results.
    Next,
    /// The page before.
    Previous,
    /// The answers are as they should be: look for programs.
    Search,
    /// Correct an answer; with its name said beside it (「直す 従業員」) that one, else from the list of all.
    Fix,
    /// The results in one message, to print or hand on.
    Print,
    /// A short code with which to go on in another chat.
    Code,
    /// Speak やさしい日本語 from now on, where the content has it.
    Easy,
    /// Speak as usual again.
    Usual,
    /// The case is needed no more.
    Withdraw,
    /// Go on with the bot where a person holds the conversation.
    Bot,
    /// Something of the results is wrong: a person is to look at it.
    Wrong,
}

impl Command {
    /// Every command with its key, in the order of the enum. Buttons name them by their place here: new ones come last.
    pub const ALL: [(Command, &'static str); 23] = [
        (Command::Start, "start"),
        (Command::Help, "help"),
        (Command::Back, "back"),
        (Command::Cancel, "cancel"),
        (Command::Human, "human"),
        (Command::Status, "status"),
        (Command::Privacy, "privacy"),
        (Command::Delete, "delete"),
        (Command::Restart, "restart"),
        (Command::Unsure, "unsure"),
        (Command::Explain, "explain"),
        (Command::Estimate, "estimate"),
        (Command::Next, "next"),
        (Command::Previous, "previous"),
        (Command::Search, "search"),
        (Command::Fix, "fix"),
        (Command::Print, "print"),
        (Command::Code, "code"),
        (Command::Easy, "easy"),
        (Command::Usual, "usual"),
        (Command::Withdraw, "withdraw"),
        (Command::Bot, "bot"),
        (Command::Wrong, "wrong"),
    ];
    /// Those that stand in a messenger's menu, in its order; [`Command::Easy`] comes last, where the content has it.
    pub const MENU: [Command; 9] = [
        Command::Start,
        Command::Help,
        Command::Back,
        Command::Cancel,
        Command::Human,
        Command::Status,
        Command::Code,
        Command::Privacy,
        Command::Delete,
    ];

    /// Its name after a slash: `start`.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// The words of one command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommandWords {
    /// On its button, and the word shown for it.
    pub label: String,
    /// In a messenger's menu.
    pub about: String,
    /// Other ways to say it.
    pub words: Vec<String>,
}

/// Reads the words of all commands.
pub(super) fn read(node: &Node, mistakes: &mut Mistakes) -> Option<Vec<CommandWords>> {
    const MOST_ABOUT: usize = 256;
    let mut f = Fields::open(node, "commands", mistakes)?;
    let mut taken = HashMap::new();
    let read = Command::ALL
        .iter()
        .enumerate()
        .map(|(place, (command, key))| {
            let mut c = Fields::open(f.required(key)?, "言葉", mistakes)?;
            let label = c.required("label").and_then(|node| limits::label(node, mistakes));
            let about = match c.optional("about") {
                Some(node) => {
                    let text = fields::text(node, mistakes).unwrap_or_default();
                    fields::at_most(&text, MOST_ABOUT, node.span, mistakes);
                    text
                }
                None if Command::MENU.contains(command) || *command == Command::Easy => {
                    c.required("about");
                    String::new()
                }
                None => String::new(),
            };
            let words_node = c.optional("words");
            let words = words_node.map(|node| fields::texts(node, mistakes)).unwrap_or_default();
            let label_node = c.optional("label");
            c.close(mistakes);
            for node in label_node.into_iter().chain(words_node.map(fields::list_or_one).unwrap_or_default()) {
                refuse_taken(place, node, &mut taken, mistakes);
            }
            Some(CommandWords { label: label?, about, words })
        })
        .collect::<Vec<_>>();
    f.close(mistakes);
    read.into_iter().collect()
}

/// A word of two commands would mean only one of them.
fn refuse_taken<'n>(
    command: usize,
    node: &'n Node,
    taken: &mut HashMap<&'n str, (usize, Span)>,
    mistakes: &mut Mistakes,
) {
    let Some(word) = node.text() else { return };
    let (first, span) = *taken.entry(word).or_insert((command, node.span));
    if first != command {
        mistakes
            .add(Code::DuplicateId, node.span, format!("「{word}」は {} の言葉です", Command::ALL[first].1))
            .first(span)
            .expected("一つの言葉は一つの命令だけに");
    }
}
