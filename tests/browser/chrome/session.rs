//! One chromedriver with one browser in a fresh profile; both are gone when this is dropped, also by a panic.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::wire::{Refusal, Wire};

/// What the browser is started with. Nothing of it calls home, nothing depends on the machine's screen, and nothing glides
/// away under the pointer.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-prefers-reduced-motion",
    "--lang=ja",
    "--window-size=1280,900",
];

pub struct Session {
    driver: Driver,
    id: String,
    /// Known so that a browser that does not listen any more can be ended too.
    browser: Option<u64>,
    /// The profile, and whatever else the two leave behind.
    _folder: TempDir,
}

impl Session {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the browser");
        let driver = Driver::start(folder.path());
        let mut flags = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", folder.path().join("profile").display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": flags, "prefs": { "intl.accept_languages": "ja,en" } },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "pageLoad": 20_000, "script": 30_000 },
        } } });
        let made = driver
            .wire
            .call("POST", "/session", Some(&wanted))
            .unwrap_or_else(|refusal| panic!("the browser does not start: {}: {}", refusal.code, refusal.message));
        Self {
            driver,
            id: made["sessionId"].as_str().expect("chromedriver names the session").to_owned(),
            browser: made["capabilities"]["goog:processID"].as_u64(),
            _folder: folder,
        }
    }

    pub fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.driver.wire.call("GET", &format!("/session/{}/{path}", self.id), None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Refusal> {
        self.driver.wire.call("POST", &format!("/session/{}/{path}", self.id), Some(body))
    }

    pub fn delete(&self, path: &str) -> Result<Value, Refusal> {
        self.driver.wire.call("DELETE", &format!("/session/{}/{path}", self.id), None)
    }

    /// The process numbers of chromedriver and of the browser.
    pub fn processes(&self) -> [u64; 2] {
        [self.driver.process.id().into(), self.browser.unwrap_or_default()]
    }

    /// A command of the Chrome DevTools Protocol to the present tab.
    pub fn cdp(&self, command: &str, parameters: &Value) -> Result<Value, Refusal> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let ended = self.driver.wire.call("DELETE", &format!("/session/{}", self.id), None);
        if let (Err(_), Some(browser)) = (ended, self.browser) {
            let _ = Command::new("kill").args(["-KILL", &browser.to_string()]).status();
        }
    }
}

struct Driver {
    process: Child,
    wire: Wire,
    /// Held open: chromedriver must be able to write.
    _said: BufReader<ChildStdout>,
}

/// So often it is started. It takes a free port for one family of addresses and then wants the same for the other, where
/// somebody else may have it by then.
const STARTS: usize = 5;

impl Driver {
    fn start(folder: &Path) -> Self {
        let mut heard = String::new();
        for _ in 0..STARTS {
            match Self::start_once(folder) {
                Ok(driver) => return driver,
                Err(said) if said.contains("port not available") => heard = said,
                Err(said) => panic!("chromedriver ended at once: {said}"),
            }
        }
        panic!("chromedriver ended at once, {STARTS} times: {heard}")
    }

    /// # Errors
    /// What it said where it ended at once.
    fn start_once(folder: &Path) -> Result<Self, String> {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .env("TMPDIR", folder)
            .env("TZ", "Asia/Tokyo")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "chromedriver: {error}. `bash tests/run` installs it, and so does \
                     `apt-get install chromium chromium-driver fonts-noto-cjk`"
                )
            });
        let mut said = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut heard = String::new();
        let port = loop {
            let start = heard.len();
            let read = said.read_line(&mut heard).expect("chromedriver writes text");
            let port =
                heard[start..].split_once("successfully on port ").map(|(_, rest)| rest.trim_matches(['.', '\n']));
            match port {
                Some(port) => break port.parse().expect("a port is a number"),
                None if read == 0 => {
                    let _ = process.wait();
                    return Err(heard);
                }
                None => {}
            }
        };
        Ok(Self { process, wire: Wire::new(port), _said: said })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
