//! The drawings of a case: trajectory, circle, timeline. What they show is gathered here; how it looks is the
//! drawing crate's.

use crate::words::Words;
use attune_therapy::dates::ApproximateDate;

pub(super) mod circle;
pub(super) mod scores;
pub(super) mod timeline;
pub(super) mod trajectory;

/// A score as it is written: `12`, `2.5`, `−3`.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded < 0.0 {
        format!("\u{2212}{}", -rounded)
    } else {
        format!("{}", rounded.abs())
    }
}

/// A change as it is written: `−3`, `+2`, `0`.
pub(super) fn change(value: f64) -> String {
    let plus = if (value * 10.0).round() > 0.0 {
        "+"
    } else {
        ""
    };
    format!("{plus}{}", number(value))
}

/// A date as exactly as it is known.
pub(super) fn when_words(words: Words, when: ApproximateDate) -> String {
    match when {
        ApproximateDate::Day(date) => words.date(date),
        ApproximateDate::Month { .. } => words.month_year(when.earliest()),
        ApproximateDate::Year(year) => year.to_string(),
    }
}

/// Up to two letters for a disc.
pub(super) fn initials(name: &str) -> String {
    let mut words = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    match (words.next(), words.next()) {
        (Some(one), Some(other)) => one
            .chars()
            .take(1)
            .chain(other.chars().take(1))
            .collect::<String>(),
        (Some(one), None) => one.chars().take(2).collect(),
        _ => "?".to_owned(),
    }
    .to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_changes_are_written_with_a_true_minus_and_no_needless_decimals() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(-0.04), "0");
        assert_eq!(change(-3.0), "\u{2212}3");
        assert_eq!(change(2.5), "+2.5");
        assert_eq!(change(0.0), "0");
    }

    #[test]
    fn a_disc_holds_one_or_two_letters() {
        assert_eq!(initials("Lucía"), "LU");
        assert_eq!(initials("ana maría lópez"), "AM");
        assert_eq!(initials("R."), "R");
        assert_eq!(initials("  "), "?");
    }
}
