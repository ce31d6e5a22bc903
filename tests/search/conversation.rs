//! Free text within a conversation: it is answered, and the owner is back where the conversation was.

use sodan::{
    consult::{
        code::{Chance, Code, Codes},
        message::{Input, Message, Outgoing, Token},
        record::{self, Owner},
        turn::{Turn, take},
    },
    content::Content,
    rules::Moment,
};

use crate::world;

struct Chat {
    content: &'static Content,
    owner: Owner,
    last: Vec<Message>,
    turn: Turn,
}

impl Chat {
    fn new() -> Self {
        Self { content: world::real(), owner: Owner::default(), last: Vec::new(), turn: Turn::default() }
    }

    fn input(&mut self, input: &Input) -> String {
        let now: Moment = world::moment("2026-11-24 10:30");
        let codes = Codes { fresh: Code::new(Chance(0)), lent: None };
        let turn = take(
            self.content,
            world::search(self.content),
            now,
            &mut self.owner,
            input,
            codes,
            sodan::consult::turn::Helpdesk { number: Some(sodan::store::CaseId(1)), ..Default::default() },
        );
        self.last = turn
            .out
            .iter()
            .filter_map(|out| match out {
                Outgoing::Say(message) => Some(message.clone()),
                _ => None,
            })
            .collect();
        // Whatever is kept can be read back.
        let bytes = record::write(&self.owner, self.content);
        assert_eq!(record::read(&bytes, self.content).unwrap(), self.owner);
        let said = self.last.iter().map(|message| message.text.to_plain()).collect::<Vec<_>>().join("\n");
        self.turn = turn;
        said
    }

    fn says(&mut self, text: &str) -> String {
        self.input(&Input::Text(text.to_owned()))
    }

    fn token(&self, label: &str) -> Token {
        let mut buttons = self.last.iter().flat_map(|message| message.buttons.iter().flatten());
        buttons.find(|button| button.label.contains(label)).unwrap_or_else(|| panic!("no button {label}")).token.clone()
    }

    fn presses(&mut self, label: &str) -> String {
        let token = self.token(label);
        self.input(&Input::Press { token, question: None })
    }
}

#[track_caller]
fn holds(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no {part} in:\n{said}");
    }
}

#[test]
fn the_first_words_fill_facts_and_begin_the_fitting_dialog() {
    let mut chat = Chat::new();
    let said = chat.says("高知で3人の美容室です。時給905円を45円上げたい");
    holds(&said, &["業種 サービス業", "従業員 3人", "いちばん低い時給 905円", "時給の引上げ額 45円", "質問2"]);
    // All of it was one act.
    let said = chat.says("戻る");
    holds(&said, &["どんなことでお困りですか"]);
    assert!(chat.says("いまの答え").contains("まだ答えはありません"));
}

#[test]
fn what_is_told_can_be_corrected_and_is_not_asked_again() {
    let mut chat = Chat::new();
    chat.says("職人14人の染物屋、電気代が高い");
    holds(&chat.says("直す 従業員"), &["従業員は何人ですか"]);
    chat.says("15人");
    holds(&chat.says("いまの答え"), &["従業員：15人", "業種：製造業"]);
}

#[test]
fn a_question_amidst_a_dialog_is_answered_and_the_dialog_goes_on() {
    let mut chat = Chat::new();
    chat.says("賃上げ");
    let said = chat.says("業務改善助成金の電話番号は？");
    holds(&said, &["0120-366-440", "さきほどの質問に戻ります", "質問2"]);
    holds(&chat.says("1"), &["質問3"]);
}

#[test]
fn an_answer_is_an_answer_before_it_is_a_question() {
    let mut chat = Chat::new();
    holds(&chat.says("設備・生産性"), &["「設備・生産性」ですね"]);
    let mut chat = Chat::new();
    chat.says("/start");
    holds(&chat.says("省エネ"), &["「電気代・燃料代」ですね"]);
}

#[test]
fn one_of_three_is_chosen_by_number_name_or_button_and_counts_as_a_vote() {
    for choice in ["2", "２番", "button"] {
        let mut chat = Chat::new();
        chat.says("賃上げ");
        let said = chat.says("古い機械を入れ替える補助金ってありますか");
        if !said.contains("どれのことですか") {
            panic!("nothing was offered:\n{said}");
        }
        let noted = chat.turn.unanswered.clone().unwrap();
        assert_eq!((noted.outcome.as_str(), noted.offered.len(), noted.chosen), ("unsure", 3, None));
        let said = if choice == "button" { chat.presses("2 ") } else { chat.says(choice) };
        holds(&said, &["さきほどの質問に戻ります"]);
        let vote = chat.turn.unanswered.clone().unwrap();
        assert_eq!(vote.chosen.as_ref(), Some(&noted.offered[1]));
        assert_eq!(vote.text, noted.text);
    }
}

#[test]
fn none_of_them_leads_to_a_person_and_an_offer_is_made_once() {
    let mut chat = Chat::new();
    chat.says("賃上げ");
    chat.says("古い機械を入れ替える補助金ってありますか");
    let token = chat.token("1 ");
    holds(&chat.says("どれも違う"), &["見つかりませんでした", "人に相談", "さきほどの質問に戻ります"]);
    assert_eq!(chat.turn.unanswered.clone().unwrap().chosen.as_deref(), Some("none"));
    chat.input(&Input::Press { token, question: None });
    assert!(chat.turn.notice.is_some(), "an old offer must be stale");
}

#[test]
fn an_offer_can_be_ignored() {
    let mut chat = Chat::new();
    chat.says("賃上げ");
    chat.says("古い機械を入れ替える補助金ってありますか");
    holds(&chat.says("いちばん低い時給を上げる"), &["ですね", "質問3"]);
}

#[test]
fn distress_comes_before_everything_and_a_person_is_told() {
    for before in [&[][..], &["賃上げ"], &["賃上げ", "1", "会社"], &["やめる"]] {
        let mut chat = Chat::new();
        before.iter().for_each(|text| drop(chat.says(text)));
        let said = chat.says("もう死にたい");
        holds(&said, &["0120-279-338", "119"]);
        assert!(chat.turn.wish.is_some());
        let helpline = said.find("0120-279-338").unwrap();
        assert!(said.find("補助").is_none_or(|program| program > helpline));
    }
}

#[test]
fn what_a_licensed_person_must_say_is_led_to_the_right_window() {
    let mut chat = Chat::new();
    chat.says("賃上げ");
    holds(&chat.says("法人税がいくらになるか計算してください"), &["税理士", "さきほどの質問に戻ります"]);
}

#[test]
fn nothing_is_lost_of_a_question_at_the_results() {
    let mut chat = Chat::new();
    for text in [
        "電気代",
        "まず何が減らせるか知りたい",
        "会社",
        "14人",
        "製造業",
        "わからない",
        "わからない",
        "わからない",
        "わからない",
    ] {
        if chat.says(text).contains("この内容で探します") {
            break;
        }
    }
    chat.says("さがす");
    let said = chat.says("業務改善助成金の電話は");
    holds(&said, &["0120-366-440"]);
    assert!(!said.contains("質問1"));
    // Where the owner was is where the owner is.
    holds(&chat.says("1"), &["出典"]);
}

#[test]
fn a_program_can_be_opened_from_an_answer() {
    let mut chat = Chat::new();
    chat.says("業務改善助成金の上限");
    holds(&chat.presses("くわしく"), &["業務改善助成金", "60円コース"]);
}
