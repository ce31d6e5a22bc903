//! What all pages of the console need: forms read, templates drawn, refusals said.

use std::collections::HashMap;

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use tracing::error;

pub(super) use super::refused::refused;
use crate::{consult::case::Worker, helpdesk::staff::Member};

/// More fields than any form of ours has: the largest has one for each fact and for each choice of some.
const MOST_FIELDS: usize = 400;

/// What was posted.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form; what is beyond any form of ours is left out.
    pub fn read(body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(body).take(MOST_FIELDS);
        Self(pairs.map(|(key, value)| (key.into_owned(), value.replace("\r\n", "\n"))).collect())
    }

    /// A field, empty where it was not posted.
    pub fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str())
    }

    /// All fields, in the order in which they were posted.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// All fields of a name, in the order in which they were posted.
    pub fn all<'f>(&'f self, key: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// Something that staff cannot mend: told without its words, which are for whoever runs the program.
pub(super) fn failed(problem: &dyn std::error::Error) -> Response {
    error!(%problem, "helpdesk: a request could not be answered");
    refused(StatusCode::SERVICE_UNAVAILABLE, "いまは処理できませんでした。少し待って、もう一度お試しください。")
}

/// A page out of its template.
pub(super) fn drawn(status: StatusCode, page: askama::Result<String>) -> Response {
    match page {
        Ok(page) => (status, Html(page)).into_response(),
        Err(problem) => {
            error!(%problem, "helpdesk: a page could not be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// By what names colleagues know each other.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    pub fn of(members: &[Member]) -> Self {
        let shown = |member: &Member| match member.disabled {
            true => format!("{}（停止中）", member.shown),
            false => member.shown.clone(),
        };
        Self(members.iter().map(|member| (member.name.as_str().to_owned(), shown(member))).collect())
    }

    /// The name that is shown; of somebody unknown the one they signed in with.
    pub fn show(&self, worker: &Worker) -> String {
        self.0.get(&worker.0).unwrap_or(&worker.0).clone()
    }
}
