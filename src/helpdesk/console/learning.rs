//! Questions that were not understood, alike ones together, and patches for the author made of them.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Console, pages, session::SignedIn, statistics::log_export};
use crate::{
    consult::{
        Answering,
        unanswered::{Asked, gather},
    },
    helpdesk::{
        learning::{self, Likeness, Patch, PatchError},
        role::Right,
        staff::Member,
    },
    search::entry::{self, Entry},
};

/// So many groups are on the page, and so many texts of one.
const MOST_GROUPS: usize = 100;
const MOST_TEXTS: usize = 12;

#[derive(Template)]
#[template(path = "unanswered.html")]
struct Page<'a> {
    member: &'a Member,
    may_work: bool,
    groups: Vec<Group>,
    more: usize,
    entries: Vec<(String, String)>,
    /// What is wrong with a choice whose group is not there any more.
    problem: Option<&'static str>,
}

struct Group {
    count: u64,
    texts: Vec<Text>,
    more: usize,
    /// Where they are to be added: the entry that was chosen or offered most for them, empty where none was.
    entry: String,
    offered: String,
    problem: Option<&'static str>,
    /// It is the field for the entry that has to be mended.
    of_entry: bool,
}

struct Text {
    text: String,
    count: u64,
    chosen: bool,
}

/// What was chosen, and cannot be done so.
struct Unfit {
    problem: &'static str,
    of_entry: bool,
    /// A text by which its group is known.
    group: String,
    texts: Vec<String>,
    entry: String,
}

#[derive(Template)]
#[template(path = "patch.html")]
struct PatchPage<'a> {
    member: &'a Member,
    may_export: bool,
    patch: Patch,
    fields: Vec<(&'static str, String)>,
}

/// The page of all groups.
pub(super) async fn show(State(console): State<Arc<Console>>, signed_in: SignedIn) -> Response {
    if let Err(refused) = signed_in.must(Right::Read) {
        return refused;
    }
    draw(&console, &signed_in, None).await
}

async fn draw(console: &Console, signed_in: &SignedIn, unfit: Option<Unfit>) -> Response {
    let counts = match console.consult.store().counts().await {
        Ok(counts) => counts,
        Err(problem) => return pages::failed(&problem),
    };
    // Comparing thousands of texts takes a while, in which others are to be answered.
    let content = console.consult.content().clone();
    let grouped = tokio::task::spawn_blocking(move || {
        let entries = titles(&entry::of_content(&content));
        (Likeness::new(&content).groups(gather(counts)), entries)
    });
    let (groups, entries) = match grouped.await {
        Ok(grouped) => grouped,
        Err(problem) => return pages::failed(&problem),
    };
    let named: BTreeMap<&str, &str> = entries.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    let more = groups.len().saturating_sub(MOST_GROUPS);
    let mut groups: Vec<Group> = groups.into_iter().take(MOST_GROUPS).map(|group| drawn(group, &named)).collect();
    let status = if unfit.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let page = Page {
        member: &signed_in.member,
        may_work: signed_in.member.role.may(Right::Work),
        more,
        problem: unfit.and_then(|unfit| mark(&mut groups, unfit)),
        groups,
        entries: entries.clone(),
    };
    pages::drawn(status, page.render())
}

/// Puts what was chosen back where it was chosen, with what is wrong with it; gives the problem back where that group is
/// not on the page any more.
fn mark(groups: &mut [Group], unfit: Unfit) -> Option<&'static str> {
    let is_it = |group: &&mut Group| group.texts.iter().any(|text| text.text == unfit.group);
    let Some(group) = groups.iter_mut().find(is_it) else { return Some(unfit.problem) };
    for text in &mut group.texts {
        text.chosen = unfit.texts.contains(&text.text);
    }
    group.entry = unfit.entry;
    (group.problem, group.of_entry) = (Some(unfit.problem), unfit.of_entry);
    None
}

/// Each id once: a dialog may be called like a program.
fn titles(entries: &[Entry]) -> Vec<(String, String)> {
    let titles: BTreeMap<&str, &str> =
        entries.iter().rev().map(|entry| (entry.id.as_str(), entry.title.as_str())).collect();
    titles.into_iter().map(|(id, title)| (id.to_owned(), title.to_owned())).collect()
}

