//! A browser without a screen: it keeps its cookies, fills in the forms of the page it got, and does nothing by itself.
//! Every byte that it sends is written here, so that it can also send what no browser would.
#![allow(dead_code, reason = "every user of it needs another part")]

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::LazyLock,
    time::{Duration, Instant},
};

use regex::Regex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A test fails rather than waits for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
    /// From the last byte sent to the first byte that came.
    pub first_byte: Duration,
    /// From the last byte sent to the last byte that came.
    pub whole: Duration,
}

impl Answer {
    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let ours = self.headers.iter().filter(|(key, _)| key == name);
        ours.map(|(_, value)| value.as_str()).collect()
    }

    /// A header that comes once; empty where it does not come.
    pub fn header(&self, name: &str) -> &str {
        let all = self.all(name);
        assert!(all.len() <= 1, "{name} comes {} times", all.len());
        all.first().copied().unwrap_or_default()
    }

    /// The page that was drawn.
    pub fn page(&self) -> Page {
        assert_eq!(self.status, 200, "{}", self.body);
        Page(self.body.clone())
    }
}

/// One connection, on which one request follows the other.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    sent: Instant,
}

impl Connection {
    pub async fn open(at: SocketAddr) -> Self {
        let stream = TcpStream::connect(at).await.expect("the server is there");
        stream.set_nodelay(true).expect("a connection");
        Self { stream, read: Vec::new(), sent: Instant::now() }
    }

    /// Sends these bytes and no others.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.sent = Instant::now();
        Ok(())
    }

    /// The status and the headers of the next answer; the body is still to come.
    pub async fn head(&mut self) -> Answer {
        if self.read.is_empty() {
            assert!(self.more().await > 0, "the server hung up");
        }
        let first_byte = self.sent.elapsed();
        let end = self.position(b"\r\n\r\n").await;
        let head = String::from_utf8(self.read.drain(..end + 4).collect()).expect("a head in ASCII");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status").parse().expect("a number");
        let pair = |line: &str| line.split_once(": ").map(|(key, value)| (key.to_lowercase(), value.to_owned()));
        let headers = lines.filter_map(pair).collect();
        Answer { status, headers, body: String::new(), first_byte, whole: first_byte }
    }

    /// The next answer, which must say its length.
    pub async fn answer(&mut self) -> Answer {
        let mut answer = self.head().await;
        let length = answer.header("content-length").parse().unwrap_or(0);
        while self.read.len() < length {
            assert!(self.more().await > 0, "the server hung up in the midst of an answer");
        }
        answer.whole = self.sent.elapsed();
        answer.body = String::from_utf8(self.read.drain(..length).collect()).expect("UTF-8");
        answer
    }

    /// The version in the next event of a stream; none where the stream ended.
    pub async fn event(&mut self) -> Option<u64> {
        const BEGIN: &str = "event: changed\ndata: ";
        loop {
            let read = String::from_utf8_lossy(&self.read);
            if let Some(from) = read.find(BEGIN)
                && let Some(to) = read[from..].find("\n\n")
            {
                let version = read[from + BEGIN.len()..from + to].parse().expect("an event holds a number and no more");
                self.read.drain(..from + to);
                return Some(version);
            }
            // The length of the last chunk.
            if read.ends_with("\r\n0\r\n\r\n") || self.more().await == 0 {
                return None;
            }
        }
    }

    /// The next event of a stream as it stands there; none where the stream ended.
    pub async fn told(&mut self) -> Option<String> {
        loop {
            let read = String::from_utf8_lossy(&self.read);
            if let Some(from) = read.find("event: ")
                && let Some(to) = read[from..].find("\n\n")
            {
                let event = read[from..from + to].to_owned();
                // The bytes before it are lengths of chunks in ASCII.
                self.read.drain(..from + to);
                return Some(event);
            }
            if read.ends_with("\r\n0\r\n\r\n") || self.more().await == 0 {
                return None;
            }
        }
    }

    async fn position(&mut self, what: &[u8]) -> usize {
        loop {
            if let Some(at) = self.read.windows(what.len()).position(|part| part == what) {
                return at;
            }
            assert!(self.more().await > 0, "the server hung up in the midst of a head");
        }
    }

    async fn more(&mut self) -> usize {
        let read = tokio::time::timeout(PATIENCE, self.stream.read_buf(&mut self.read)).await;
        read.expect("something comes in time").unwrap_or(0)
    }
}

/// One browser.
#[derive(Clone, Debug)]
pub struct Browser {
    at: SocketAddr,
    pub cookies: BTreeMap<String, String>,
    /// Sent with every request.
    pub headers: Vec<(String, String)>,
}

impl Browser {
    pub fn new(at: SocketAddr) -> Self {
        Self { at, cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// The same with one more header.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same, gone on to another server.
    pub fn at(&self, at: SocketAddr) -> Self {
        Self { at, ..self.clone() }
    }

    /// The server it talks to.
    pub fn address(&self) -> SocketAddr {
        self.at
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"").await
    }

    /// Posts what a form of the page posts.
    pub async fn post(&mut self, body: &str) -> Answer {
        self.ask("POST", "/say", &[("content-type", FORM)], body.as_bytes()).await
    }

    pub async fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = self.request(method, path, headers, body);
        let mut connection = Connection::open(self.at).await;
        // Who is refused may be hung up on before everything is said.
        let _ = connection.send(&request).await;
        let answer = connection.answer().await;
        self.keep(&answer);
        answer
    }

