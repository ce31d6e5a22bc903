//! The helpdesk's people: their accounts, how they sign in and out, and the log of it.

mod accounts;
mod command;
mod logins;

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use sodan::{
    helpdesk::{
        audit::{self, Act},
        device::DeviceCode,
        login::{LoginCode, Logins, SignIn},
        name::StaffName,
        role::Role,
        staff::{Member, Staff, StaffError},
        telegram,
    },
    store::{EntryKey, MemoryStore, Store},
};

const PASSWORD: &str = "五月雨をあつめて早し";

struct World {
    store: Arc<dyn Store>,
    staff: Staff,
    logins: Logins,
}

fn world() -> World {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let staff = Staff::new(store.clone());
    World { logins: Logins::new(store.clone(), staff.clone()), staff, store }
}

fn name(text: &str) -> StaffName {
    StaffName::new(text).unwrap()
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn from(number: u8) -> IpAddr {
    IpAddr::from([10, 0, 0, number])
}

impl World {
    async fn add(&self, text: &str, role: Role) -> Member {
        self.staff.add(&name(text), None, role, PASSWORD, None, at(0)).await.unwrap()
    }

    async fn try_in(&self, text: &str, password: &str, client: u8, second: i64) -> SignIn {
        self.logins.sign_in(text, password, from(client), None, at(second)).await.unwrap()
    }

    async fn sign_in(&self, text: &str, second: i64) -> LoginCode {
        match self.try_in(text, PASSWORD, 1, second).await {
            SignIn::Done { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    async fn visit(&self, code: &LoginCode, second: i64) -> bool {
        self.logins.visit(code, at(second)).await.unwrap().is_some()
    }

    async fn look(&self, code: &LoginCode, second: i64) -> bool {
        self.logins.look(code, at(second)).await.unwrap().is_some()
    }

    /// The log, oldest first: who, what, whose account.
    async fn log(&self) -> Vec<String> {
        let lines = audit::read(&*self.store, None, usize::MAX).await.unwrap();
        let words = lines.into_iter().rev().map(|logged| {
            let line = logged.line.unwrap();
            let who = line.who.map_or("-".to_owned(), |name| name.to_string());
            let whom = line.whom.map_or(String::new(), |name| format!(" {name}"));
            format!("{who} {:?}{whom}", line.what)
        });
        words.collect()
    }
}
