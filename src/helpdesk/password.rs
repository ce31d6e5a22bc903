//! Passwords: which are good enough, and how they are kept, which is as a hash that takes time and memory to try.

use std::{fmt, sync::Arc};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};
use unicode_normalization::UnicodeNormalization;

use super::name::StaffName;

/// The fewest characters of a password.
pub const FEWEST_CHARS: usize = 10;
/// The most bytes of one, so that nobody can make the hash long work.
pub const MOST_BYTES: usize = 1_000;
/// So many different characters at least: `1212121212` is as good as no password.
const FEWEST_DIFFERENT: usize = 4;

/// Long enough, and tried first all the same.
const WORST: [&str; 36] = [
    "0123456789",
    "0987654321",
    "1234567890",
    "123456789a",
    "12345678910",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "abcdefghij",
    "abcd123456",
    "admin12345",
    "administrator",
    "asdfghjkl;",
    "changeme123",
    "helpdesk123",
    "helpdesk1234",
    "iloveyou123",
    "letmein123",
    "login12345",
    "nihon12345",
    "p@ssw0rd123",
    "password00",
    "password01",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "q1w2e3r4t5",
    "qazwsxedcrfv",
    "qwerty1234",
    "qwerty12345",
    "qwertyuiop",
    "sodan12345",
    "sodansodan",
    "welcome123",
    "zaq12wsxcde3",
    "ぱすわーど12345",
];

/// A password as somebody typed it, in one form whatever keyboard it came from (NFKC). Never shown, also not by `Debug`.
#[derive(Clone)]
pub struct Password(String);

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than [`FEWEST_CHARS`].
    #[error("パスワードが短すぎます（{FEWEST_CHARS}字以上）")]
    Short,
    /// More than [`MOST_BYTES`].
    #[error("パスワードが長すぎます（{MOST_BYTES}バイトまで）")]
    Long,
    /// The name, which everybody knows.
    #[error("パスワードが名前と同じです")]
    Name,
    /// One of those that are tried first.
    #[error("よく使われるパスワードです。ほかのものにしてください")]
    Worst,
}

impl Password {
    /// Reads what was typed to sign in. One that is too long is nobody's.
    pub fn typed(text: &str) -> Result<Self, PasswordProblem> {
        if text.len() > MOST_BYTES { Err(PasswordProblem::Long) } else { Ok(Self(text.nfkc().collect())) }
    }

    /// Reads one that somebody with this name is to have from now on.
    pub fn new(text: &str, name: &StaffName) -> Result<Self, PasswordProblem> {
        let password = Self::typed(text)?;
        let lower = password.0.to_lowercase();
        let mut different: Vec<char> = lower.chars().collect();
        different.sort_unstable();
        different.dedup();
        if password.0.chars().count() < FEWEST_CHARS {
            Err(PasswordProblem::Short)
        } else if lower.trim() == name.as_str().to_lowercase() {
            Err(PasswordProblem::Name)
        } else if different.len() < FEWEST_DIFFERENT || WORST.contains(&lower.as_str()) {
            Err(PasswordProblem::Worst)
        } else {
            Ok(password)
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// argon2id as OWASP's Password Storage Cheat Sheet advises: 19 MiB, 2 rounds, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;

/// Each takes [`MEMORY_KIB`] and one processor for some tens of milliseconds; however many sign in, the rest of the
/// program goes on.
const AT_ONCE: usize = 2;

/// The hash of no password: what is checked where there is no such name, so that it takes the same time.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Makes and checks hashes, away from the threads that serve everybody else.
#[derive(Clone, Debug)]
pub struct Hashing(Arc<Semaphore>);

impl Default for Hashing {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Hashing {
    /// The hash to keep, with its salt and parameters (a PHC string).
    pub async fn hash(&self, password: Password) -> String {
        self.away(move || {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt).expect("a system without randomness can keep nobody apart");
            let hash: PasswordHash = argon2()
                .hash_password_with_salt(password.0.as_bytes(), &salt)
                .expect("the parameters and the length of the salt are constants that argon2 takes");
            hash.to_string()
        })
        .await
    }

    /// Whether this is the password whose hash was kept. Without a hash it is not, after the same time.
    pub async fn verify(&self, password: Password, kept: Option<String>) -> bool {
        self.away(move || {
            let hash = PasswordHash::new(kept.as_deref().unwrap_or(NOBODYS));
            let right = hash.is_ok_and(|hash| argon2().verify_password(password.0.as_bytes(), &hash).is_ok());
            right && kept.is_some()
        })
        .await
    }

    async fn away<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let place = Arc::clone(&self.0).acquire_owned().await.expect("nobody closes it");
        // The place goes along: whoever stops waiting does not stop the work.
        let work = spawn_blocking(move || {
            let _place = place;
            work()
        });
        work.await.expect("the work does not panic, and a runtime that stops drops those who wait first")
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, ROUNDS, LANES, None).expect("constants within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(text: &str) -> Result<(), PasswordProblem> {
        Password::new(text, &StaffName::new("Tanaka Hanako").unwrap()).map(drop)
    }

    #[test]
    fn a_password_is_long_enough_and_not_what_is_tried_first() {
        let cases = [
            ("", PasswordProblem::Short),
            ("123456789", PasswordProblem::Short),
            ("五月雨をあつめて早", PasswordProblem::Short),
            ("tanaka hanako", PasswordProblem::Name),
            ("ＴＡＮＡＫＡ　ｈａｎａｋｏ", PasswordProblem::Name),
            ("Password123", PasswordProblem::Worst),
            ("１２３４５６７８９０", PasswordProblem::Worst),
            ("aaaaaaaaaaaaaaa", PasswordProblem::Worst),
            ("12121212121212", PasswordProblem::Worst),
            (&"長い".repeat(200), PasswordProblem::Long),
        ];
        for (text, problem) in cases {
            assert_eq!(new(text), Err(problem), "{text:.40}");
        }
        for good in ["五月雨をあつめて早し", "tanaka hanako 7", &"ab1-".repeat(250)] {
            assert_eq!(new(good), Ok(()), "{good:.40}");
        }
    }

    #[test]
    fn the_worst_are_ones_that_nothing_else_refuses() {
        for worst in WORST {
            assert_eq!(new(worst), Err(PasswordProblem::Worst), "{worst}");
            assert_eq!(worst, worst.nfkc().collect::<String>().to_lowercase());
        }
    }

    #[test]
    fn a_password_is_not_printed() {
        assert_eq!(format!("{:?}", Password::typed("secret words")), "Ok(Password(…))");
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let hashing = Hashing::default();
        let typed = |text: &str| Password::typed(text).unwrap();
        let hash = hashing.hash(typed("五月雨 abc 123")).await;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hashing.hash(typed("五月雨 abc 123")).await, hash, "each has a salt of its own");
        assert!(hashing.verify(typed("五月雨　ａｂｃ　１２３"), Some(hash.clone())).await);
        assert!(!hashing.verify(typed("五月雨 abc 124"), Some(hash)).await);
        assert!(!hashing.verify(typed("五月雨 abc 123"), None).await);
        assert!(!hashing.verify(typed("五月雨 abc 123"), Some("damaged".to_owned())).await);
    }

    #[test]
    fn the_hash_of_nobody_takes_as_long_as_those_of_today() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        let params = Params::try_from(&nobodys).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, ROUNDS, LANES));
        assert_eq!(nobodys.algorithm.as_str(), "argon2id");
        assert_eq!(nobodys.hash.unwrap().len(), Params::DEFAULT_OUTPUT_LEN);
    }
}
