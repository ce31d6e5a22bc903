//! The command line, nothing else.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sodan::command::{
    Failure, Outcome, as_of, ask, calibrate, chat, check, evaluate, import, recommend, serve, staff, unanswered,
};
use tracing_subscriber::EnvFilter;

/// 相談: asks a few questions and names the support programs that fit a small Japanese company.
#[derive(Parser)]
#[command(name = "sodan", version, after_help = EXAMPLES)]
struct Cli {
    /// Without one, `serve`
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  sodan chat                                  talk with it here
  printf '電気代\\n1\\n会社\\n14人\\n' | sodan chat   play a scripted conversation
  sodan check                                 find every mistake in dialogs/ and knowledge/
  sodan recommend form=medical energy_kl=1499 goals=energy_diagnosis --as-of 2023-06-15 --json
  sodan import faq questions.jsonl            take questions and answers over into knowledge/faq/
  sodan staff add tanaka --shown-name 田中    an account for the helpdesk; asks for the password
  sodan unanswered                            what was not understood, the most frequent first
  sodan                                       the web chat at http://127.0.0.1:8080/ (the same as sodan serve)
  TELOXIDE_TOKEN=... sodan serve              the Telegram bot beside it

Environment:
  SODAN_CONTENT      folder with dialogs/ and knowledge/ (default: .)
  SODAN_DATA         folder for what must survive (default: data)
  SODAN_LISTEN       address of the web chat (default: 127.0.0.1:8080)
  SODAN_PUBLIC_URL   address that owners see, where a proxy stands before: https://sodan.example.jp
  SODAN_WIDGET_ORIGINS  other sites that may show the chat in a frame, separated by blanks
  TELOXIDE_TOKEN     the bot's token from @BotFather
  TELOXIDE_API_URL   a Bot API server other than Telegram's own
  SODAN_STAFF_GROUP  number of the Telegram group that gets each new case (the bot must be an administrator there)
  SODAN_TELEGRAM_PER_SECOND  most messages sent in a second (default: 30 at Telegram's own server)
  RUST_LOG           what to log to standard error (default: info)

Exit codes: 0 done; 1 the answer is no, or errors were found; 2 misuse or failure.";

#[derive(Subcommand)]
enum Command {
    /// Runs the web chat, and Telegram where TELOXIDE_TOKEN is set, until SIGINT or SIGTERM
    Serve {
        /// Judges as of this day or moment: 2023-06-15 or 2023-06-15T10:30
        #[arg(long, value_name = "DATE")]
        as_of: Option<as_of::AsOfMoment>,
    },
    /// The same conversation in the terminal, or from a pipe
    Chat {
        /// Judges as of this day or moment: 2023-06-15 or 2023-06-15T10:30
        #[arg(long, value_name = "DATE")]
        as_of: Option<as_of::AsOfMoment>,
        /// Remembers the answers in the data folder
        #[arg(long)]
        keep: bool,
    },
    /// Every program's verdict, reasons, amounts and contacts for a company
    #[command(
        after_help = "Example: sodan recommend form=company industry=manufacturing employees=14 --as-of 2023-06-15 --json\n\
                            Facts and their values stand in knowledge/facts.yaml; several choices are separated by commas."
    )]
    Recommend {
        /// What is known: employees=20 deficit=false equipment=solar,ems
        #[arg(value_name = "FACT=VALUE")]
        facts: Vec<String>,
        /// Judges as of this day or moment: 2023-06-15 or 2023-06-15T10:30
        #[arg(long, value_name = "DATE")]
        as_of: Option<as_of::AsOfMoment>,
        /// One line of JSON, as docs/json.md describes
        #[arg(long)]
        json: bool,
    },
    /// What a free text finds: an answer, three to choose from, a person, or nothing
    #[command(after_help = "Example: sodan ask 燃料代がかさんでしんどい --json\n\
                            A content folder with nothing but knowledge/faq/*.yaml is enough for this command.")]
    Ask {
        /// What an owner types
        #[arg(required_unless_present = "batch")]
        text: Option<String>,
        /// Asks every line of this file; with --json one line of output each
        #[arg(long, value_name = "FILE", conflicts_with = "text")]
        batch: Option<std::path::PathBuf>,
        /// How many entries are shown at most
        #[arg(long, value_name = "N", default_value_t = 3)]
        top: usize,
        /// One line of JSON, as docs/json.md describes
        #[arg(long)]
        json: bool,
        /// Which words counted, for which entry
        #[arg(long)]
        explain: bool,
        /// Judges as of this day or moment: 2023-06-15 or 2023-06-15T10:30
        #[arg(long, value_name = "DATE")]
        as_of: Option<as_of::AsOfMoment>,
    },
    /// How well free text is understood: figures over a file of questions with known answers
    Evaluate {
        /// Lines of `right<TAB>question`, as in tests/questions/
        file: std::path::PathBuf,
        /// Leaves a part of the search out, to see what it adds
        #[arg(long, value_enum, value_name = "PART")]
        without: Vec<evaluate::Without>,
        /// Every question that was not understood
        #[arg(long)]
        misses: bool,
    },
    /// Fits the confidence of answers to free text on the content's own examples
    Calibrate {
        /// Puts the model into knowledge/search.yaml
        #[arg(long)]
        write: bool,
    },
    /// What was not understood in the data folder, the most frequent first, without a trace of who asked
    Unanswered {
        /// One line of JSON, as docs/json.md describes
        #[arg(long)]
        json: bool,
    },
    /// Takes knowledge over from other systems into the content folder
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// The helpdesk's people: who may sign in
    #[command(
        after_help = "The password is asked for, or read as the first line of standard input where that is no terminal:\n\
                      sodan staff add tanaka --role worker < password.txt\n\
                      A password has 10 characters or more. Works on the data folder (SODAN_DATA) while sodan serve is stopped."
    )]
    Staff {
        #[command(subcommand)]
        what: Staff,
    },
    /// Validates all content: every mistake of every file, with its place
    Check,
}

#[derive(Subcommand)]
enum Import {
    /// Questions and answers, one JSON object on each line, into knowledge/faq/
    #[command(after_help = "Each line: {\"id\": \"q1\", \"question\": \"…\", \"answer\": \"…\"}, and where known\n\
                            \"examples\", \"keywords\", \"contacts\" (a text or a list), \"as_of\" (2023-06), \"source\" (a text).")]
    Faq {
        /// The file of JSON lines; its name becomes that of the YAML files
        file: std::path::PathBuf,
        /// Replaces what an earlier import of a file of this name wrote
        #[arg(long)]
        replace: bool,
    },
}

#[derive(Subcommand)]
enum Staff {
    /// Gives somebody an account
    Add {
        /// With what they sign in
        name: String,
        /// What they may do: everything, work on cases, or look (default: admin for the first account, then worker)
        #[arg(long, value_enum, value_name = "ROLE")]
        role: Option<staff::RoleName>,
        /// By what colleagues and owners know them (default: the name)
        #[arg(long, value_name = "NAME")]
        shown_name: Option<String>,
    },
    /// Everybody: name, role, shown name, state
    List,
    /// Lets somebody sign in no more, and signs them out
    Disable {
        /// Whom
        name: String,
    },
    /// Lets somebody sign in again
    Enable {
        /// Whom
        name: String,
    },
    /// Gives somebody a new password, and signs them out
    Reset {
        /// Whom
        name: String,
    },
    /// Lets somebody take cases and answer from the staff group on Telegram
    #[command(after_help = "The group tells the number of whoever presses 担当する there without being registered.\n\
                            Without a number nobody on Telegram is this account any more.")]
    Telegram {
        /// Whom
        name: String,
        /// The number of the user at Telegram
        #[arg(value_name = "USER_ID")]
        user_id: Option<i64>,
    },
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sled=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let command = Cli::parse().command.unwrap_or(Command::Serve { as_of: None });
    match run(command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(failure) if failure.reader_gone => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Serve { as_of } => serve::run(as_of),
        Command::Chat { as_of, keep } => chat::run(as_of, keep),
        Command::Recommend { facts, as_of, json } => recommend::run(&facts, as_of::or_now(as_of), json),
        Command::Ask { text, batch, top, json, explain, as_of } => {
            let (now, wanted) = (as_of::or_now(as_of), ask::Wanted { top, json, explain });
            match (text, batch) {
                (Some(text), _) => ask::run(&text, now, wanted),
                (None, Some(file)) => ask::batch(&file, now, wanted),
                // clap asks for one of them.
                (None, None) => Err(Failure::new("質問の文か --batch FILE を書いてください")),
            }
        }
        Command::Evaluate { file, without, misses } => evaluate::run(&file, &without, misses),
        Command::Calibrate { write } => calibrate::run(write),
        Command::Unanswered { json } => unanswered::run(json),
        Command::Import { what: Import::Faq { file, replace } } => import::faq(&file, replace),
        Command::Staff { what } => match what {
            Staff::Add { name, role, shown_name } => staff::add(&name, role, shown_name.as_deref()),
            Staff::List => staff::list(),
            Staff::Disable { name } => staff::disable(&name),
            Staff::Enable { name } => staff::enable(&name),
            Staff::Reset { name } => staff::reset(&name),
            Staff::Telegram { name, user_id } => staff::telegram(&name, user_id),
        },
        Command::Check => check::run(),
    }
}
