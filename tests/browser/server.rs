//! The real `sodan serve` on a free port and a folder of its own; it can be killed and started again.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// The holiday is over, the offices open: a Tuesday at noon.
const AS_OF: &str = "2026-11-24T12:00";

/// Of everybody in [`Server::start_staffed`].
pub const PASSWORD: &str = "tadashii-uma-99";

/// The content is loaded and the store opened by then, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends when this is dropped.
pub struct Server {
    program: String,
    arguments: Vec<String>,
    settings: Vec<(String, String)>,
    data: TempDir,
    running: Option<Running>,
    address: String,
}

struct Running {
    process: Child,
    last_words: LastWords,
}

/// The end of what a process wrote to standard error.
type LastWords = Arc<Mutex<VecDeque<String>>>;

impl Server {
    /// Starts `sodan serve` with the seed content, more arguments and more settings of the environment.
    pub fn start(arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let all = [&["serve", "--as-of", AS_OF], arguments].concat();
        Self::start_program(env!("CARGO_BIN_EXE_sodan"), &all, settings)
    }

    /// The same with any program that says its address in a line of standard output.
    pub fn start_program(program: &str, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut server = Self::prepared(program, arguments, settings);
        server.run("127.0.0.1:0");
        server
    }

    /// Starts with people of the helpdesk, each an admin whose password is [`PASSWORD`].
    pub fn start_staffed(names: &[&str]) -> Self {
        Self::start_staffed_at(AS_OF, names)
    }

    /// The same at another moment.
    pub fn start_staffed_at(moment: &str, names: &[&str]) -> Self {
        let mut server = Self::prepared(env!("CARGO_BIN_EXE_sodan"), &["serve", "--as-of", moment], &[]);
        for name in names {
            let mut adding = Command::new(env!("CARGO_BIN_EXE_sodan"))
                .args(["staff", "add", name, "--role", "admin"])
                .env("SODAN_CONTENT", env!("CARGO_MANIFEST_DIR"))
                .env("SODAN_DATA", server.data.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .expect("sodan staff");
            let mut typed = adding.stdin.take().expect("its standard input");
            typed.write_all(format!("{PASSWORD}\n{PASSWORD}\n").as_bytes()).expect("the password is read");
            drop(typed);
            assert!(adding.wait().expect("it ends").success(), "{name} could not be added");
        }
        server.run("127.0.0.1:0");
        server
    }

    fn prepared(program: &str, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
            settings: settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            data: tempfile::tempdir().expect("a folder for the data"),
            running: None,
            address: String::new(),
        }
    }

    /// The address of a page: `url("/")`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address.trim_end_matches('/'))
    }

    /// The data folder; it stays when the server is killed.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Kills it as a power cut would, with no time to tidy up.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Starts it again after a kill, on the same folder and the same port, so that open pages find it.
    pub fn start_again(&mut self) {
        self.kill();
        let place = self.address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        self.run(&place);
    }

    fn run(&mut self, listen: &str) {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .env("SODAN_CONTENT", env!("CARGO_MANIFEST_DIR"))
            .env("SODAN_DATA", self.data.path())
            .env("SODAN_LISTEN", listen)
            .env_remove("TELOXIDE_TOKEN")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.program));
        let last_words = keep_last_words(process.stderr.take().expect("it is piped"));
        let (found, address) = mpsc::channel();
        let said = BufReader::new(process.stdout.take().expect("it is piped"));
        thread::spawn(move || {
            // To the end, so that it can always write.
            for line in said.lines().map_while(Result::ok) {
                if let Some(address) = address_in(&line) {
                    let _ = found.send(address.to_owned());
                }
            }
        });
        let running = self.running.insert(Running { process, last_words });
        self.address = address.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            panic!("{} {:?} never said its address:\n{}", self.program, self.arguments, running.last_words())
        });
    }
}

impl Running {
    fn last_words(&self) -> String {
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        words.iter().map(|line| format!("{line}\n")).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if thread::panicking() {
            eprintln!("the server's last words:\n{}", self.last_words());
        }
    }
}

fn keep_last_words(errors: impl Read + Send + 'static) -> LastWords {
    const KEPT: usize = 30;
    let words = LastWords::default();
    let kept = words.clone();
    thread::spawn(move || {
        for line in BufReader::new(errors).lines().map_while(Result::ok) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push_back(line);
            if kept.len() > KEPT {
                kept.pop_front();
            }
        }
    });
    words
}

/// The address of this machine that a line holds, whatever stands around it.
pub fn address_in(line: &str) -> Option<&str> {
    let start = line.find("http://127.0.0.1:")?;
    let rest = &line[start..];
    let end = "http://127.0.0.1:".len() + rest["http://127.0.0.1:".len()..].find(|it: char| !it.is_ascii_digit())?;
    // The slash belongs to it: it tells an address from a number that goes on in the next piece.
    rest[end..].starts_with('/').then(|| &rest[..=end])
}