    /// Waits for news.
    pub async fn listen(&self, path: &str) -> Connection {
        let mut connection = Connection::open(self.at).await;
        connection.send(&self.request("GET", path, &[], b"")).await.expect("the server is there");
        let head = connection.head().await;
        assert_eq!((head.status, head.header("content-type")), (200, "text/event-stream"));
        connection
    }

    /// The bytes of a request.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.at);
        let all =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(headers.iter().copied());
        all.for_each(|(name, value)| text += &format!("{name}: {value}\r\n"));
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            text += &format!("cookie: {}\r\n", pairs.join("; "));
        }
        if method == "POST" {
            text += &format!("content-length: {}\r\n", body.len());
        }
        [text.as_bytes(), b"\r\n", body].concat()
    }

    pub fn keep(&mut self, answer: &Answer) {
        for set in answer.all("set-cookie") {
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Looks at the page.
    pub async fn look(&mut self) -> Page {
        self.get("/").await.page()
    }

    /// Posts, goes where the answer leads, and gives the page there.
    pub async fn go(&mut self, body: &str) -> Page {
        let answer = self.post(body).await;
        match answer.status {
            303 => {
                let to = answer.header("location").split('#').next().unwrap_or_default().to_owned();
                self.get(&to).await.page()
            }
            _ => answer.page(),
        }
    }

    /// Presses the button of this label and gives the page after it.
    pub async fn press(&mut self, page: &Page, label: &str) -> Page {
        self.go(&page.press(label)).await
    }

    /// Writes into the field of the page and gives the page after it.
    pub async fn write(&mut self, page: &Page, text: &str) -> Page {
        self.go(&page.write(text)).await
    }
}

/// What a browser says that it posts.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A page, and the forms on it.
#[derive(Clone, Debug)]
pub struct Page(pub String);

/// What can be pressed: a label and what is posted then.
pub type Button = (String, String);

static FORMS: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?s)<form [^>]*>(.*?)</form>").expect("a pattern"));
static HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("<input type=\"hidden\" name=\"(.*?)\" value=\"(.*?)\">").expect("a pattern"));
static PRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("<button type=\"submit\" name=\"press\" value=\"(.*?)\"[^>]*>(.*?)</button>").expect("a pattern")
});
static OPTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("<option value=\"(.+?)\">(.*?)</option>").expect("a pattern"));
static TICK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("<input type=\"checkbox\"[^>]* name=\"tick\" value=\"(\\d+)\"> <span>(.*?)</span>").expect("a pattern")
});
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?s)name=\"text\"[^>]*?(?:value=\"([^\"]*)\" required>|>([^<]*)</textarea>)").expect("a pattern")
});

impl Page {
    /// Everything that can be pressed. Where choices are ticked, each of them alone.
    pub fn buttons(&self) -> Vec<Button> {
        let mut buttons = Vec::new();
        for form in FORMS.captures_iter(&self.0) {
            let hidden = self::hidden(&form[1]);
            let chosen = PRESS.captures_iter(&form[1]).chain(OPTION.captures_iter(&form[1]));
            buttons.extend(chosen.map(|it| (it[2].to_owned(), posted(&hidden, "press", &it[1]))));
            buttons.extend(TICK.captures_iter(&form[1]).map(|it| (it[2].to_owned(), posted(&hidden, "tick", &it[1]))));
        }
        buttons
    }

    /// What the button of this label posts.
    pub fn press(&self, label: &str) -> String {
        let found = self.buttons().into_iter().find(|(shown, _)| shown.contains(label));
        found.unwrap_or_else(|| panic!("no button {label} in {}", self.0)).1
    }

    /// What the field posts with this text in it.
    pub fn write(&self, text: &str) -> String {
        let form = FORMS.captures_iter(&self.0).find(|form| form[1].contains("name=\"text\""));
        posted(&hidden(&form.expect("a field to write in")[1]), "text", text)
    }

    /// What stands in the field already, as it is escaped.
    pub fn draft(&self) -> String {
        let found = FIELD.captures(&self.0).expect("a field to write in");
        found.get(1).or(found.get(2)).map(|it| it.as_str().to_owned()).unwrap_or_default()
    }

    /// How often something stands on the page.
    pub fn times(&self, what: &str) -> usize {
        self.0.matches(what).count()
    }

    pub fn has(&self, what: &str) -> bool {
        self.0.contains(what)
    }
}

fn hidden(form: &str) -> Vec<(String, String)> {
    HIDDEN.captures_iter(form).map(|it| (it[1].to_owned(), it[2].to_owned())).collect()
}

fn posted(hidden: &[(String, String)], name: &str, value: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(hidden).append_pair(name, value).finish()
}
