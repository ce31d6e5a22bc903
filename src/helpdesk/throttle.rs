//! How often somebody may be wrong about a password. In memory alone, and bounded.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use ring::digest::{SHA256, digest};

use super::name::StaffName;
use crate::channel::web::limit::network;

/// So many wrong passwords in a row are free.
const FREE: u32 = 10;
/// How long the next try has to wait then; twice as long after each further one,
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// up to this: whoever is kept out by somebody else's tries is not kept out for a day.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Tries so long ago are no longer of the same row.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);
/// So many names, and so many addresses, are known at once.
const MOST_KNOWN: usize = 10_000;

/// Counts wrong passwords by name, whether or not there is such an account, and by where they come from.
#[derive(Debug, Default)]
pub struct Throttle {
    tries: Mutex<Tries>,
}

#[derive(Debug, Default)]
struct Tries {
    /// By a hash of the name, or of the name and a browser: what is typed may be long, and may be a password.
    names: Rows<[u8; 32]>,
    clients: Rows<IpAddr>,
}

#[derive(Debug)]
struct Rows<K>(HashMap<K, Row>);

/// Tries in a row.
#[derive(Clone, Copy, Debug)]
struct Row {
    wrong: u32,
    last: DateTime<Utc>,
}

/// One try to sign in.
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    /// The name as it was typed.
    pub name: &'a str,
    /// Where it comes from.
    pub client: IpAddr,
    /// The browser, where somebody of this name has signed in with it before. Its tries are counted for themselves alone, so
    /// that nobody keeps the one out whose name it is: neither elsewhere, nor at the same address.
    pub device: Option<&'a str>,
}

impl Throttle {
    /// Lets a try pass, or says how long to wait. A try counts as wrong from here until it is called right: of a hundred
    /// at once not all may pass because none is finished.
    pub fn begin(&self, tried: Try<'_>, now: DateTime<Utc>) -> Result<(), Duration> {
        let (name, client) = (key(&tried), network(tried.client));
        self.with(|tries| {
            let mut wait = tries.names.wait(&name, now);
            if tried.device.is_none() {
                wait = wait.max(tries.clients.wait(&client, now));
            }
            if let Ok(wait) = wait.to_std()
                && !wait.is_zero()
            {
                return Err(wait);
            }
            tries.names.count(name, now);
            if tried.device.is_none() {
                tries.clients.count(client, now);
            }
            Ok(())
        })
    }

