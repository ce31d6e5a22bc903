//! The words the bot says everywhere, `dialogs/phrases.yaml`: sentences with slots.

use super::{
    command::{self, Command, CommandWords},
    diagnostic::{Code, Mistakes},
    fields::Fields,
    limits,
    yaml::{Kind, Node},
};

/// A sentence with slots, ready to be filled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Slot(&'static str),
}

macro_rules! phrases {
    ($($(#[$doc:meta])* $variant:ident $key:literal [$($slot:literal)*];)*) => {
        /// A sentence of `dialogs/phrases.yaml`: its key there, and the slots it may use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Phrase {
            $(
                #[doc = concat!("`", $key, ": …" $(, "{", $slot, "}…")*, "`")]
                $(#[$doc])*
                $variant,
            )*
        }

        /// Every phrase: itself, its key, and the slots it may use, in the order of the enum.
        const ALL: &[(Phrase, &str, &[&str])] = &[$((Phrase::$variant, $key, &[$($slot),*]),)*];
    };
}

phrases! {
    // Words.
    Yes "yes" [];
    No "no" [];
    ListAnd "list_and" [];
    ListOr "list_or" [];
    ListComma "list_comma" [];
    Unsure "unsure" [];
    NotKnown "not_known" [];
    AtLeast "at_least" ["value"];
    AtMost "at_most" ["value"];
    MoreThan "more_than" ["value"];
    LessThan "less_than" ["value"];
    Between "between" ["low" "high"];
    FromTo "from_to" ["low" "high"];
    UpTo "up_to" ["value"];
    FromDay "from_day" ["day"];
    UntilDay "until_day" ["day"];
    Barred "barred" ["value"];
    // The beginning and the end.
    Welcome "welcome" ["most"];
    WelcomeBack "welcome_back" [];
    Resume "resume" [];
    NewSession "new_session" [];
    Restarted "restarted" [];
    FirstWords "first_words" [];
    NothingBefore "nothing_before" [];
    Cancelled "cancelled" [];
    Help "help" [];
    Privacy "privacy" [];
    EraseReally "erase_really" [];
    Erased "erased" [];
    Human "human" [];
    HumanThen "human_then" [];
    WishOwn "wish_own" [];
    Handover "handover" ["reason"];
    Unreadable "unreadable" [];
    NotNow "not_now" [];
    Stale "stale" [];
    Apology "apology" [];
    PrivateOnly "private_only" [];
    BotAbout "bot_about" [];
    // Questions.
    QuestionHead "question_head" ["number" "left"];
    QuestionHeadLast "question_head_last" ["number"];
    CorrectionHead "correction_head" [];
    HowToChooseSeveral "how_to_choose_several" [];
    Example "example" ["example"];
    Ticked "ticked" [];
    Unticked "unticked" [];
    TickedDone "ticked_done" [];
    NoHelp "no_help" [];
    Understood "understood" ["label" "value"];
    UnderstoodChoice "understood_choice" ["label" "value"];
    UnderstoodYesNo "understood_yes_no" ["label" "value"];
    UnderstoodUnsure "understood_unsure" ["label"];
    WorkedOut "worked_out" ["label" "value"];
    AlreadyKnownHead "already_known_head" [];
    AlreadyKnown "already_known" ["label" "value"];
    // What was not understood.
    ExpectNumber "expect_number" ["unit"];
    ExpectMoney "expect_money" [];
    ExpectYesNo "expect_yes_no" [];
    ExpectDate "expect_date" [];
    ExpectChoice "expect_choice" ["most"];
    ExpectSeveral "expect_several" ["most"];
    ExpectText "expect_text" [];
    MisreadExample "misread_example" ["example"];
    MisreadTwice "misread_twice" [];
    MisreadRange "misread_range" [];
    MisreadSeveral "misread_several" [];
    MisreadWhich "misread_which" ["choices"];
    MisreadOutOfRange "misread_out_of_range" ["low" "high"];
    MisreadNotWhole "misread_not_whole" [];
    MisreadNotADay "misread_not_a_day" [];
    MisreadNoneBesideOthers "misread_none_beside_others" [];
    NothingTicked "nothing_ticked" [];
    MisreadReview "misread_review" [];
    MisreadResults "misread_results" [];
    // All answers.
    ReviewHead "review_head" [];
    ReviewLine "review_line" ["number" "label" "value"];
    ReviewHint "review_hint" [];
    StatusHead "status_head" [];
    StatusHint "status_hint" [];
    StatusNone "status_none" [];
    // Results.
    ResultsHead "results_head" ["count"];
    ResultsAge "results_age" ["when"];
    MonthOf "month_of" ["year" "month"];
    ResultsPage "results_page" ["page" "pages"];
    ResultsNone "results_none" [];
    ResultsFailed "results_failed" ["count"];
    SectionOpen "section_open" [];
    SectionWindowUnknown "section_window_unknown" [];
    SectionOpenQuestion "section_open_question" [];
    SectionClosed "section_closed" [];
    SectionStanding "section_standing" [];
    WhyUnknown "why_unknown" ["facts"];
    WhyLikely "why_likely" ["check"];
    WhyAnybody "why_anybody" [];
    ReasonBasis "reason_basis" ["basis" "label" "value"];
    ReasonBasisPart "reason_basis_part" ["label" "value"];
    ReasonYes "reason_yes" ["label"];
    ReasonNo "reason_no" ["label"];
    ReasonBasisYes "reason_basis_yes" ["basis" "label"];
    ReasonOkSame "reason_ok_same" ["label" "value"];
    ReasonOkAmong "reason_ok_among" ["label" "value"];
    ReasonOk "reason_ok" ["label" "value" "expected"];
    ReasonFailed "reason_failed" ["label" "value" "expected"];
    ReasonOkWithout "reason_ok_without" ["label" "expected"];
    ReasonFailedWithout "reason_failed_without" ["label" "expected"];
    WindowStanding "window_standing" [];
    WindowOpen "window_open" ["when"];
    WindowClosingSoon "window_closing_soon" ["when"];
    WindowUpcoming "window_upcoming" ["when"];
    WindowClosed "window_closed" ["when"];
    WindowUnknown "window_unknown" ["year" "month"];
    ButtonDetail "button_detail" ["number"];
    ButtonWhyNot "button_why_not" [];
    WhyNotHead "why_not_head" [];
    WhyNotNone "why_not_none" [];
    // Amounts.
    AmountOf "amount_of" ["benefit" "amounts"];
    AmountIf "amount_if" ["amounts"];
    AmountEstimate "amount_estimate" ["value"];
    AmountBelowFloor "amount_below_floor" [];
    AmountCap "amount_cap" ["value"];
    AmountFloor "amount_floor" ["value"];
    AmountRate "amount_rate" ["name" "value"];
    RateUsual "rate_usual" [];
    AmountFee "amount_fee" ["value"];
    AmountTerm "amount_term" ["value"];
    TierUpTo "tier_up_to" ["value" "rate"];
    TierRest "tier_rest" ["rate"];
    Formula "formula" ["way" "result"];
    FormulaCapped "formula_capped" ["share" "cap"];
    FormulaFact "formula_fact" ["label" "value"];
    FormulaPlus "formula_plus" [];
    FormulaMinus "formula_minus" [];
    FormulaTimes "formula_times" [];
    FormulaList "formula_list" [];
    FormulaLeast "formula_least" ["parts"];
    FormulaGreatest "formula_greatest" ["parts"];
    FormulaTiers "formula_tiers" ["of" "tiers"];
    BelowFloor "below_floor" ["floor"];
    // One program.
    VerdictEligible "verdict_eligible" [];
    VerdictLikely "verdict_likely" [];
    VerdictUnknown "verdict_unknown" [];
    VerdictNotEligible "verdict_not_eligible" [];
    MarkOk "mark_ok" ["text"];
    MarkFailed "mark_failed" ["text"];
    MarkMissing "mark_missing" ["text"];
    MarkCheck "mark_check" ["text"];
    BenefitVerdict "benefit_verdict" ["verdict"];
    ListItem "list_item" ["text"];
    DetailBenefits "detail_benefits" [];
    DetailCost "detail_cost" [];
    DetailExcluded "detail_excluded" [];
    DetailNotes "detail_notes" [];
    DetailExamples "detail_examples" [];
    DetailSteps "detail_steps" [];
    DetailWindowUnknown "detail_window_unknown" [];
    DetailDoubtful "detail_doubtful" ["printed" "why"];
    DetailSource "detail_source" ["document" "pages" "year" "month"];
    PrintHead "print_head" ["date"];
    PrintLine "print_line" ["label" "value"];
    // What was asked in free text.
    ToldHead "told_head" [];
    Told "told" ["label" "value"];
    ToldHint "told_hint" [];
    OfferHead "offer_head" [];
    OfferLine "offer_line" ["number" "title" "about"];
    OfferHint "offer_hint" [];
    ButtonPick "button_pick" ["number" "title"];
    ButtonNone "button_none" [];
    ButtonBegin "button_begin" ["title"];
    ButtonAbout "button_about" [];
    BeginHint "begin_hint" ["title"];
    UnknownName "unknown_name" ["name"];
    NotFound "not_found" [];
    NotFoundHuman "not_found_human" [];
    OutOfScope "out_of_scope" [];
    BackToQuestion "back_to_question" [];
    WishUnanswered "wish_unanswered" ["text"];
    WishCare "wish_care" [];
    CareThen "care_then" [];
    TakenBack "taken_back" [];
    AnswerWho "answer_who" [];
    AnswerWhoAnybody "answer_who_anybody" [];
    AnswerWhoBenefit "answer_who_benefit" ["benefit" "conditions"];
    AnswerNone "answer_none" ["what"];
    AnswerSuccessor "answer_successor" [];
    AnswerContact "answer_contact" [];
    AnswerSource "answer_source" ["document" "pages" "year" "month"];
    AnswerSourceWords "answer_source_words" ["source"];
    WhatPhone "what_phone" [];
    WhatHours "what_hours" [];
    WhatWindow "what_window" [];
    WhatRate "what_rate" [];
    WhatAmount "what_amount" [];
    WhatFee "what_fee" [];
    WhatWho "what_who" [];
    WhatDocuments "what_documents" [];
    WhatApply "what_apply" [];
    WhatCost "what_cost" [];
    ConditionIs "condition_is" ["label" "expected"];
    ConditionYes "condition_yes" ["label"];
    ConditionNo "condition_no" ["label"];
    ConditionNot "condition_not" ["part"];
    ConditionAnd "condition_and" [];
    ConditionOr "condition_or" [];
    ConditionAny "condition_any" ["parts"];
    ConditionCheck "condition_check" ["text"];
    // Contacts.
    Phone "phone" ["number" "note" "international"];
    PhoneNote "phone_note" ["note"];
    Fax "fax" ["number"];
    Email "email" ["address"];
    Url "url" ["address"];
    SearchFor "search_for" ["words"];
    Doubtful "doubtful" ["printed"];
    Hours "hours" ["hours" "now"];
    HoursUnknown "hours_unknown" [];
    HoursUnsure "hours_unsure" [];
    OpenNow "open_now" ["until"];
    ClosedNow "closed_now" ["next"];
    ClosedOnHoliday "closed_on_holiday" ["holiday" "next"];
    OpensNext "opens_next" ["moment"];
    ContactNowhere "contact_nowhere" [];
    ContactLine "contact_line" ["label" "how"];
    // The web page.
    WebSkip "web_skip" [];
    WebLog "web_log" [];
    WebOlder "web_older" ["count"];
    WebYou "web_you" [];
    WebBot "web_bot" [];
    WebNow "web_now" [];
    WebProgress "web_progress" [];
    WebPick "web_pick" [];
    WebHowSeveral "web_how_several" [];
    WebReviewHint "web_review_hint" [];
    WebWrite "web_write" [];
    WebWriteFirst "web_write_first" [];
    WebWriteOrChoose "web_write_or_choose" [];
    WebAnswer "web_answer" [];
    WebSend "web_send" [];
    WebAnswers "web_answers" [];
    WebWhy "web_why" [];
    WebAmount "web_amount" [];
    WebUntil "web_until" [];
    WebCall "web_call" [];
    WebOpenNow "web_open_now" [];
    WebOver "web_over" [];
    WebLeft "web_left" [];
    WebStale "web_stale" [];
    WebEmpty "web_empty" [];
    WebTooLong "web_too_long" [];
    WebTooFast "web_too_fast" [];
    WebRefused "web_refused" [];
    WebNoCookie "web_no_cookie" [];
    WebNotFound "web_not_found" [];
    WebLost "web_lost" [];
    WebElsewhere "web_elsewhere" [];
    WebShowLatest "web_show_latest" [];
    WebBack "web_back" [];
    WebPrint "web_print" [];
    WebPrintHow "web_print_how" [];
    WebOperator "web_operator" [];
    WebPictureWords "web_picture_words" [];
    WebPictures "web_pictures" [];
    WebOwnPage "web_own_page" [];
    WebWidgetOpen "web_widget_open" [];
    WebWidgetClose "web_widget_close" [];
    // Pictures.
    PictureRow "picture_row" ["label" "words"];
    PictureNumbered "picture_numbered" ["number" "title"];
    PictureLeftOut "picture_left_out" ["count"];
    PictureAmounts "picture_amounts" [];
    PictureKindOf "picture_kind_of" ["kind" "benefit"];
    PictureOwn "picture_own" ["value" "cost"];
    PictureAmountClosed "picture_amount_closed" ["amounts"];
    PictureAmountUpcoming "picture_amount_upcoming" ["amounts"];
    PictureAmountWindowUnknown "picture_amount_window_unknown" ["amounts"];
    PictureHowEstimate "picture_how_estimate" [];
    PictureHowCap "picture_how_cap" [];
    PictureHowOwn "picture_how_own" [];
    PictureHowClosed "picture_how_closed" [];
    PictureHowTorn "picture_how_torn" [];
    PictureWithoutAmount "picture_without_amount" ["count"];
    PictureTimeline "picture_timeline" ["day"];
    PictureToday "picture_today" ["day"];
    PictureYear "picture_year" ["year"];
    PictureMonth "picture_month" ["month"];
    PictureWindowStanding "picture_window_standing" ["year" "month"];
    PictureWindowUnknown "picture_window_unknown" ["year" "month"];
    PictureWindowOpen "picture_window_open" ["when"];
    PictureWindowClosingSoon "picture_window_closing_soon" ["when"];
    PictureWindowUpcoming "picture_window_upcoming" ["when"];
    PictureWindowClosed "picture_window_closed" ["when"];
    PictureStage "picture_stage" ["state" "about"];
    PictureStageDone "picture_stage_done" [];
    PictureStageHere "picture_stage_here" [];
    PictureStageNext "picture_stage_next" [];
    PictureStagesHere "picture_stages_here" ["stage"];
    PictureStagesAll "picture_stages_all" ["count"];
    // Going on elsewhere.
    CodeHead "code_head" [];
    CodeUntil "code_until" ["day"];
    CodeHow "code_how" [];
    CodeTelegram "code_telegram" ["link"];
    CodeNone "code_none" [];
    CodeTaken "code_taken" [];
    CodeOwn "code_own" [];
    CodeUnknown "code_unknown" [];
    CodeTooMany "code_too_many" [];
    CodeWord "code_word" [];
    // やさしい日本語.
    EasyNow "easy_now" [];
    UsualNow "usual_now" [];
    EasyNone "easy_none" [];
    EasyOffer "easy_offer" [];
    UsualOffer "usual_offer" [];
    // Cases and people.
    CaseReceived "case_received" ["number" "team"];
    CaseOpenNow "case_open_now" ["until"];
    CaseOpensNext "case_opens_next" ["moment"];
    CaseOpensSometime "case_opens_sometime" [];
    CaseThen "case_then" [];
    CaseNone "case_none" [];
    CaseWithdrawn "case_withdrawn" [];
    CaseClosed "case_closed" ["number"];
    CaseReopened "case_reopened" ["number"];
    CaseDue "case_due" ["moment"];
    CaseTaken "case_taken" ["name"];
    CaseMerged "case_merged" ["number" "kept"];
    HeldNotice "held_notice" [];
    HeldArrived "held_arrived" [];
    HeldBackToBot "held_back_to_bot" [];
    HeldHandedBack "held_handed_back" [];
    BotHere "bot_here" [];
    StaffSays "staff_says" ["name"];
    WebHeld "web_held" [];
    WebHeldHint "web_held_hint" [];
    WebWriteToPerson "web_write_to_person" [];
    CaseRate "case_rate" [];
    CaseHelpful "case_helpful" [];
    CaseNotHelpful "case_not_helpful" [];
    CaseRated "case_rated" [];
    WishWrong "wish_wrong" [];
    WrongHow "wrong_how" [];
    WrongTold "wrong_told" [];
    FollowUpOffer "follow_up_offer" [];
    FollowUpAgreed "follow_up_agreed" [];
    FollowUpDeclined "follow_up_declined" [];
    FollowUpAsk "follow_up_ask" ["number"];
    FollowUpApplied "follow_up_applied" [];
    FollowUpNotApplied "follow_up_not_applied" [];
    FollowUpHelped "follow_up_helped" [];
    FollowUpThanks "follow_up_thanks" [];
    // Looked up on the phone.
    WishCall "wish_call" [];
    CallPrograms "call_programs" [];
    // What staff have heard and kept.
    FactsKept "facts_kept" [];
    // Reports that what is told of a program is wrong.
    ButtonWrong "button_wrong" [];
    WishWrongOf "wish_wrong_of" ["program"];
    WrongHowOf "wrong_how_of" ["program"];
    // Photos and other things that are no text, sent to a person.
    SentToPerson "sent_to_person" [];
    SentUnopened "sent_unopened" [];
    // Where somebody was when they wished for a person.
    CaseAtQuestion "case_at_question" ["question"];
    // A reply that was put right.
    StaffCorrects "staff_corrects" ["name"];
    StaffRewrote "staff_rewrote" ["name"];
    // What was rewritten while a person is waited for.
    RewroteToPerson "rewrote_to_person" [];
    // Somebody wishes for a person or a call, in words of their own, where there is staff.
    HumanHere "human_here" [];
}

/// All of `dialogs/phrases.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrases {
    templates: Vec<Template>,
    commands: Vec<CommandWords>,
}

impl Phrases {
    /// The phrase with its slots filled. Slots that the phrase doesn't use are ignored.
    pub fn say(&self, phrase: Phrase, slots: &[(&str, &str)]) -> String {
        let mut said = String::new();
        for piece in &self.templates[phrase as usize].0 {
            match piece {
                Piece::Text(text) => said.push_str(text),
                Piece::Slot(slot) => {
                    said.push_str(slots.iter().find(|(name, _)| name == slot).map_or("", |(_, value)| value));
                }
            }
        }
        said
    }

    /// The same with the texts of an overlay in place of its own.
    pub(super) fn with(mut self, other: Vec<(Phrase, Template)>) -> Self {
        for (phrase, template) in other {
            self.templates[phrase as usize] = template;
        }
        self
    }

    /// The slots that are used in a phrase as it stands here.
    fn used(&self, phrase: Phrase) -> impl Iterator<Item = &'static str> {
        slots_of(&self.templates[phrase as usize])
    }

    /// How a command is called and said.
    pub fn command(&self, command: Command) -> &CommandWords {
        &self.commands[command as usize]
    }
}

