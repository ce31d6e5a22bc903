//! What follows from what is known: verdicts with reasons, amounts, windows, opening hours, and which question
//! would tell most. Pure: the content, what is known and the moment go in, nothing else is looked at.

mod amount;
mod assess;
mod best;
mod business;
mod canned;
mod hours;
mod judge;
mod known;
mod question;
mod team;
mod terms;
mod time;
mod window;
pub mod words;

pub use self::{
    amount::{Span, evaluate, whole_yen},
    assess::{Assessment, BenefitAssessment, Standing, assess, rank},
    best::{Best, best},
    business::{business_time, due},
    canned::{canned_for, fill},
    hours::{OpenState, open_state},
    judge::{Judgement, Reason, Verdict, judge, truth},
    known::{Answer, Known, Situation, State},
    question::next_question,
    terms::{Estimate, Money, Rate, money},
    time::{Moment, TOKYO},
    window::{WindowState, current, window_state},
};
