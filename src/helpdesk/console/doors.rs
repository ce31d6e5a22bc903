//! Every way into the console, and who may come in: the one list of which the routes are made, and which the tests try.

use std::sync::Arc;

use axum::{
    Router,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    handler::Handler,
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::{MethodRouter, get, post},
};

use super::{
    Console, act, asset, case, css, erase, events, export, find, learning, log, lookup, merge, pages, people, queue,
    sign_in, statistics, telegram, wrong,
};
use crate::helpdesk::role::Right;

/// One way in.
pub struct Door {
    /// GET or POST.
    pub method: &'static str,
    /// As routes write it, with what stands for something in braces.
    pub path: &'static str,
    /// What one must be allowed; nothing where one need not be signed in.
    pub right: Option<Right>,
    handler: MethodRouter<Arc<Console>>,
}

impl Door {
    fn look<H: Handler<T, Arc<Console>>, T: 'static>(path: &'static str, right: Option<Right>, handler: H) -> Self {
        Self { method: "GET", path, right, handler: get(handler) }
    }

    fn act<H: Handler<T, Arc<Console>>, T: 'static>(path: &'static str, right: Option<Right>, handler: H) -> Self {
        Self { method: "POST", path, right, handler: post(handler) }
    }

    fn script(path: &'static str, text: &'static str) -> Self {
        Self::look(path, None, async move || asset("text/javascript; charset=utf-8", text))
    }
}

/// All of them.
pub fn doors() -> Vec<Door> {
    use Right::{Erase, Export, ManageStaff, Read, ReadLog, Work};
    vec![
        Door::look("/helpdesk", Some(Read), queue::show),
        Door::look("/helpdesk/queue/{queue}", Some(Read), queue::show_one),
        Door::look("/helpdesk/case/{id}", Some(Read), case::show),
        Door::look("/helpdesk/case/{id}/erase", Some(Erase), erase::show),
        Door::act("/helpdesk/case/{id}/erase", Some(Erase), erase::erase),
        Door::look("/helpdesk/case/{id}/merge", Some(Work), merge::show),
        Door::act("/helpdesk/case/{id}/merge", Some(Work), merge::merge),
        Door::act("/helpdesk/case/{id}/{act}", Some(Work), act::act),
        Door::look("/helpdesk/events", Some(Read), events::listen),
        Door::look("/helpdesk/find", Some(Read), find::show),
        Door::look("/helpdesk/people", Some(ManageStaff), people::show),
        Door::act("/helpdesk/people/{act}", Some(ManageStaff), people::act),
        Door::look("/helpdesk/log", Some(ReadLog), log::show),
        Door::look("/helpdesk/export", Some(Export), export::show),
        Door::act("/helpdesk/export", Some(Export), export::export),
        Door::look("/helpdesk/login", None, sign_in::show),
        Door::act("/helpdesk/login", None, sign_in::sign_in),
        Door::act("/helpdesk/logout", Some(Read), sign_in::sign_out),
        Door::look("/helpdesk/telegram", Some(Work), telegram::show),
        Door::act("/helpdesk/telegram", Some(Work), telegram::lend),
        Door::look("/helpdesk/statistics", Some(Read), statistics::show),
        Door::look("/helpdesk/statistics.csv", Some(Export), statistics::export),
        Door::look("/helpdesk/unanswered", Some(Read), learning::show),
        Door::act("/helpdesk/unanswered/patch", Some(Work), learning::patch),
        Door::look("/helpdesk/wrong", Some(Read), wrong::show),
        Door::look("/helpdesk/lookup", Some(Read), lookup::show),
        Door::act("/helpdesk/lookup/save", Some(Work), lookup::save),
        Door::act("/helpdesk/lookup/send", Some(Work), lookup::send),
        Door::act("/helpdesk/lookup/keep", Some(Work), lookup::keep),
        Door::look("/helpdesk/assets/console.css", None, async || asset("text/css; charset=utf-8", css())),
        Door::script("/helpdesk/assets/console.js", include_str!("assets/console.js")),
        Door::script("/helpdesk/assets/drafts.js", include_str!("assets/drafts.js")),
        Door::script("/helpdesk/assets/keys.js", include_str!("assets/keys.js")),
        Door::script("/helpdesk/assets/live.js", include_str!("assets/live.js")),
        Door::look("/helpdesk/assets/lookup.css", None, lookup::css),
        Door::look("/helpdesk/assets/lookup.js", None, lookup::js),
    ]
}

pub(super) fn routes() -> Router<Arc<Console>> {
    let route = |routes: Router<_>, door: Door| match door.path.contains("{id}") {
        true => routes.route(door.path, door.handler.layer(middleware::from_fn(numbered))),
        false => routes.route(door.path, door.handler),
    };
    doors().into_iter().fold(Router::new(), route)
}

/// An address with what is no number of a case is refused like one whose case has gone, to whoever may come in: the
/// framework's own words are for nobody here.
async fn numbered(params: Result<RawPathParams, RawPathParamsRejection>, request: Request, next: Next) -> Response {
    let is_number = |(name, value): (&str, &str)| name != "id" || value.parse::<u64>().is_ok();
    let is_read = params.is_ok_and(|params| params.iter().all(is_number));
    let answer = next.run(request).await;
    match answer.status() {
        StatusCode::BAD_REQUEST if !is_read => pages::refused(StatusCode::NOT_FOUND, case::GONE),
        _ => answer,
    }
}