/// What tells an owner that a printed form is in doubt. Every phrase that shows one says it, and where it is said nobody
/// is led to what stands beside it.
pub const IN_DOUBT: &str = "要確認";

pub(super) fn read(root: &Node, mistakes: &mut Mistakes) -> Option<Phrases> {
    let mut top = Fields::open(root, "phrases.yaml", mistakes)?;
    let commands_node = top.required("commands");
    let phrases_node = top.required("phrases");
    top.close(mistakes);
    let commands = commands_node.and_then(|node| command::read(node, mistakes));
    let mut f = Fields::open(phrases_node?, "phrases", mistakes)?;
    let templates = ALL
        .iter()
        .map(|(phrase, key, slots)| {
            f.required(key).and_then(|node| read_one(*phrase, node, slots, mistakes)).unwrap_or_default()
        })
        .collect();
    f.close(mistakes);
    Some(Phrases { templates, commands: commands? })
}

/// Reads the phrases of an overlay: any of those there are, each with every slot that the original uses.
pub(super) fn read_overlay(
    node: &Node,
    original: Option<&Phrases>,
    mistakes: &mut Mistakes,
) -> Vec<(Phrase, Template)> {
    let Some(mut f) = Fields::open(node, "phrases", mistakes) else { return Vec::new() };
    let mut read = Vec::new();
    for (phrase, key, slots) in ALL {
        let Some(node) = f.optional(key) else { continue };
        let Some(template) = read_one(*phrase, node, slots, mistakes) else { continue };
        let written: Vec<&str> = slots_of(&template).collect();
        let lost =
            original.into_iter().flat_map(|original| original.used(*phrase)).find(|slot| !written.contains(slot));
        // A misspelt slot has been reported.
        if let (Some(lost), true) = (lost, braces(node) == written.len()) {
            mistakes
                .add(Code::MissingKey, node.span, format!("もとの文にある「{{{lost}}}」がありません"))
                .expected(format!("{{{lost}}} の入った文"));
        }
        read.push((*phrase, template));
    }
    f.close(mistakes);
    read
}

