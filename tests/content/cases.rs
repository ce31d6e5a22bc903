//! Every kind of broken content: what is changed in the good folder, and all that must be reported for it.

use super::folder::{Edit, swap, write};

pub const FACTS: &str = "knowledge/facts.yaml";
const CONTACTS: &str = "knowledge/contacts.yaml";
const HOLIDAYS: &str = "knowledge/holidays.yaml";
const SETSUBI: &str = "knowledge/programs/setsubi.yaml";
const SHINDAN: &str = "knowledge/programs/shindan.yaml";
const START: &str = "dialogs/start.yaml";
const KAISHA: &str = "dialogs/kaisha.yaml";
const SHOENE: &str = "dialogs/shoene.yaml";
const EASY: &str = "knowledge/easy.yaml";
const EASY_WORDS: &str = "phrases:
  results_head: \"{count}件 ありました。\"
facts:
  employees: { question: 働く 人は 何人ですか。 }
  form: { choices: { company: { label: 会社（かいしゃ） } } }
programs:
  setsubi: { summary: 機械を 買う お金の 一部を 国が くれます。 }
";
const PHRASES: &str = "dialogs/phrases.yaml";

/// What is broken, how, and all that is reported: code, place and nearest name.
pub type Case = (&'static str, Vec<Edit>, &'static [&'static str]);

pub fn one(name: &'static str, edit: Edit, expected: &'static [&'static str]) -> Case {
    (name, vec![edit], expected)
}

fn good(file: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/content/good/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub fn all() -> Vec<Case> {
    [
        files(),
        syntax(),
        keys_and_ids(),
        values(),
        names(),
        tables(),
        phrases_and_texts(),
        easy(),
        flow(),
        stages(),
        super::free_text_cases::all(),
        super::brand_cases::all(),
        super::helpdesk_cases::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn files() -> Vec<Case> {
    let sjis = [b"name: ".as_slice(), &[0x8f, 0xc8, 0x83, 0x47, 0x83, 0x6c], b"\n"].concat();
    vec![
        one("a missing file", Edit::Remove(FACTS), &["E01 knowledge/facts.yaml:1:1"]),
        one("a missing start", Edit::Remove(START), &["E01 dialogs/start.yaml:1:1"]),
        one("an empty file", write(SHINDAN, ""), &["E02 knowledge/programs/shindan.yaml:1:1"]),
        one("a file of comments", write(SHINDAN, "# あとで書く\n"), &["E02 knowledge/programs/shindan.yaml:1:1"]),
        one("nothing but ---", write(SHINDAN, "---\n"), &["E02 knowledge/programs/shindan.yaml:1:1"]),
        one("another encoding", write(SHINDAN, sjis), &["E01 knowledge/programs/shindan.yaml:1:7"]),
        one("the ending .yml", write("dialogs/denki.yml", "title: 電気"), &["E01 dialogs/denki.yml:1:1"]),
        one("a hidden .txt", write("knowledge/programs/a.yaml.txt", "x"), &["E01 knowledge/programs/a.yaml.txt:1:1"]),
        (
            "a file that was to be facts.yaml",
            vec![Edit::Remove(FACTS), write("knowledge/facts.yml", good(FACTS))],
            &["E01 knowledge/facts.yml:1:1"],
        ),
        one("a stray file", write("knowledge/contact.yaml", "a: 1"), &["E01 knowledge/contact.yaml:1:1 contacts"]),
        one("a misspelt folder", write("knowledge/program/a.yaml", "a: 1"), &["E01 knowledge/program:1:1"]),
        one("a folder in a folder", write("knowledge/programs/old/a.yaml", ""), &["E01 knowledge/programs/old:1:1"]),
        one(
            "a file name",
            write("dialogs/Denki.yaml", good(KAISHA)),
            &["E08 dialogs/Denki.yaml:1:1", "E15 dialogs/Denki.yaml:1:1"],
        ),
        one("notes for people", write("knowledge/README.md", "# メモ"), &[]),
    ]
}

fn syntax() -> Vec<Case> {
    let long = format!("name: {}\n", "あ".repeat(2 * 1024 * 1024));
    let nul = good(SHINDAN).replace("category", "\0category");
    vec![
        one(
            "bad indent",
            swap(SETSUBI, "    rate: 2/3", "   rate: 2/3"),
            &["E02 knowledge/programs/setsubi.yaml:21:4"],
        ),
        one("an open quote", swap(SHINDAN, "省エネ診断", "\"省エネ診断"), &["E02 knowledge/programs/shindan.yaml:1:7"]),
        one(
            "an open bracket",
            write("knowledge/documents.yaml", "documents: [\n"),
            &["E02 knowledge/documents.yaml:2:1"],
        ),
        one("a tab", swap(START, "  - ask: goals", "\t- ask: goals"), &["E02 dialogs/start.yaml:4:1"]),
        one(
            "a tab later",
            swap(SETSUBI, "    rate: 2/3", "\trate: 2/3"),
            &["E02 knowledge/programs/setsubi.yaml:21:1"],
        ),
        one("a full-width space", swap(SHINDAN, "name:", "　name:"), &["E03 knowledge/programs/shindan.yaml:1:1 name"]),
        one(
            "a full-width colon",
            swap(SHINDAN, "category: ", "category："),
            &["E02 knowledge/programs/shindan.yaml:2:1"],
        ),
        one("no space after :", swap(SHINDAN, "category: ", "category:"), &["E02 knowledge/programs/shindan.yaml:2:1"]),
        one("no space after -", swap(START, "- ask: goals", "-ask: goals"), &["E02 dialogs/start.yaml:4:3"]),
        one("a colon in a text", swap(SHOENE, "電気代の", "電気代: の"), &["E02 dialogs/shoene.yaml:4:13"]),
        one(
            "an unquoted slot",
            swap(PHRASES, "\"{value}以上\"", "{value}以上"),
            &["E02 dialogs/phrases.yaml:at_least:20"],
        ),
        one(
            "an unquoted slot alone",
            swap(PHRASES, "\"最大{value}\"", "{value}"),
            &["E07 dialogs/phrases.yaml:up_to:10"],
        ),
        one("a sign first", swap(SHINDAN, "name: 省", "name: %省"), &["E02 knowledge/programs/shindan.yaml:1:7"]),
        one("an anchor", swap(SHINDAN, "[saving]", "&x [saving]"), &["E02 knowledge/programs/shindan.yaml:4:8"]),
        one("an alias", swap(SHINDAN, "[saving]", "*x"), &["E02 knowledge/programs/shindan.yaml:4:8"]),
        one("a tag", swap(SHINDAN, "[saving]", "!!str saving"), &["E02 knowledge/programs/shindan.yaml:4:8"]),
        one("a map as key", swap(SHINDAN, "{ not:", "{ {a: b}: c, not:"), &["E02 knowledge/programs/shindan.yaml:5:8"]),
        one("two documents", swap(START, "steps:", "---\nsteps:"), &["E02 dialogs/start.yaml:3:1"]),
        one("a NUL", write(SHINDAN, nul), &["E02 knowledge/programs/shindan.yaml:2:1"]),
        one("too deep", swap(SHINDAN, "[saving]", DEEP), &["E02 knowledge/programs/shindan.yaml:4:55"]),
        one("too large", write(SHINDAN, long), &["E01 knowledge/programs/shindan.yaml:1:1"]),
        one(
            "a byte order mark and Windows' line ends",
            write(SHINDAN, format!("\u{feff}{}", good(SHINDAN).replace("name", "neme").replace('\n', "\r\n"))),
            &["E03 knowledge/programs/shindan.yaml:1:1 name"],
        ),
    ]
}

const LONG_LABEL: &str = "label: 創業した日、または法人として設立の登記をした日のうち、早いほうの日付";

const DEEP: &str = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]";

fn keys_and_ids() -> Vec<Case> {
    vec![
        one("an unknown key", swap(START, "title:", "titel:"), &["E03 dialogs/start.yaml:1:1 title"]),
        one(
            "an unknown key after full-width text",
            swap(SETSUBI, "一次公募, from:", "一次公募, form:"),
            &["E03 knowledge/programs/setsubi.yaml:23:19 from"],
        ),
        one("a misspelt step", swap(START, "ask: goals", "asks: goals"), &["E03 dialogs/start.yaml:4:5 ask"]),
        one(
            "a misspelt way to call",
            swap(CONTACTS, "    about: 無料の相談窓口です", "    abuot: 無料"),
            &["E03 knowledge/contacts.yaml:12:5 about"],
        ),
        one(
            "a misspelt operation",
            swap(SETSUBI, "{ least:", "{ leest:"),
            &["E03 knowledge/programs/setsubi.yaml:20:16 least"],
        ),
        one("a missing key", swap(SHINDAN, "category: 省エネ\n", ""), &["E04 knowledge/programs/shindan.yaml:1:1"]),
        one("a step that does nothing", swap(KAISHA, "ask: form", "id: x"), &["E04 dialogs/kaisha.yaml:4:5"]),
        one(
            "a fact nobody can answer",
            swap(FACTS, "    question: 黒字ですか。\n", ""),
            &["E04 knowledge/facts.yaml:41:3"],
        ),
        one("choices forgotten", swap(FACTS, "type: money", "type: choice"), &["E04 knowledge/facts.yaml:37:5"]),
        one(
            "a key twice",
            swap(SHINDAN, "windows:", "name: 診断\nwindows:"),
            &["E05 knowledge/programs/shindan.yaml:7:1"],
        ),
        one(
            "a fact twice",
            swap(FACTS, "  founded:", "  form: { label: 形, type: int, question: 何個ですか。 }\n  founded:"),
            &["E05 knowledge/facts.yaml:45:3"],
        ),
        one(
            "a benefit twice in a file",
            swap(SETSUBI, "setsubi_tokubetsu", "setsubi_kihon"),
            &["E06 knowledge/programs/setsubi.yaml:17:9"],
        ),
        one(
            "a benefit in two files",
            swap(SHINDAN, "fee_yen: 5_280", "benefits: [ { id: setsubi_kihon, name: 枠 } ]"),
            &["E06 knowledge/programs/shindan.yaml:6:19"],
        ),
        one("a step twice", swap(START, "ask: goals", "id: owari\n    ask: goals"), &["E06 dialogs/start.yaml:9:9"]),
        one("a step named like a dialog", swap(START, "id: owari", "id: kaisha"), &["E06 dialogs/start.yaml:8:9"]),
        one("a choice twice", swap(FACTS, "id: hiring", "id: saving"), &["E06 knowledge/facts.yaml:8:11"]),
        one("a word of two commands", swap(PHRASES, "words: [", "words: [次, "), &["E06 dialogs/phrases.yaml:next:31"]),
    ]
}

fn values() -> Vec<Case> {
    vec![
        one(
            "a number for a text",
            swap(SHINDAN, "name: 省エネ診断", "name: 30"),
            &["E07 knowledge/programs/shindan.yaml:1:7"],
        ),
        one("a text for a number", swap(FACTS, "min: 0", "min: なし"), &["E07 knowledge/facts.yaml:24:10"]),
        one(
            "a list for a map",
            swap(SHINDAN, "{ not: { form: household } }", "[form]"),
            &["E07 knowledge/programs/shindan.yaml:5:6"],
        ),
        one(
            "nothing for a text",
            swap(SHINDAN, "name: 省エネ診断", "name:"),
            &["E07 knowledge/programs/shindan.yaml:1:5"],
        ),
        one("a name that is a list", swap(START, "ask: goals", "ask: [goals]"), &["E07 dialogs/start.yaml:4:10"]),
        one(
            "yes for true",
            swap(SETSUBI, "profitable: true", "profitable: yes"),
            &["E07 knowledge/programs/setsubi.yaml:9:44 true"],
        ),
        one("a power of ten", swap(SETSUBI, "[ 3_000_000", "[ 3e6"), &["E07 knowledge/programs/setsubi.yaml:20:25"]),
        one("commas in a number", swap(SHINDAN, "5_280", "5,280"), &["E07 knowledge/programs/shindan.yaml:6:10"]),
        one("half a person", swap(SETSUBI, "\"1..20\"", "\"1..20.5\""), &["E07 knowledge/programs/setsubi.yaml:9:23"]),
        one(
            "a day that isn't",
            swap(SETSUBI, "2023-06-30", "2023-06-31"),
            &["E07 knowledge/programs/setsubi.yaml:23:41"],
        ),
        one("a day in another form", swap(FACTS, "2026-12-31", "2026/12/31"), &["E07 knowledge/facts.yaml:49:10"]),
        one("an empty condition", swap(START, "{ goals: saving }", "{}"), &["E08 dialogs/start.yaml:7:11"]),
        one("anybody", swap(SHINDAN, "{ not: { form: household } }", "{}"), &[]),
        one("no values", swap(START, "{ goals: saving }", "{ goals: [] }"), &["E08 dialogs/start.yaml:7:20"]),
        one(
            "no opening hours",
            swap(CONTACTS, "hours:\n      - { days: 平日, from: \"9:00\", to: \"17:00\" }", "hours: []"),
            &["E08 knowledge/contacts.yaml:8:12"],
        ),
        one("80 for 80 %", swap(SETSUBI, "rate: 2/3", "rate: 80"), &["E08 knowledge/programs/setsubi.yaml:21:11"]),
        one("half a yen", swap(SETSUBI, "_, 500_000", "_, 0.5"), &["E08 knowledge/programs/setsubi.yaml:15:18"]),
        one("a bad phone", swap(CONTACTS, "0120-366-440", "0120366440"), &["E08 knowledge/contacts.yaml:5:19"]),
        one("a bad mail", swap(CONTACTS, "info@example.jp", "info＠example.jp"), &["E08 knowledge/contacts.yaml:6:12"]),
        one("a bad url", swap(CONTACTS, "https://example.jp", "example.jp"), &["E08 knowledge/contacts.yaml:7:10"]),
        one("a bad id", swap(SETSUBI, "id: setsubi_kihon", "id: 基本"), &["E08 knowledge/programs/setsubi.yaml:7:9"]),
        one("two acts", swap(KAISHA, "- ask: form", "- ask: form\n    say: どうぞ"), &["E08 dialogs/kaisha.yaml:4:5"]),
        one(
            "a reversed range",
            swap(SETSUBI, "\"6..20\"", "\"20..6\""),
            &["E10 knowledge/programs/setsubi.yaml:14:12"],
        ),
        one(
            "a reversed window",
            swap(SETSUBI, "from: 2023-05-25", "from: 2024-05-25"),
            &["E10 knowledge/programs/setsubi.yaml:23:19"],
        ),
        one(
            "reversed hours",
            swap(CONTACTS, "from: \"9:00\"", "from: \"19:00\""),
            &["E10 knowledge/contacts.yaml:9:21"],
        ),
        one("reversed limits", swap(FACTS, "max: 1_000_000", "max: -1"), &["E10 knowledge/facts.yaml:24:5"]),
        one("reversed holidays", swap(HOLIDAYS, "from: 2023", "from: 2028"), &["E10 knowledge/holidays.yaml:2:1"]),
        one(
            "what a fact is for",
            swap(FACTS, "    label: 創業日\n", "    label: 創業日\n    for: statistic\n"),
            &["E08 knowledge/facts.yaml:47:10 statistics"],
        ),
        one(
            "a list of what a fact is for",
            swap(FACTS, "    label: 創業日\n", "    label: 創業日\n    for: [statistics]\n"),
            &["E07 knowledge/facts.yaml:47:10"],
        ),
        one(
            "a condition on what is only counted",
            swap(FACTS, "    label: 黒字\n", "    label: 黒字\n    for: statistics\n"),
            &["E08 knowledge/programs/setsubi.yaml:9:32"],
        ),
        one(
            "what is only counted and nobody can enter",
            swap(FACTS, "    label: 会社の規模\n", "    label: 会社の規模\n    for: statistics\n"),
            &["E04 knowledge/facts.yaml:29:5", "E08 knowledge/programs/setsubi.yaml:5:23"],
        ),
        one("a holiday outside", swap(HOLIDAYS, "2026-11-23", "2029-11-23"), &["E08 knowledge/holidays.yaml:5:3"]),
    ]
}

fn names() -> Vec<Case> {
    vec![
        one("a fact in a condition", swap(KAISHA, "{ form:", "{ fomr:"), &["E09 dialogs/kaisha.yaml:6:13 form"]),
        one("a fact to ask", swap(KAISHA, "ask: form", "ask: from"), &["E09 dialogs/kaisha.yaml:4:10 form"]),
        one("a choice", swap(KAISHA, "form: company }", "form: compny }"), &["E09 dialogs/kaisha.yaml:6:19 company"]),
        one(
            "a choice in a list",
            swap(KAISHA, "form: company }", "form: [company, x] }"),
            &["E09 dialogs/kaisha.yaml:6:29"],
        ),
        one(
            "a contact",
            swap(SHINDAN, "[helpdesk]", "[helpdisk]"),
            &["E09 knowledge/programs/shindan.yaml:8:12 helpdesk"],
        ),
        one(
            "a program",
            swap(SHOENE, "[setsubi, shindan]", "[setsubi, sindan]"),
            &["E09 dialogs/shoene.yaml:5:38 shindan"],
        ),
        one("a dialog to go to", swap(START, "go: shoene", "go: shone"), &["E09 dialogs/start.yaml:6:9 shoene"]),
        one("a dialog to call", swap(START, "call: kaisha", "call: kaisya"), &["E09 dialogs/start.yaml:5:11 kaisha"]),
        one(
            "a document",
            swap(SHINDAN, "booklet.txt", "bookleet.txt"),
            &["E09 knowledge/programs/shindan.yaml:10:21 booklet.txt"],
        ),
        one("a prefecture", swap(CONTACTS, "愛知県", "愛知"), &["E09 knowledge/contacts.yaml:10:17 愛知県"]),
        one(
            "a merge key",
            swap(KAISHA, "{ form:", "{ <<: { form: company }, form:"),
            &["E09 dialogs/kaisha.yaml:6:13"],
        ),
        // All of one condition, not just the first.
        one(
            "several in one condition",
            swap(
                SETSUBI,
                "{ form: company, size: small }",
                "{ fomr: company, size: smal, any: [ { x: 1 }, { y: 2 } ] }",
            ),
            &[
                "E09 knowledge/programs/setsubi.yaml:5:8 form",
                "E09 knowledge/programs/setsubi.yaml:5:29 small",
                "E09 knowledge/programs/setsubi.yaml:5:44",
                "E09 knowledge/programs/setsubi.yaml:5:54",
            ],
        ),
        // One slip is one mistake.
        one("a misspelt when", swap(START, "    when:", "    wehn:"), &["E03 dialogs/start.yaml:7:5 when"]),
        one("misspelt choices", swap(FACTS, "    choices:", "    choises:"), &["E03 knowledge/facts.yaml:6:5 choices"]),
        one("a misspelt short key", swap(HOLIDAYS, "\nto:", "\ntto:"), &["E03 knowledge/holidays.yaml:3:1 to"]),
        one(
            "a bracket too few",
            swap(SETSUBI, "rows: [ [\"..5", "rows: [\"..5"),
            &["E02 knowledge/programs/setsubi.yaml:16:68"],
        ),
        one(
            "the type of a fact with limits",
            swap(FACTS, "type: date", "type: dte"),
            &["E08 knowledge/facts.yaml:47:11 date"],
        ),
        one("a colon too many", swap(FACTS, "  profitable:", "  profitable::"), &["E08 knowledge/facts.yaml:41:3"]),
        // Broken where it is declared, so that nothing is said where it is used.
        one(
            "the type of a used fact",
            swap(FACTS, "type: int", "type: integer"),
            &["E08 knowledge/facts.yaml:19:11 int"],
        ),
        one("the id of a used choice", swap(FACTS, "id: company", "id: Company"), &["E08 knowledge/facts.yaml:15:15"]),
        one(
            "a used program",
            swap(SHINDAN, "as_of: 2023-06", "as_of: 今年"),
            &["E07 knowledge/programs/shindan.yaml:9:8"],
        ),
        one("a used contact", swap(CONTACTS, "as_of: 2023-06", "as_of: 今年"), &["E07 knowledge/contacts.yaml:13:12"]),
    ]
}

fn tables() -> Vec<Case> {
    vec![
        one(
            "a cell too few",
            swap(SETSUBI, "\"..5\", _, 1", "\"..5\", 1"),
            &["E11 knowledge/programs/setsubi.yaml:13:11"],
        ),
        one("an empty row", swap(SETSUBI, "[_, _, 500_000]", "[]"), &["E11 knowledge/programs/setsubi.yaml:15:11"]),
        one(
            "no rows",
            swap(SETSUBI, "cap_yen: { least", "floor_yen: { by: employees, rows: [] }\n    cap_yen: { least"),
            &["E11 knowledge/programs/setsubi.yaml:20:16"],
        ),
        one(
            "a row after the last",
            swap(SETSUBI, "[\"..5\", _, 1", "[_, _, 1"),
            &["E15 knowledge/programs/setsubi.yaml:14:11", "E15 knowledge/programs/setsubi.yaml:15:11"],
        ),
        one(
            "the same row again",
            swap(SETSUBI, "[\"6..20\", true,", "[\"..5\", true,"),
            &["E15 knowledge/programs/setsubi.yaml:14:11"],
        ),
        one(
            "tiers that don't rise",
            swap(SETSUBI, "..900_000", "..400_000"),
            &["E10 knowledge/programs/setsubi.yaml:16:71"],
        ),
        one("no last tier", swap(SETSUBI, ", [rest, 1/2] ]", " ]"), &["E11 knowledge/programs/setsubi.yaml:16:48"]),
        one(
            "a tier of a list",
            swap(SETSUBI, "[rest, 1/2]", "[[rest], 1/2]"),
            &["E08 knowledge/programs/setsubi.yaml:16:91"],
        ),
        one(
            "an unknown fact above",
            swap(SETSUBI, "by: [employees,", "by: [emploees,"),
            &["E09 knowledge/programs/setsubi.yaml:11:12 employees"],
        ),
    ]
}

fn phrases_and_texts() -> Vec<Case> {
    let label = "id: owari\n    end: ";
    let long: &'static str = Box::leak(format!("{label}{}", "あ".repeat(1_501)).into_boxed_str());
    vec![
        one(
            "an unknown slot",
            swap(PHRASES, "最大{value}", "最大{valeu}"),
            &["E12 dialogs/phrases.yaml:up_to:10 value"],
        ),
        one(
            "a doubt that is not said",
            swap(PHRASES, "\"{printed}【要確認】\"", "\"{printed}？\""),
            &["E08 dialogs/phrases.yaml:doubtful:13"],
        ),
        one("an open slot", swap(PHRASES, "最大{value}", "最大{value"), &["E12 dialogs/phrases.yaml:up_to:10"]),
        one("a long label", swap(FACTS, "label: 創業日", LONG_LABEL), &["E13 knowledge/facts.yaml:46:12"]),
        one(
            "a long message",
            swap(START, "id: owari\n    end: ご利用ありがとうございました。", long),
            &["E13 dialogs/start.yaml:9:10"],
        ),
    ]
}

fn easy() -> Vec<Case> {
    let file = |body: &str| write(EASY, body);
    vec![
        one("easy words", file(EASY_WORDS), &[]),
        one("nothing in easy words", file("phrases: {}\n"), &[]),
        one("an unknown part", file("phrase: {}\n"), &["E03 knowledge/easy.yaml:1:1 phrases"]),
        one(
            "a misspelt phrase",
            file("phrases:\n  results_haed: みつかりました\n"),
            &["E03 knowledge/easy.yaml:2:3 results_head"],
        ),
        one(
            "a misspelt slot",
            file("phrases:\n  results_head: \"{cuont}件です\"\n"),
            &["E12 knowledge/easy.yaml:2:17 count"],
        ),
        one(
            "a slot that is lost",
            file("phrases:\n  results_head: みつかりました\n"),
            &["E04 knowledge/easy.yaml:2:17"],
        ),
        one(
            "a fact of nobody",
            file("facts:\n  emploees: { question: なん人 いますか }\n"),
            &["E09 knowledge/easy.yaml:2:3 employees"],
        ),
        one(
            "a question of a fact without one",
            file("facts:\n  size: { question: 大きさは どれですか }\n"),
            &["E08 knowledge/easy.yaml:2:11"],
        ),
        one(
            "a choice of nobody",
            file("facts:\n  form:\n    choices: { compny: { label: 会社 } }\n"),
            &["E09 knowledge/easy.yaml:3:16 company"],
        ),
        one(
            "a long label",
            file(Box::leak(
                format!("facts:\n  form:\n    choices: {{ company: {{ label: {} }} }}\n", "あ".repeat(31))
                    .into_boxed_str(),
            )),
            &["E13 knowledge/easy.yaml:3:34"],
        ),
        one(
            "a program of nobody",
            file("programs:\n  setubi: { summary: 機械を 買う お金 }\n"),
            &["E09 knowledge/easy.yaml:2:3 setsubi"],
        ),
        one("a program without words", file("programs:\n  setsubi: {}\n"), &["E04 knowledge/easy.yaml:2:12"]),
        one(
            "easy words of a step",
            swap(
                SHOENE,
                "- say: 電気代のことですね。",
                "- say: 電気代のことですね。\n    easy: 電気の お金の ことですね。",
            ),
            &[],
        ),
        one(
            "easy words of a step that says nothing",
            swap(KAISHA, "- ask: form", "- call: shoene\n    easy: はい"),
            &["E03 dialogs/kaisha.yaml:5:5 ask"],
        ),
        // What cannot be read is not judged.
        (
            "easy words of a broken program",
            vec![swap(SHINDAN, "category: ", "category:"), file("programs:\n  shindn: { summary: 見て もらう }\n")],
            &["E02 knowledge/programs/shindan.yaml:2:1"],
        ),
    ]
}

fn flow() -> Vec<Case> {
    vec![
        one(
            "a dead end",
            swap(SHOENE, "  - recommend: { programs: [setsubi, shindan], ask_more: 2, contacts: [helpdesk] }\n", ""),
            &["E14 dialogs/shoene.yaml:4:5"],
        ),
        one(
            "no steps",
            swap(KAISHA, "steps:\n  - ask: form\n  - ask: employees\n    when: { form: company }", "steps: []"),
            &["E14 dialogs/kaisha.yaml:3:8"],
        ),
        one(
            "a step nobody reaches",
            swap(SHOENE, "- say: 電気代のことですね。", "- end: さようなら\n  - say: 電気代"),
            &["E15 dialogs/shoene.yaml:5:5"],
        ),
        one("a dialog nobody reaches", write("dialogs/hoka.yaml", good(KAISHA)), &["E15 dialogs/hoka.yaml:1:1"]),
        one(
            "a loop back",
            swap(
                SHOENE,
                "- say: 電気代のことですね。",
                "- id: mae\n    say: 電気代\n  - go: mae\n    when: { form: company }",
            ),
            &["E16 dialogs/shoene.yaml:4:5"],
        ),
        one(
            "a loop back to a question",
            swap(
                SHOENE,
                "- say: 電気代のことですね。",
                "- id: mae\n    ask: form\n  - go: mae\n    when: { form: company }",
            ),
            &[],
        ),
        (
            "dialogs that call each other",
            vec![
                swap(KAISHA, "- ask: form", "- call: shoene"),
                swap(SHOENE, "- say: 電気代のことですね。", "- call: kaisha"),
            ],
            &["E16 dialogs/kaisha.yaml:4:5"],
        ),
        one(
            "a fact derived from itself",
            swap(FACTS, "applies: { form: company }", "applies: { size: small }"),
            &["E17 knowledge/facts.yaml:17:3"],
        ),
        // What a broken dialog leads to is not judged.
        one(
            "a dialog known by a broken one",
            swap(START, "ask: goals", "ask: golas"),
            &["E09 dialogs/start.yaml:4:10 goals"],
        ),
    ]
}

fn stages() -> Vec<Case> {
    const TWO: &str = "stages:\n  - { title: 把握, about: 量をつかむ, done: { form: company } }\n  \
                       - { title: 計画, about: 計画を立てる, done: { employees: \"20..\" } }\nsteps:";
    let with = |from: &str, to: &'static str| {
        assert!(TWO.contains(from), "{from}");
        swap(KAISHA, "steps:", Box::leak(TWO.replacen(from, to, 1).into_boxed_str()))
    };
    vec![
        one("stages", with("stages:", "stages:"), &[]),
        one("no stages", swap(KAISHA, "steps:", "stages: []\nsteps:"), &["E08 dialogs/kaisha.yaml:3:9"]),
        one(
            "stages that are no list",
            swap(KAISHA, "steps:", "stages: 三つ\nsteps:"),
            &["E07 dialogs/kaisha.yaml:3:9"],
        ),
        one(
            "a stage that is a text",
            with("{ title: 把握, about: 量をつかむ, done: { form: company } }", "把握"),
            &["E07 dialogs/kaisha.yaml:4:5"],
        ),
        one("a stage that is never done", with(", done: { form: company }", ""), &["E04 dialogs/kaisha.yaml:4:5"]),
        one("a misspelt stage", with("about: 計画を", "abuot: 計画を"), &["E03 dialogs/kaisha.yaml:5:18 about"]),
        one("a stage that is always done", with("{ form: company }", "{}"), &["E08 dialogs/kaisha.yaml:4:38"]),
        one("a fact of a stage", with("employees", "employes"), &["E09 dialogs/kaisha.yaml:5:41 employees"]),
        one("a long name of a stage", with("title: 計画", LONG_TITLE), &["E13 dialogs/kaisha.yaml:5:14"]),
    ]
}

const LONG_TITLE: &str = "title: 再生可能エネルギーの導入などの今後の方針を立てて計画にまとめること";
