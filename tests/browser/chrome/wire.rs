//! The wire to chromedriver: JSON over HTTP on this machine, one call after the other.
//!
//! Over the standard library alone: chromedriver always says how long its answer is, and the crates that speak
//! WebDriver bring 15 to 31 more for what is a handful of paths here.

use std::{
    cell::RefCell,
    fmt,
    io::{self, BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

/// No call takes longer, not even one that waits for a page.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Wire {
    port: u16,
    line: RefCell<Option<BufReader<TcpStream>>>,
}

/// What chromedriver answers when it does not do as told: its short code and its words.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

impl Refusal {
    /// The element is not there, not yet there, or no longer there; nothing has been done.
    pub fn is_not_there(&self) -> bool {
        matches!(
            self.code.as_str(),
            "no such element" | "stale element reference" | "element not interactable" | "element click intercepted"
        )
    }

    /// A page was being left or built while it was looked at; looking again may help.
    pub fn is_passing(&self) -> bool {
        self.is_not_there()
            || self.code == "javascript error"
            || ["navigation", "does not belong to the document", "Cannot find context"]
                .iter()
                .any(|part| self.message.contains(part))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its first line says it; a trace of addresses follows.
        write!(f, "{}: {}", self.code, self.message.lines().next().unwrap_or_default())
    }
}

impl Wire {
    pub fn new(port: u16) -> Self {
        Self { port, line: RefCell::default() }
    }

    /// Sends one call and gives the `value` of its answer.
    pub fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refusal> {
        let (status, text) = self.exchange(method, path, body).map_err(|error| {
            *self.line.borrow_mut() = None;
            Refusal { code: "wire".into(), message: format!("{method} {path}: {error}") }
        })?;
        let mut answer: Value = serde_json::from_slice(&text)
            .map_err(|error| Refusal { code: "wire".into(), message: format!("{method} {path}: {error}") })?;
        let value = answer["value"].take();
        if status == 200 {
            return Ok(value);
        }
        let part = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Err(Refusal { code: part("error"), message: part("message") })
    }

    fn exchange(&self, method: &str, path: &str, body: Option<&Value>) -> io::Result<(u16, Vec<u8>)> {
        let mut kept = self.line.borrow_mut();
        let line = match &mut *kept {
            Some(line) => line,
            none => {
                let stream = TcpStream::connect(("127.0.0.1", self.port))?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                none.insert(BufReader::new(stream))
            }
        };
        let body = body.map(Value::to_string).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json; charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        line.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
        answer(line)
    }
}

fn answer(line: &mut impl BufRead) -> io::Result<(u16, Vec<u8>)> {
    let strange = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut first = String::new();
    line.read_line(&mut first)?;
    let status = first.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(|| strange(&first))?;
    let mut length = None;
    loop {
        let mut header = String::new();
        line.read_line(&mut header)?;
        match header.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length.ok_or_else(|| strange("an answer without a length"))?];
    line.read_exact(&mut body)?;
    Ok((status, body))
}
