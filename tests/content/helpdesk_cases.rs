//! Broken content of the helpdesk: teams, and the replies that are ready for its workers.

use super::{
    cases::{Case, one},
    folder::{Edit, swap, write},
};

const TEAMS: &str = "knowledge/teams.yaml";
const CANNED: &str = "knowledge/canned.yaml";

pub fn all() -> Vec<Case> {
    [teams(), order_of_teams(), canned()].into_iter().flatten().collect()
}

fn teams() -> Vec<Case> {
    vec![
        one("no teams at all", Edit::Remove(TEAMS), &[]),
        one("teams under another name", write("knowledge/team.yaml", "a: 1"), &["E01 knowledge/team.yaml:1:1 teams"]),
        one("an empty list of teams", write(TEAMS, "teams: []\n"), &["E08 knowledge/teams.yaml:1:8"]),
        one("teams that are no list", write(TEAMS, "teams: 総合窓口\n"), &["E07 knowledge/teams.yaml:1:8"]),
        one("a team that is a word", write(TEAMS, "teams: [総合窓口]\n"), &["E07 knowledge/teams.yaml:1:9"]),
        one("a misspelt list of teams", swap(TEAMS, "teams:", "taems:"), &["E03 knowledge/teams.yaml:1:1 teams"]),
        one("a team without a name", swap(TEAMS, "    name: 省エネ窓口\n", ""), &["E04 knowledge/teams.yaml:2:5"]),
        one(
            "a team without hours",
            swap(TEAMS, "    hours: { days: 毎日, from: \"9:00\", to: \"17:00\" }\n", ""),
            &["E04 knowledge/teams.yaml:9:5"],
        ),
        one("the same team twice", swap(TEAMS, "general", "saving"), &["E06 knowledge/teams.yaml:9:9"]),
        one("two teams of one name", swap(TEAMS, "総合窓口", "省エネ窓口"), &["E06 knowledge/teams.yaml:10:11"]),
        one(
            "a team that is an id of nobody",
            swap(TEAMS, "id: general", "id: 総合"),
            &["E08 knowledge/teams.yaml:9:9"],
        ),
        one(
            "a long name of a team",
            swap(TEAMS, "省エネ窓口", "電気代と燃料代と省エネの設備と再生可能エネルギーと脱炭素の窓口"),
            &["E13 knowledge/teams.yaml:3:11"],
        ),
        one("hours that end before", swap(TEAMS, "\"17:00\"", "\"8:00\""), &["E10 knowledge/teams.yaml:7:21"]),
        one(
            "a team on some holidays",
            swap(TEAMS, "holidays: open", "holidays: 祝日"),
            &["E08 knowledge/teams.yaml:12:15"],
        ),
        one("a goal of nothing", swap(TEAMS, "480", "0"), &["E08 knowledge/teams.yaml:8:19"]),
        one("a goal of years", swap(TEAMS, "480", "1_000_000"), &["E08 knowledge/teams.yaml:8:19"]),
        one("a goal in hours", swap(TEAMS, "480", "8時間"), &["E07 knowledge/teams.yaml:8:19"]),
        one("half a minute", swap(TEAMS, "480", "0.5"), &["E08 knowledge/teams.yaml:8:19"]),
        one(
            "a fact of a team",
            swap(TEAMS, "goals: saving", "gaols: saving"),
            &["E09 knowledge/teams.yaml:5:14 goals"],
        ),
        one(
            "a choice of a team",
            swap(TEAMS, "goals: saving", "goals: savings"),
            &["E09 knowledge/teams.yaml:5:21 saving"],
        ),
        one(
            "what a person must look at first",
            swap(TEAMS, "goals: saving }", "any: [ { goals: saving }, { check: 困っていること } ] }"),
            &["E08 knowledge/teams.yaml:5:42"],
        ),
    ]
}

fn order_of_teams() -> Vec<Case> {
    const NOTHING: &str = "    takes: { goals: saving }\n";
    vec![
        one("a team behind one that takes all", swap(TEAMS, NOTHING, ""), &["E15 knowledge/teams.yaml:8:5"]),
        // It may be the one that takes something.
        one("a misspelt condition of a team", swap(TEAMS, "takes:", "taeks:"), &["E03 knowledge/teams.yaml:5:5 takes"]),
        one(
            "nobody takes the rest",
            swap(TEAMS, "    holidays: open", "    takes: { goals: hiring }"),
            &["E08 knowledge/teams.yaml:12:5"],
        ),
        (
            "two mistakes of two teams",
            vec![swap(TEAMS, "480", "0"), swap(TEAMS, "    holidays: open", "    takes: { goals: hiring }")],
            &["E08 knowledge/teams.yaml:8:19", "E08 knowledge/teams.yaml:12:5"],
        ),
    ]
}

fn canned() -> Vec<Case> {
    vec![
        one("no canned replies at all", Edit::Remove(CANNED), &[]),
        one("an empty list of replies", write(CANNED, "canned: []\n"), &[]),
        one("replies that are no list", write(CANNED, "canned: はい\n"), &["E07 knowledge/canned.yaml:1:9"]),
        one(
            "a reply without words",
            swap(CANNED, "    text: 請求書の数字を教えてください。\n", ""),
            &["E04 knowledge/canned.yaml:6:5"],
        ),
        one(
            "a misspelt title",
            swap(CANNED, "    title: 請求書", "    titel: 請求書"),
            &["E03 knowledge/canned.yaml:7:5 title"],
        ),
        one("the same reply twice", swap(CANNED, "id: bill", "id: greet"), &["E06 knowledge/canned.yaml:6:9"]),
        one(
            "two replies of one title",
            swap(CANNED, "請求書を聞く", "はじめの返事"),
            &["E06 knowledge/canned.yaml:7:12"],
        ),
        one(
            "a slot that isn't there",
            swap(CANNED, "{worker}", "{workers}"),
            &["E12 knowledge/canned.yaml:5:11 worker"],
        ),
        one(
            "a fact that isn't there",
            swap(CANNED, "{employees}", "{employes}"),
            &["E12 knowledge/canned.yaml:5:11 employees"],
        ),
        one(
            "two slots that aren't there",
            swap(CANNED, "{team}の{worker}", "{taem}の{wroker}"),
            &["E12 knowledge/canned.yaml:5:11 team", "E12 knowledge/canned.yaml:5:11 worker"],
        ),
        one("a slot without its end", swap(CANNED, "{employees}", "{employees"), &["E12 knowledge/canned.yaml:5:11"]),
        one(
            "a reply for nobody",
            swap(CANNED, "goals: saving", "goals: savings"),
            &["E09 knowledge/canned.yaml:8:20 saving"],
        ),
        one(
            "a reply for what a person sees",
            swap(CANNED, "{ goals: saving }", "{ check: 急ぎ }"),
            &["E08 knowledge/canned.yaml:8:13"],
        ),
    ]
}
