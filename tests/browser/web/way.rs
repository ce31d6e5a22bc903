//! The way of a dyer from the first sentence to the results.

use super::{DYEWORKS, Visit};

/// What an owner does.
#[derive(Clone, Copy, Debug)]
pub enum Did {
    Wrote(&'static str),
    Pressed(&'static str),
}

use Did::{Pressed, Wrote};

/// Each step with what is asked afterwards.
pub const WAY: [(Did, &str); 8] = [
    (Wrote(DYEWORKS), "いま知りたいことはどれですか"),
    (Pressed("3 どちらも"), "あなたの立場はどれですか"),
    (Pressed("1 会社"), "どんな設備を考えていますか"),
    (Pressed("1 空調・照明・ボイラなど"), "その設備は、新しく入れますか"),
    (Pressed("3 入れ替える"), "1年にどれくらいエネルギーを使いますか"),
    (Wrote("だいたい150"), "法定耐用年数を過ぎていますか"),
    (Pressed("1 はい"), "この内容で探します"),
    (Pressed("さがす"), "件見つかりました"),
];

/// What leads to a question with several answers.
pub const SELF_CHECK: (Did, &str) = (Wrote("自社の脱炭素の取り組みをチェックしたい"), "手順①現状把握");

impl Visit {
    /// Goes the first so many steps with the mouse.
    #[track_caller]
    pub fn went(&self, steps: usize) {
        for (did, next) in &WAY[..steps] {
            self.did(*did);
            self.shows(next);
        }
    }

    /// Does one thing with the mouse.
    #[track_caller]
    pub fn did(&self, did: Did) {
        match did {
            Wrote(text) => self.write(text),
            Pressed(text) => self.click_button(text),
        }
    }
}
