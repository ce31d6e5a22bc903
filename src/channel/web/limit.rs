//! How much one client may do: a burst at once, then an even pace. In memory alone, and bounded.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many clients are known at once. Whoever comes beyond is let in: forgetting somebody must not shut everybody out.
const MOST_CLIENTS: usize = 100_000;

/// A pace for every client by itself.
#[derive(Debug)]
pub(crate) struct Limit<C = IpAddr> {
    each: Duration,
    burst: Duration,
    /// When the last thing done would have been done at an even pace.
    clients: Mutex<HashMap<C, Instant>>,
}

impl<C: Eq + Hash> Limit<C> {
    /// `burst` at once, then `per_minute`.
    pub fn new(burst: u32, per_minute: u32) -> Self {
        let each = Duration::from_secs(60) / per_minute.max(1);
        Self { each, burst: each * burst, clients: Mutex::default() }
    }

    /// Takes one; where that is too much, says how long to wait.
    pub fn take(&self, client: C, now: Instant) -> Result<(), Duration> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= MOST_CLIENTS {
            clients.retain(|_, last| *last > now);
        }
        let known = clients.len();
        match clients.get_mut(&client) {
            Some(last) => {
                let next = (*last).max(now) + self.each;
                if next > now + self.burst {
                    return Err(next - now - self.burst);
                }
                *last = next;
            }
            None if known < MOST_CLIENTS => {
                clients.insert(client, now + self.each);
            }
            None => {}
        }
        Ok(())
    }
}

/// Whose an address is: who has one address of IPv6 has a whole /64 of them.
pub(crate) fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_at_once_then_an_even_pace_for_each_client_by_itself() {
        let limit = Limit::new(3, 60);
        let (one, other) = ("one", "other");
        let now = Instant::now();
        let took = |client, after| limit.take(client, now + Duration::from_secs(after)).is_ok();
        assert_eq!([0, 0, 0, 0].map(|after| took(one, after)), [true, true, true, false]);
        assert!(took(other, 0));
        assert_eq!([1, 1].map(|after| took(one, after)), [true, false]);
        assert_eq!([60, 60, 60, 60].map(|after| took(one, after)), [true, true, true, false]);
        assert_eq!(limit.take(one, now + Duration::from_secs(60)), Err(Duration::from_secs(1)));
    }

    #[test]
    fn neighbours_in_a_prefix_of_ipv6_are_one_client() {
        let (limit, now) = (Limit::new(1, 1), Instant::now());
        let take = |address: &str| limit.take(network(address.parse().unwrap()), now);
        assert!(take("2001:db8::1").is_ok());
        assert!(take("2001:db8::2").is_err());
        assert!(take("2001:db8:0:1::1").is_ok());
    }
}