    /// A try was right: both its rows begin anew. Those of the name and of the address go on where it was a browser of their
    /// own: others may still be trying.
    pub fn right(&self, tried: Try<'_>) {
        self.with(|tries| {
            tries.names.0.remove(&key(&tried));
            if tried.device.is_none() {
                tries.clients.0.remove(&network(tried.client));
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Tries) -> T) -> T {
        // Nothing here can panic half-way, so a poisoned lock still guards whole data.
        act(&mut self.tries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<K> Default for Rows<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Copy + Eq + Hash> Rows<K> {
    /// How long a try has to wait; nothing or less than nothing where it need not.
    fn wait(&self, key: &K, now: DateTime<Utc>) -> TimeDelta {
        self.0.get(key).map_or(TimeDelta::zero(), |row| {
            let further = row.wrong.saturating_sub(FREE);
            let whole = match row.wrong {
                ..FREE => TimeDelta::zero(),
                _ => FIRST_WAIT.checked_mul(1 << further.min(16)).map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT)),
            };
            // Where the clock was put back, nobody waits longer for it.
            (whole - (now - row.last)).min(whole)
        })
    }

    fn count(&mut self, key: K, now: DateTime<Utc>) {
        if self.0.len() >= MOST_KNOWN && !self.0.contains_key(&key) {
            self.make_room(now);
        }
        let row = self.0.entry(key).or_insert(Row { wrong: 0, last: now });
        if row.is_old(now) {
            row.wrong = 0;
        }
        *row = Row { wrong: row.wrong.saturating_add(1), last: now };
    }

    /// Forgets what is old; where nothing is, the shortest row, of those the oldest: nobody shakes off a long row by
    /// trying many names.
    fn make_room(&mut self, now: DateTime<Utc>) {
        self.0.retain(|_, row| !row.is_old(now));
        if self.0.len() >= MOST_KNOWN
            && let Some(least) = self.0.iter().min_by_key(|(_, row)| (row.wrong, row.last)).map(|(key, _)| *key)
        {
            self.0.remove(&least);
        }
    }
}

impl Row {
    fn is_old(&self, now: DateTime<Utc>) -> bool {
        now - self.last >= FORGOTTEN_AFTER
    }
}

/// The same for all ways to type a name, and another one for each browser of theirs. What is no name cannot be anybody's,
/// and is counted as it is.
fn key(tried: &Try<'_>) -> [u8; 32] {
    let name = StaffName::new(tried.name);
    let name = name.as_ref().map_or(tried.name, StaffName::as_str);
    let hash = match tried.device {
        None => digest(&SHA256, name.as_bytes()),
        // Nothing that is typed as a name has the same: the browser's own hash is secret.
        Some(device) => digest(&SHA256, format!("{device} {name}").as_bytes()),
    };
    hash.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn client(number: u32) -> IpAddr {
        IpAddr::V4(number.into())
    }

    fn wait(throttle: &Throttle, name: &str, from: u32, second: i64) -> u64 {
        waits(throttle, Try { name, client: client(from), device: None }, second)
    }

    fn waits(throttle: &Throttle, tried: Try<'_>, second: i64) -> u64 {
        throttle.begin(tried, at(second)).err().map_or(0, |wait| wait.as_secs())
    }

    fn right(throttle: &Throttle, name: &str, from: u32) {
        throttle.right(Try { name, client: client(from), device: None });
    }

    #[test]
    fn after_ten_wrong_passwords_for_one_name_each_further_try_waits_longer() {
        let throttle = Throttle::default();
        for from in 0..10 {
            assert_eq!(wait(&throttle, "tanaka", from, 0), 0);
        }
        let mut now = 0;
        for expected in [30, 60, 120, 240, 480, 900, 900] {
            assert_eq!(wait(&throttle, " ｔａｎａｋａ", 99, now), expected, "however it is typed, from wherever");
            assert_eq!(wait(&throttle, "tanaka", 99, now + expected as i64 - 1), 1, "asking does not make it longer");
            assert_eq!(wait(&throttle, "suzuki", 98, now), 0);
            right(&throttle, "suzuki", 98);
            now += expected as i64;
            assert_eq!(wait(&throttle, "tanaka", 1_000 + now as u32, now), 0);
        }
    }

    #[test]
    fn every_text_that_is_a_name_is_counted_as_that_name() {
        let throttle = Throttle::default();
        let typed = |count: usize| format!("{}ｔａｎａｋａ{}", " ".repeat(count), "\u{3000}".repeat(10 * count));
        for from in 0..10 {
            assert_eq!(StaffName::new(&typed(from)), StaffName::new("tanaka"));
            assert_eq!(wait(&throttle, &typed(from), from as u32, 0), 0);
        }
        assert_eq!(wait(&throttle, "tanaka", 99, 0), 30);
    }

    #[test]
    fn after_ten_wrong_passwords_from_one_place_it_waits_whatever_the_name() {
        let throttle = Throttle::default();
        for name in 0..10 {
            assert_eq!(wait(&throttle, &format!("{name}"), 1, 0), 0);
        }
        assert_eq!((wait(&throttle, "tanaka", 1, 0), wait(&throttle, "tanaka", 2, 0)), (30, 0));
        let v6 = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, last]);
        for name in 0..10 {
            let tried = Try { name: &format!("six {name}"), client: v6(name), device: None };
            assert!(throttle.begin(tried, at(0)).is_ok());
        }
        let tried = Try { name: "six", client: v6(99), device: None };
        assert!(throttle.begin(tried, at(0)).is_err(), "a network of IPv6 is one place");
    }

    #[test]
    fn a_browser_of_their_own_waits_for_nobodys_tries_but_its_own() {
        let throttle = Throttle::default();
        let own = |from| Try { name: "tanaka", client: client(from), device: Some("a hash") };
        (0..10).for_each(|from| assert_eq!(wait(&throttle, "tanaka", from, 0), 0));
        for from in 100..110 {
            assert_eq!(waits(&throttle, own(from), 0), 0);
        }
        assert_eq!(waits(&throttle, own(110), 0), 30, "ten of its own, from wherever");
        assert_eq!(waits(&throttle, Try { device: Some("another"), ..own(111) }, 0), 0);
        throttle.right(own(110));
        assert_eq!(waits(&throttle, own(110), 0), 0);
        assert_eq!(wait(&throttle, "tanaka", 200, 0), 30, "those elsewhere wait on");
        (0..10).for_each(|count| assert_eq!(wait(&throttle, &format!("{count}"), 300, 0), 0));
        let other = Try { device: Some("another"), ..own(300) };
        assert_eq!(waits(&throttle, other, 0), 0, "nor for those of anybody at the same address");
        throttle.right(other);
        assert_eq!(wait(&throttle, "suzuki", 300, 0), 30, "who waits on");
        (0..10).for_each(|_| assert_eq!(waits(&throttle, Try { client: client(400), ..other }, 0), 0));
        assert_eq!(wait(&throttle, "suzuki", 400, 0), 0, "and nobody waits for those of the browser");
    }

    #[test]
    fn a_right_password_begins_anew_and_so_does_a_day() {
        let throttle = Throttle::default();
        for round in 0..3 {
            for _ in 0..10 {
                assert_eq!(wait(&throttle, "tanaka", 1, round), 0);
            }
            right(&throttle, "tanaka", 1);
        }
        for _ in 0..9 {
            assert_eq!(wait(&throttle, "tanaka", 1, 0), 0);
        }
        for _ in 0..10 {
            assert_eq!(wait(&throttle, "tanaka", 1, 24 * 60 * 60), 0);
        }
        assert_eq!(wait(&throttle, "tanaka", 1, 24 * 60 * 60), 30);
        assert_eq!(wait(&throttle, "tanaka", 1, 0), 30, "a clock that was put back lets nobody wait longer");
    }

    #[test]
    fn many_names_take_bounded_room_and_shake_no_row_off() {
        let throttle = Throttle::default();
        for from in 0..10 {
            wait(&throttle, "tanaka", from, 0);
        }
        for number in 0..MOST_KNOWN as u32 + 50 {
            assert_eq!(wait(&throttle, &format!("nobody {number}"), 100 + number, 1), 0);
        }
        throttle.with(|tries| assert_eq!((tries.names.0.len(), tries.clients.0.len()), (MOST_KNOWN, MOST_KNOWN)));
        assert_eq!(wait(&throttle, "tanaka", 7_000_000, 1), 29);
    }
}
