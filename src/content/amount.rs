//! Amounts: caps, rates, fees and estimates as decision tables and a few operations, in exact arithmetic.

use super::{
    condition,
    diagnostic::{Code, Mistakes, Span},
    fact::{self, FactId, FactKind, Facts},
    fields::{self, Fields},
    value::{Accept, Exact, exact},
    yaml::{Kind, Node},
};

/// A number, a fact, a table, or one operation over amounts. How it is worked out stands in [`crate::rules`].
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// The same for every company.
    Number(Exact),
    /// The value of a fact that is a number or yen.
    Fact(FactId),
    /// What its first fitting row comes to.
    Table(Table),
    /// All of them together.
    Sum(Vec<Amount>),
    /// The first less all the others.
    Minus(Vec<Amount>),
    /// The smallest of them: "whichever is lower".
    Least(Vec<Amount>),
    /// The largest of them.
    Greatest(Vec<Amount>),
    /// All of them multiplied: cost by rate.
    Times(Vec<Amount>),
    /// Each part of another amount at the rate of its tier.
    Tiers(Tiers),
}

/// The first row whose cells all accept gives the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The facts that the cells test, in the order of the cells.
    pub by: Vec<FactId>,
    /// At least one, tried from the top.
    pub rows: Vec<Row>,
}

/// One row of a [`Table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One for each fact of `by`; `None` takes anything, also the unknown.
    pub cells: Vec<Option<Vec<Accept>>>,
    /// What the table comes to where this row is the first that fits.
    pub value: Amount,
}

/// A rate that changes with height: 50万円まで3/4、超える部分2/3.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiers {
    /// The amount that is cut into tiers.
    pub of: Box<Amount>,
    /// Rising upper ends with the rate below them.
    pub steps: Vec<(Exact, Exact)>,
    /// The rate above the last end.
    pub rest: Exact,
}

impl Row {
    /// Whether it takes all that the other takes, cell by cell.
    fn covers(&self, other: &Row) -> bool {
        self.cells.iter().zip(&other.cells).all(|(own, other)| own.is_none() || own == other)
    }
}

impl Amount {
    /// Calls `see` for every fact used, in the order written.
    pub fn each_fact(&self, see: &mut impl FnMut(FactId)) {
        match self {
            Amount::Number(_) => {}
            Amount::Fact(fact) => see(*fact),
            Amount::Table(table) => {
                table.by.iter().for_each(|fact| see(*fact));
                table.rows.iter().for_each(|row| row.value.each_fact(see));
            }
            Amount::Sum(parts)
            | Amount::Minus(parts)
            | Amount::Least(parts)
            | Amount::Greatest(parts)
            | Amount::Times(parts) => parts.iter().for_each(|part| part.each_fact(see)),
            Amount::Tiers(tiers) => tiers.of.each_fact(see),
        }
    }

    /// Calls `see` for this amount and every amount in it.
    pub fn each<'a>(&'a self, see: &mut impl FnMut(&'a Amount)) {
        see(self);
        match self {
            Amount::Number(_) | Amount::Fact(_) => {}
            Amount::Table(table) => table.rows.iter().for_each(|row| row.value.each(see)),
            Amount::Sum(parts)
            | Amount::Minus(parts)
            | Amount::Least(parts)
            | Amount::Greatest(parts)
            | Amount::Times(parts) => parts.iter().for_each(|part| part.each(see)),
            Amount::Tiers(tiers) => tiers.of.each(see),
        }
    }
}

