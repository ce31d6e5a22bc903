//! The helpdesk's people: who has an account, and what administrators do with them.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;

use super::{Console, pages, queue::Queue, session::SignedIn};
use crate::{
    helpdesk::{
        name::StaffName,
        role::{Right, Role},
        staff::{Member, StaffError},
    },
    rules::{Moment, words},
};

#[derive(Template)]
#[template(path = "people.html")]
struct Page<'a> {
    member: &'a Member,
    members: Vec<Row>,
    problem: Option<String>,
    typed: Typed<'a>,
    roles: [(&'static str, &'static str); 3],
}

/// What was filled in, without the password.
#[derive(Clone, Copy, Default)]
struct Typed<'a> {
    name: &'a str,
    shown: &'a str,
    role: &'a str,
}

struct Row {
    name: String,
    shown: String,
    role: &'static str,
    disabled: bool,
    /// How many cases they work on, and the numbers of some.
    cases: (usize, Vec<u64>),
    created: String,
}

/// So many cases of somebody are named.
const MOST_CASES: usize = 20;

const ROLES: [(Role, &str); 3] = [(Role::Worker, "worker"), (Role::Admin, "admin"), (Role::Reader, "reader")];

/// Everybody.
pub(super) async fn show(State(console): State<Arc<Console>>, signed_in: SignedIn) -> Response {
    if let Err(refused) = signed_in.must(Right::ManageStaff) {
        return refused;
    }
    draw(&console, &signed_in, StatusCode::OK, None, Typed::default()).await
}

async fn draw(
    console: &Console,
    signed_in: &SignedIn,
    status: StatusCode,
    problem: Option<String>,
    typed: Typed<'_>,
) -> Response {
    let members = match console.staff.list().await {
        Ok(members) => members,
        Err(problem) => return pages::failed(&problem),
    };
    let glance = console.glances.now(console.consult.board());
    let row = |member: Member| Row {
        cases: (
            glance.count(Queue::Mine, &member),
            glance.newest(Queue::Mine, &member).iter().take(MOST_CASES).copied().collect(),
        ),
        name: member.name.to_string(),
        shown: member.shown,
        role: member.role.label(),
        disabled: member.disabled,
        created: words::moment(Moment::from(member.created)),
    };
    let members = members.into_iter().map(row).collect();
    let roles = ROLES.map(|(role, key)| (key, role.label()));
    pages::drawn(status, Page { member: &signed_in.member, members, problem, typed, roles }.render())
}

/// Adds somebody, disables or enables an account, or gives it a new password. Whoever is disabled works on no case any
/// more: theirs wait for anybody.
pub(super) async fn act(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    Path(act): Path<String>,
    body: Bytes,
) -> Response {
    if let Err(refused) = signed_in.must(Right::ManageStaff) {
        return refused;
    }
    let fields = pages::Fields::read(&body);
    let (name, shown, password) = (fields.get("name"), fields.get("shown").trim(), fields.get("password"));
    // Of the other forms nothing belongs into that of a new account.
    let typed = if act == "add" { Typed { name, shown, role: fields.get("role") } } else { Typed::default() };
    if act == "disable" && fields.get("sure") != "yes" {
        let problem = "停止する前に、確かめたことを示すチェックを入れてください。".to_owned();
        return draw(&console, &signed_in, StatusCode::BAD_REQUEST, Some(problem), typed).await;
    }
    let (by, now) = (Some(&signed_in.member.name), Utc::now());
    let done = async {
        let name = StaffName::new(name)?;
        let role = ROLES.iter().find(|(_, key)| *key == typed.role).map_or(Role::Worker, |(role, _)| *role);
        match act.as_str() {
            "add" => {
                let shown = (!shown.is_empty()).then_some(shown);
                console.staff.add(&name, shown, role, password, by, now).await.map(drop)?;
            }
            "disable" => {
                console.staff.disable(&name, by, now).await?;
                console.presence.leave(&name);
            }
            "enable" => console.staff.enable(&name, by, now).await.map(drop)?,
            "reset" => console.staff.reset(&name, password, by, now).await.map(drop)?,
            _ => return Ok(false),
        }
        Ok(true)
    };
    match done.await {
        Ok(true) => match console.staff_changed(&signed_in.member.name).await {
            Ok(()) => Redirect::to("/helpdesk/people").into_response(),
            Err(problem) => pages::failed(&problem),
        },
        Ok(false) => pages::refused(StatusCode::NOT_FOUND, "その操作はありません。"),
        Err(problem @ (StaffError::Store(_) | StaffError::Unreadable(_))) => pages::failed(&problem),
        Err(problem) => {
            let status = match problem {
                StaffError::Taken(_) | StaffError::ShownTaken { .. } | StaffError::LastAdmin(_) => StatusCode::CONFLICT,
                StaffError::Unknown(_) => StatusCode::NOT_FOUND,
                _ => StatusCode::BAD_REQUEST,
            };
            draw(&console, &signed_in, status, Some(problem.to_string()), typed).await
        }
    }
}