fn drawn(group: learning::Group, named: &BTreeMap<&str, &str>) -> Group {
    let add = |of: fn(&Asked) -> &BTreeMap<String, u64>| {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (id, count) in group.asked.iter().flat_map(of) {
            *counts.entry(id).or_default() += count;
        }
        let mut counts: Vec<(&str, u64)> = counts.into_iter().filter(|(id, _)| named.contains_key(id)).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    };
    let (chosen, offered) = (add(|asked| &asked.chosen), add(|asked| &asked.offered));
    let likely = chosen.first().or(offered.first()).map(|(id, _)| (*id).to_owned()).unwrap_or_default();
    let words = |counts: &[(&str, u64)]| {
        let words = counts.iter().take(3).map(|(id, count)| format!("{} {count}回", named[id]));
        words.collect::<Vec<_>>().join("、")
    };
    let offered = match (chosen.is_empty(), offered.is_empty()) {
        (false, _) => format!("選ばれたもの: {}", words(&chosen)),
        (true, false) => format!("示したもの: {}", words(&offered)),
        (true, true) => String::new(),
    };
    let more = group.asked.len().saturating_sub(MOST_TEXTS);
    let texts = group.asked.into_iter().filter(|asked| !asked.text.is_empty()).take(MOST_TEXTS);
    let texts = texts.map(|asked| Text { text: asked.text, count: asked.count, chosen: true }).collect();
    Group { count: group.count, texts, more, entry: likely, offered, problem: None, of_entry: false }
}

/// Shows a patch, or gives it as a file. Nothing is written.
pub(super) async fn patch(State(console): State<Arc<Console>>, signed_in: SignedIn, body: Bytes) -> Response {
    let fields = pages::Fields::read(&body);
    let download = fields.get("download") == "yes";
    if let Err(refused) = signed_in.must(if download { Right::Export } else { Right::Work }) {
        return refused;
    }
    let texts: Vec<String> = fields.all("text").map(|text| text.trim().to_owned()).collect();
    let (make, id) = (fields.get("as").to_owned(), fields.get("entry").trim().to_owned());
    let made = {
        let (console, texts, make, id) = (console.clone(), texts.clone(), make.clone(), id.clone());
        tokio::task::spawn_blocking(move || {
            let folder = console.content_folder();
            if make == "question" {
                return Some(learning::new_question(folder, &texts));
            }
            let content = console.consult.content();
            let entries = entry::of_content(content);
            let entry = entries.iter().find(|entry| entry.id == id)?;
            Some(learning::example(folder, content, entry, &texts))
        })
    };
    let (problem, of_entry) = match made.await {
        Ok(Some(Ok(patch))) if download => return as_file(&console, &signed_in, patch).await,
        Ok(Some(Ok(patch))) => {
            let mut fields = vec![("as", make), ("entry", id)];
            fields.extend(texts.into_iter().map(|text| ("text", text)));
            let may_export = signed_in.member.role.may(Right::Export);
            let page = PatchPage { member: &signed_in.member, may_export, patch, fields };
            return pages::drawn(StatusCode::OK, page.render());
        }
        Ok(Some(Err(problem @ PatchError::Read(..)))) => return pages::failed(&problem),
        Ok(Some(Err(problem))) => in_words(&problem),
        Ok(None) => ("加える先を、一覧の id から選んでください。", true),
        Err(problem) => return pages::failed(&problem),
    };
    let group = match fields.get("group") {
        "" => texts.first().cloned().unwrap_or_default(),
        group => group.to_owned(),
    };
    draw(&console, &signed_in, Some(Unfit { problem, of_entry, group, texts, entry: id })).await
}

async fn as_file(console: &Console, signed_in: &SignedIn, patch: Patch) -> Response {
    if let Err(problem) = log_export(console, signed_in).await {
        return pages::failed(&problem);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/x-diff; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sodan.patch\""),
    ];
    (headers, patch.diff).into_response()
}

/// What is wrong, and whether it is with the entry.
fn in_words(problem: &PatchError) -> (&'static str, bool) {
    match problem {
        PatchError::Nothing => ("加える質問を一つ以上選んでください。", false),
        PatchError::TooLong => ("長すぎる質問があります。短いものを選んでください。", false),
        PatchError::Known(_) => ("その質問は、もう加えてあります。答えは編集者が書きます。", false),
        PatchError::NotFound(_) | PatchError::Read(..) => {
            ("ファイルの中に加える場所が見つかりません。編集者に、手で加えてもらってください。", true)
        }
    }
}
