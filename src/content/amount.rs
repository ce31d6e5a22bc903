//! Amounts: caps, rates, fees and estimates as decision tables and a few operations, in exact arithmetic.

use super::{
    condition,
    diagnostic::{Code, Mistakes},
    fact::{self, FactId, FactKind, Facts},
    fields::{self, Fields},
    value::{Accept, Exact, exact},
    yaml::{Kind, Node},
};

/// A number, a fact, a table, or one operation over amounts. How it is worked out stands in [`crate::rules`].
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    Number(Exact),
    Fact(FactId),
    Table(Table),
    Sum(Vec<Amount>),
    /// The first less all the others.
    Minus(Vec<Amount>),
    Least(Vec<Amount>),
    Greatest(Vec<Amount>),
    Times(Vec<Amount>),
    Tiers(Tiers),
}

/// The first row whose cells all accept gives the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub by: Vec<FactId>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One for each fact of `by`; `None` takes anything, also the unknown.
    pub cells: Vec<Option<Vec<Accept>>>,
    pub value: Amount,
}

/// A rate that changes with height: 50万円まで3/4、超える部分2/3.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiers {
    pub of: Box<Amount>,
    /// Rising upper ends with the rate below them.
    pub steps: Vec<(Exact, Exact)>,
    /// The rate above the last end.
    pub rest: Exact,
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
        mistakes.add(Code::WrongType, node.span, format!("「{text}」は数の項目ではないので、金額に使えません"));
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
    f.close(mistakes);
    let [(word, body)] = written[..] else {
        if written.len() > 1 || matches!(&node.kind, Kind::Map(entries) if entries.is_empty()) {
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
        mistakes.add(Code::WrongValue, body.span, format!("{word} には二つ以上の金額が要ります"));
        return None;
    }
    let parts = items.iter().map(|item| read(item, facts, mistakes)).collect::<Vec<_>>();
    let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
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
    let by_node = f.required("by", mistakes);
    let rows_node = f.required("rows", mistakes);
    f.close(mistakes);
    let by = fields::list_or_one(by_node?)
        .iter()
        .map(|item| fact::name(item, facts, mistakes))
        .collect::<Option<Vec<_>>>()?;
    let mut rows: Vec<Row> = Vec::new();
    let mut whole = true;
    for item in fields::list(rows_node?, mistakes) {
        if let Some(earlier) = rows.iter().position(|row| row.cells.iter().all(Option::is_none)) {
            mistakes.add(
                Code::Unreachable,
                item.span,
                format!("この行には届きません（{}行目の「_」だけの行が先に合います）", earlier + 1),
            );
            whole = false;
        }
        match row(item, &by, facts, mistakes) {
            Some(row) => rows.push(row),
            None => whole = false,
        }
    }
    if rows.is_empty() && whole {
        mistakes.add(Code::BadTable, node.span, "表に行が一つもありません");
        return None;
    }
    whole.then_some(Table { by, rows })
}

fn row(node: &Node, by: &[FactId], facts: &Facts, mistakes: &mut Mistakes) -> Option<Row> {
    let items = fields::list(node, mistakes);
    let (value, cells) = items.split_last()?;
    if cells.len() != by.len() {
        mistakes.add(Code::BadTable, node.span, format!("この行には欄が{}個あります", items.len())).expected(format!(
            "{}個（by の項目{}個と、値）",
            by.len() + 1,
            by.len()
        ));
        return None;
    }
    let cells = cells
        .iter()
        .zip(by)
        .map(|(cell, fact)| match cell.text() {
            Some("_") => Some(None),
            _ => condition::accepts(cell, facts.get(*fact), mistakes).map(Some),
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Row { cells, value: read(value, facts, mistakes)? })
}

fn tiers(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Tiers> {
    let mut f = Fields::open(node, "tiers", mistakes)?;
    let of = f.required("of", mistakes).and_then(|node| read(node, facts, mistakes));
    let rows = f.required("rows", mistakes);
    let span = f.span();
    f.close(mistakes);
    let mut steps: Vec<(Exact, Exact)> = Vec::new();
    let mut rest = None;
    for item in fields::list(rows?, mistakes) {
        let cells = fields::list(item, mistakes);
        let [upto, rate] = cells else {
            mistakes
                .add(Code::BadTable, item.span, "段には欄が二つ要ります")
                .expected("[\"..500_000\", 3/4] か [rest, 2/3]");
            return None;
        };
        let rate = fields::number(rate, mistakes)?;
        if rest.is_some() {
            mistakes.add(Code::Unreachable, item.span, "rest のあとの段には届きません");
            return None;
        }
        match upto.text() {
            Some("rest") => rest = Some(rate),
            Some(text) => {
                let Some(end) = text.strip_prefix("..").and_then(exact) else {
                    mistakes
                        .add(Code::WrongValue, upto.span, format!("段の上の端に{}は書けません", upto.seen()))
                        .expected("\"..500_000\" か rest");
                    return None;
                };
                if steps.last().is_some_and(|(before, _)| *before >= end) {
                    mistakes.add(Code::ReversedRange, upto.span, "段の上の端は、だんだん大きくなければなりません");
                    return None;
                }
                steps.push((end, rate));
            }
            None => return None,
        }
    }
    let Some(rest) = rest else {
        mistakes.add(Code::BadTable, span, "最後の段がありません").expected("[rest, 2/3]");
        return None;
    };
    Some(Tiers { of: Box::new(of?), steps, rest })
}
