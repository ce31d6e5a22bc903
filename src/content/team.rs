//! Teams of the helpdesk (窓口), `knowledge/teams.yaml`: who takes which case, and when somebody is there.

use super::{
    condition::{self, Condition},
    diagnostic::{Code, Mistakes, Span},
    fact::Facts,
    fields::{self, Fields, Seen},
    limits,
    window::{self, Hours},
    yaml::{Kind, Node},
};

/// It changes no conversation, so it is no part of [`Content::hash`](super::Content::hash).
pub(super) const PATH: &str = "knowledge/teams.yaml";

/// A team of the helpdesk (窓口).
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Unique among teams; what is kept names a team by it.
    pub id: String,
    /// What owners and workers see: 資金・税窓口.
    pub name: String,
    /// What it is there for, in a sentence.
    pub about: Option<String>,
    /// Whose cases it takes; of the last team always.
    pub takes: Condition,
    /// When somebody is there.
    pub hours: Hours,
    /// How many minutes within the hours an owner should wait for the first answer at most.
    pub goal_minutes: Option<u32>,
}

/// All teams, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Teams {
    special: Vec<Team>,
    rest: Team,
}

impl Teams {
    /// In the order of the file, which is that in which they are tried.
    pub fn iter(&self) -> impl Iterator<Item = &Team> {
        self.special.iter().chain([&self.rest])
    }

    /// The last one, which takes whatever no other does.
    pub fn rest(&self) -> &Team {
        &self.rest
    }

    /// The team of an id. What is kept may name one that is gone: the last team takes its cases.
    pub fn find(&self, id: &str) -> Option<&Team> {
        self.iter().find(|team| team.id == id)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.special.len() + 1
    }
}

/// A whole team, and where its `takes` is written.
type TeamRead = (Team, Option<Span>);

/// Reads all teams. Where they are the project's own, in a folder that has none, only the last is read: it alone hangs
/// on no fact.
pub(super) fn read(root: &Node, is_own: bool, facts: &Facts, mistakes: &mut Mistakes) -> Option<Teams> {
    const MOST: usize = 1_000;
    let mut top = Fields::open(root, "teams.yaml", mistakes)?;
    let node = top.required("teams");
    top.close(mistakes);
    let node = node?;
    if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
        mistakes
            .add(Code::WrongValue, node.span, "窓口が一つもありません")
            .expected("一つ以上の窓口。最後のものは takes を書かない");
    }
    let items = fields::list(node, mistakes);
    if !fields::at_most_items(items.len(), MOST, node.span, mistakes) {
        return None;
    }
    let skipped = if is_own { items.len().saturating_sub(1) } else { 0 };
    let mut seen = Seen::new();
    let read: Vec<Option<TeamRead>> =
        items[skipped..].iter().map(|item| team(item, facts, &mut seen, mistakes)).collect();
    let in_order = check_order(&items[skipped..], &read, mistakes);
    let mut special: Vec<Team> = read.into_iter().map(|read| read.map(|(team, _)| team)).collect::<Option<_>>()?;
    let rest = special.pop().filter(|_| in_order)?;
    Some(Teams { special, rest })
}

/// The last team must take everything, and no other may. Of broken ones it isn't known.
fn check_order(items: &[Node], read: &[Option<TeamRead>], mistakes: &mut Mistakes) -> bool {
    let Some(Some((_, Some(takes)))) = read.last() else {
        let all = read.iter().position(|read| matches!(read, Some((_, None))));
        let behind = all.and_then(|place| items.get(place + 1));
        if let Some(item) = behind {
            mistakes
                .add(Code::Unreachable, item.span, "この窓口には、どの相談も来ません（前の窓口が全部受け持ちます）")
                .expected("前の窓口に takes を書くか、takes のない窓口を最後に置く");
        }
        return behind.is_none();
    };
    mistakes
        .add(Code::WrongValue, *takes, "最後の窓口に takes があります")
        .expected("どの窓口にも当てはまらない相談を受け持つ、takes のない窓口を最後に置く");
    false
}

fn team(node: &Node, facts: &Facts, seen: &mut Seen, mistakes: &mut Mistakes) -> Option<TeamRead> {
    let mut f = Fields::open(node, "窓口", mistakes)?;
    let id_node = f.required("id");
    let id = id_node.and_then(|node| fields::identifier(node, mistakes));
    let name_node = f.required("name");
    let name = name_node.and_then(|node| limits::label(node, mistakes));
    let about = f.optional("about").map(|node| limits::line(node, mistakes));
    let takes = f.optional("takes").map(|node| condition::read_unattended(node, facts, mistakes));
    let on_holidays = window::open_on_holidays(f.optional("holidays"), mistakes);
    let hours = f.required("hours").and_then(|node| window::hours(node, on_holidays, mistakes));
    let goal_minutes = f.optional("goal_minutes").map(|node| goal(node, mistakes));
    let takes_span = f.has("takes").then(|| f.key_span("takes"));
    let all_known = f.close(mistakes);
    fields::once(id_node, id.as_deref(), "id", seen, mistakes);
    fields::once(name_node, name.as_deref(), "名前", seen, mistakes);
    let team = Team {
        id: id?,
        name: name?,
        about: about.map_or(Some(None), |about| about.map(Some))?,
        takes: takes.unwrap_or(Some(Condition::ALWAYS))?,
        hours: hours?,
        goal_minutes: goal_minutes.map_or(Some(None), |goal| goal.map(Some))?,
    };
    all_known.then_some((team, takes_span))
}

/// Up to some four weeks of working days.
fn goal(node: &Node, mistakes: &mut Mistakes) -> Option<u32> {
    const MOST_MINUTES: u32 = 10_000;
    let exact = fields::number(node, mistakes)?;
    let minutes = u32::try_from(exact.to_integer())
        .ok()
        .filter(|minutes| exact.is_integer() && (1..=MOST_MINUTES).contains(minutes));
    if minutes.is_none() {
        mistakes
            .add(Code::WrongValue, node.span, format!("goal_minutes に{}は書けません", node.seen()))
            .expected(format!("受付時間の中の分で、1から{MOST_MINUTES}までの整数"));
    }
    minutes
}
