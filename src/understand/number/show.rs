//! Numbers as an owner reads them: `1億円`, `1,500`, `2/3`, `15%`. What is shown reads back to the same value.

use super::Exact;

/// Yen in the units people speak in: `1億円`, `1,500万円`, `10,560円`, `1億2,345万6,789円`.
///
/// Below a hundred million, what is no whole number of 万 is written out in digits.
pub fn money(yen: i128) -> String {
    let size = yen.unsigned_abs();
    let sign = if yen < 0 { "-" } else { "" };
    if size == 0 || (!size.is_multiple_of(10_000) && size < 100_000_000) {
        return format!("{sign}{}円", grouped(size));
    }
    let mut out = sign.to_owned();
    for (part, unit) in [
        (size / 1_000_000_000_000, "兆"),
        (size / 100_000_000 % 10_000, "億"),
        (size / 10_000 % 10_000, "万"),
        (size % 10_000, ""),
    ] {
        if part > 0 {
            out.push_str(&grouped(part));
            out.push_str(unit);
        }
    }
    out + "円"
}

/// A number with grouped digits: `1,500`, `12.5`; a fraction where decimals would not end: `1/3`.
pub fn plain(value: Exact) -> String {
    let (numer, denom) = (*value.numer(), *value.denom());
    let sign = if numer < 0 { "-" } else { "" };
    let size = numer.unsigned_abs();
    match decimals(value) {
        Some(None) => format!("{sign}{}", grouped(size)),
        Some(Some(fraction)) => format!("{sign}{}.{fraction}", grouped(size / denom.unsigned_abs())),
        None => format!("{sign}{size}/{denom}"),
    }
}

/// A rate: `2/3` where people speak in such fractions (denominators up to ten), otherwise `15%`, or `1/12`.
pub fn rate(value: Exact) -> String {
    let (numer, denom) = (*value.numer(), *value.denom());
    if (2..=10).contains(&denom) && (1..denom).contains(&numer) {
        return format!("{numer}/{denom}");
    }
    let percent = numer.checked_mul(100).map(|numer| Exact::new(numer, denom));
    match percent {
        Some(percent) if decimals(percent).is_some() => format!("{}%", plain(percent)),
        _ => plain(value),
    }
}

/// The digits after the point: `Some(None)` for a whole number, `None` where they don't end within twelve digits, which
/// is what [`super::read`] takes.
fn decimals(value: Exact) -> Option<Option<String>> {
    let denom = value.denom().unsigned_abs();
    if denom == 1 {
        return Some(None);
    }
    let mut scale: u128 = 1;
    for width in 1..=12_usize {
        scale *= 10;
        if scale.is_multiple_of(denom) {
            let rest = value.numer().unsigned_abs() % denom;
            // rest < denom <= scale <= 10^12, so this can't overflow.
            return Some(Some(format!("{:0width$}", rest * (scale / denom))));
        }
    }
    None
}

/// Thousands with commas.
fn grouped(n: u128) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_it_is_spoken() {
        for (yen, text) in [
            (0, "0円"),
            (950, "950円"),
            (10_560, "10,560円"),
            (10_000, "1万円"),
            (1_100_000, "110万円"),
            (15_000_000, "1,500万円"),
            (15_000_001, "15,000,001円"),
            (100_000_000, "1億円"),
            (150_000_000, "1億5,000万円"),
            (100_010_000, "1億1万円"),
            (100_000_001, "1億1円"),
            (123_456_789, "1億2,345万6,789円"),
            (1_000_000_000_000, "1兆円"),
            (1_000_000_010_000, "1兆1万円"),
            (-15_000_000, "-1,500万円"),
            (-950, "-950円"),
        ] {
            assert_eq!(money(yen), text);
        }
        assert!(money(i128::MIN).starts_with("-170,141,183,460,469,231,731,687,303兆"));
    }

    #[test]
    fn numbers_are_written_out_unless_their_decimals_never_end() {
        for (numer, denom, text) in [
            (0, 1, "0"),
            (1_500, 1, "1,500"),
            (-3, 1, "-3"),
            (25, 2, "12.5"),
            (-25, 2, "-12.5"),
            (-1, 2, "-0.5"),
            (100_001, 100, "1,000.01"),
            (1, 3, "1/3"),
            (-7, 3, "-7/3"),
            (4_000, 3, "4000/3"),
            (1, 1 << 40, "1/1099511627776"),
        ] {
            assert_eq!(plain(Exact::new(numer, denom)), text);
        }
    }

    #[test]
    fn rates_are_written_as_the_booklets_do() {
        for (numer, denom, text) in [
            (2, 3, "2/3"),
            (1, 2, "1/2"),
            (3, 4, "3/4"),
            (9, 10, "9/10"),
            (3, 20, "15%"),
            (1, 1, "100%"),
            (0, 1, "0%"),
            (7, 5, "140%"),
            (1, 80, "1.25%"),
            (1, 12, "1/12"),
            (-1, 20, "-5%"),
            (i128::MAX, 1, "170,141,183,460,469,231,731,687,303,715,884,105,727"),
        ] {
            assert_eq!(rate(Exact::new(numer, denom)), text);
        }
    }
}