pub(super) fn read(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Amount> {
    match &node.kind {
        Kind::Scalar { text, .. } => match exact(text) {
            Some(number) => Some(Amount::Number(number)),
            None => fact_amount(node, facts, mistakes),
        },
        Kind::Map(_) => operation(node, facts, mistakes),
        Kind::List(_) => {
            wrong(node, mistakes);
            None
        }
    }
}

/// Reads a rate: a share of the whole, so that 80 for 80 % is refused.
pub(super) fn read_rate(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Amount> {
    let one = Exact::from_integer(1);
    results(node, &mut |result, number| {
        if number < Exact::default() || number > one {
            mistakes
                .add(Code::WrongValue, result.span, format!("率に{}は書けません", result.seen()))
                .expected("0から1までの分数。80 % なら 4/5");
        }
    });
    read(node, facts, mistakes)
}

/// Reads an amount of yen.
pub(super) fn read_yen(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Amount> {
    // What tiers hold are rates, also where the amount is in yen.
    let of_tiers =
        matches!(&node.kind, Kind::Map(entries) if entries.iter().any(|(key, _)| key.text() == Some("tiers")));
    if !of_tiers {
        results(node, &mut |result, number| {
            if number < Exact::default() || !number.is_integer() {
                mistakes
                    .add(Code::WrongValue, result.span, format!("円の額に{}は書けません", result.seen()))
                    .expected("0以上の整数");
            }
        });
    }
    read(node, facts, mistakes)
}

/// Calls `see` for every number that can be the result itself: not those that are only counted with.
fn results<'n>(node: &'n Node, see: &mut impl FnMut(&'n Node, Exact)) {
    match &node.kind {
        Kind::Scalar { text, .. } => {
            if let Some(number) = exact(text) {
                see(node, number);
            }
        }
        Kind::Map(entries) => {
            for (key, value) in entries {
                let Kind::List(items) = &value.kind else {
                    if key.text() == Some("tiers") {
                        results(value, see);
                    }
                    continue;
                };
                match key.text() {
                    Some("rows") => items.iter().for_each(|row| {
                        if let Kind::List(cells) = &row.kind
                            && let Some(value) = cells.last()
                        {
                            results(value, see);
                        }
                    }),
                    Some("least" | "greatest") => items.iter().for_each(|item| results(item, see)),
                    _ => {}
                }
            }
        }
        Kind::List(_) => {}
    }
}

fn wrong(node: &Node, mistakes: &mut Mistakes) {
    mistakes
        .add(Code::WrongType, node.span, format!("金額のはずのところが{}です", node.seen()))
        .expected("数、項目名、by と rows の表、または sum / minus / least / greatest / times / tiers");
}

fn fact_amount(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Amount> {
    let text = node.text().unwrap_or_default();
    if !fields::is_identifier(text) {
        wrong(node, mistakes);
        return None;
    }
    let id = fact::name(node, facts, mistakes)?;
    if !matches!(facts.get(id).kind, FactKind::Int | FactKind::Decimal | FactKind::Money) {
        mistakes
            .add(Code::WrongType, node.span, format!("「{text}」は数の項目ではないので、金額に使えません"))
            .expected("type が int、number、money の項目");
        return None;
    }
    Some(Amount::Fact(id))
}

fn operation(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Amount> {
    const WORDS: [&str; 6] = ["sum", "minus", "least", "greatest", "times", "tiers"];
    let mut f = Fields::open(node, "金額", mistakes)?;
    if f.optional("rows").is_some() || f.optional("by").is_some() {
        return table(node, facts, mistakes).map(Amount::Table);
    }
    let written: Vec<(&str, &Node)> =
        WORDS.iter().filter_map(|word| f.optional(word).map(|body| (*word, body))).collect();
    let span = f.span();
    let all_known = f.close(mistakes);
    let [(word, body)] = written[..] else {
        // A misspelt word has been reported.
        if all_known {
            mistakes
                .add(Code::WrongValue, span, "計算の言葉はちょうど一つだけ書きます")
                .expected("sum / minus / least / greatest / times / tiers");
        }
        return None;
    };
    if word == "tiers" {
        return tiers(body, facts, mistakes).map(Amount::Tiers);
    }
    let items = fields::list(body, mistakes);
    if items.len() < 2 {
        if matches!(body.kind, Kind::List(_)) {
            mistakes
                .add(Code::WrongValue, body.span, format!("{word} には二つ以上の金額が要ります"))
                .expected(format!("{word}: [ 金額, 金額 ]"));
        }
        return None;
    }
    let parts = fields::every(items, |item| read(item, facts, mistakes))?;
    Some(match word {
        "sum" => Amount::Sum(parts),
        "minus" => Amount::Minus(parts),
        "least" => Amount::Least(parts),
        "greatest" => Amount::Greatest(parts),
        _ => Amount::Times(parts),
    })
}

fn table(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Table> {
    let mut f = Fields::open(node, "表", mistakes)?;
    let by_node = f.required("by");
    let rows_node = f.required("rows");
    f.close(mistakes);
    let by: Vec<Option<FactId>> =
        fields::list_or_one(by_node?).iter().map(|item| fact::name(item, facts, mistakes)).collect();
    let rows_node = rows_node?;
    let items = fields::list(rows_node, mistakes);
    if by.is_empty() || (items.is_empty() && matches!(rows_node.kind, Kind::List(_))) {
        mistakes
            .add(Code::BadTable, node.span, "表に項目か行が一つもありません")
            .expected("by: [ 項目, … ] と rows: [ [ 欄, …, 値 ], … ]");
        return None;
    }
    let mut rows: Vec<(Row, Span)> = Vec::new();
    let mut whole = !items.is_empty();
    for item in items {
        let read = row(item, &by, facts, mistakes);
        whole &= read.is_some();
        let Some(read) = read else { continue };
        if let Some((_, earlier)) = rows.iter().find(|(row, _)| row.covers(&read)) {
            mistakes
                .add(
                    Code::Unreachable,
                    item.span,
                    format!("この行には届きません（{}行目の行が先に合います）", earlier.line),
                )
                .expected("細かい条件の行を先に、「_」の行を最後に");
        }
        rows.push((read, item.span));
    }
    let by = by.into_iter().collect::<Option<Vec<_>>>()?;
    whole.then(|| Table { by, rows: rows.into_iter().map(|(row, _)| row).collect() })
}

/// A row under the facts of `by`; under one that is not known, cells cannot be judged.
fn row(node: &Node, by: &[Option<FactId>], facts: &Facts, mistakes: &mut Mistakes) -> Option<Row> {
    let Kind::List(items) = &node.kind else {
        fields::list(node, mistakes);
        return None;
    };
    let (value, cells) = match items.split_last() {
        Some((value, cells)) if cells.len() == by.len() => (value, cells),
        _ => {
            mistakes
                .add(Code::BadTable, node.span, format!("この行には欄が{}個あります", items.len()))
                .expected(format!("{}個（by の項目{}個と、値）", by.len() + 1, by.len()));
            return None;
        }
    };
    let cells: Vec<Option<Option<Vec<Accept>>>> = cells
        .iter()
        .zip(by)
        .map(|(cell, fact)| match cell.text() {
            Some("_") => Some(None),
            _ => fact.and_then(|fact| condition::accepts(cell, facts.get(fact), mistakes)).map(Some),
        })
        .collect();
    let value = read(value, facts, mistakes);
    Some(Row { cells: cells.into_iter().collect::<Option<Vec<_>>>()?, value: value? })
}

fn tiers(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Tiers> {
    let mut f = Fields::open(node, "tiers", mistakes)?;
    let of = f.required("of").and_then(|node| read(node, facts, mistakes));
    let rows = f.required("rows");
    f.close(mistakes);
    let rows = rows?;
    let items = fields::list(rows, mistakes);
    if items.is_empty() && !matches!(rows.kind, Kind::List(_)) {
        return None;
    }
    let mut whole = true;
    let mut steps: Vec<(Exact, Exact)> = Vec::new();
    let mut rest = None;
    for item in items {
        let Kind::List(cells) = &item.kind else {
            fields::list(item, mistakes);
            whole = false;
            continue;
        };
        let [upto, rate] = &cells[..] else {
            mistakes
                .add(Code::BadTable, item.span, format!("この段には欄が{}個あります", cells.len()))
                .expected("二つ: [\"..500_000\", 3/4] か [rest, 2/3]");
            whole = false;
            continue;
        };
        if rest.is_some() {
            mistakes.add(Code::Unreachable, item.span, "rest のあとの段には届きません").expected("[rest, …] を最後に");
        }
        let rate = fields::number(rate, mistakes);
        whole &= rate.is_some();
        let rate = rate.unwrap_or_default();
        match (upto.text(), upto.text().and_then(|text| text.strip_prefix("..")).and_then(exact)) {
            (Some("rest"), _) => rest = Some(rate),
            (_, Some(end)) => {
                if steps.last().is_some_and(|(before, _)| *before >= end) {
                    mistakes
                        .add(
                            Code::ReversedRange,
                            upto.span,
                            format!("段の上の端{}が、前の段より大きくありません", upto.seen()),
                        )
                        .expected("上の段ほど大きい数");
                }
                steps.push((end, rate));
            }
            _ => {
                mistakes
                    .add(Code::WrongValue, upto.span, format!("段の上の端に{}は書けません", upto.seen()))
                    .expected("\"..500_000\" か rest");
                whole = false;
            }
        }
    }
    if rest.is_none() && whole {
        mistakes.add(Code::BadTable, rows.span, "最後の段がありません").expected("[rest, 2/3]");
    }
    whole.then_some(Tiers { of: Box::new(of?), steps, rest: rest? })
}