fn slots_of(template: &Template) -> impl Iterator<Item = &'static str> {
    template.0.iter().filter_map(|piece| match piece {
        Piece::Slot(slot) => Some(*slot),
        Piece::Text(_) => None,
    })
}

fn braces(node: &Node) -> usize {
    node.text().unwrap_or_default().matches('{').count()
}

fn read_one(phrase: Phrase, node: &Node, slots: &[&'static str], mistakes: &mut Mistakes) -> Option<Template> {
    let doubts = matches!(phrase, Phrase::Doubtful | Phrase::DetailDoubtful);
    if doubts && node.text().is_some_and(|text| !text.contains(IN_DOUBT)) {
        mistakes
            .add(Code::WrongValue, node.span, format!("「{IN_DOUBT}」の印がありません"))
            .expected(format!("「{IN_DOUBT}」の入った文（疑わしい番号や番地へ、人を案内しないための印です）"));
    }
    template(node, slots, mistakes)
}

fn template(node: &Node, slots: &[&'static str], mistakes: &mut Mistakes) -> Option<Template> {
    let text = limits::paragraph(node, mistakes)?;
    // Blanks that an author put between quotes are meant: the tick before a choice, the plus in a formula.
    let text = match &node.kind {
        Kind::Scalar { text, quoted: true } => text.trim_matches('\n').to_owned(),
        _ => text,
    };
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            mistakes.add(Code::UnknownSlot, node.span, "「{」が閉じられていません").expected("{名前}");
            return None;
        };
        pieces.push(Piece::Text(before.to_owned()));
        match slots.iter().find(|slot| **slot == name) {
            Some(slot) => pieces.push(Piece::Slot(slot)),
            None => {
                mistakes
                    .add(Code::UnknownSlot, node.span, format!("「{{{name}}}」という差し込みはここでは使えません"))
                    .known(name, slots.iter().copied())
                    .expected(if slots.is_empty() {
                        "差し込みのない文".to_owned()
                    } else {
                        slots.iter().map(|slot| format!("{{{slot}}}")).collect::<Vec<_>>().join(", ")
                    });
            }
        }
        rest = tail;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Some(Template(pieces))
}
