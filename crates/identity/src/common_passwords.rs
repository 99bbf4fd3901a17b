//! Passwords that are tried first.
//!
//! The list (`common_passwords.txt`) holds words and whole passwords known to lead every published count of leaked
//! passwords, in lower case. A password is refused when it is on the list, or is a word of the list dressed up the
//! usual way (capitals, digits or signs at the ends, `3` for `e`, doubled), a run along the keyboard or alphabet, or
//! a short piece repeated. That covers far more than the most frequent 3,000 without holding them one by one.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common_passwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// What fingers run along.
const RUNS: [&str; 8] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjklñ",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Whether a password is one of those, in any dress.
pub(crate) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let together: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    [lower.as_str(), together.as_str()].into_iter().any(|text| {
        is_listed(text)
            || is_listed(core_of(text))
            || is_listed(&plain_letters(text))
            || is_listed(core_of(&plain_letters(text)))
            || is_listed(&plain_letters(core_of(text)))
            || repeated_piece(text)
                .is_some_and(|piece| piece.chars().count() <= 4 || is_common(piece))
            || is_run(text)
            || is_chain_of_common_pieces(text)
    })
}

fn is_listed(text: &str) -> bool {
    COMMON.contains(text)
}

/// Without the digits and signs that people put at the ends. What is left must be most of the password, so that a
/// list word inside something long is no reason to refuse.
fn core_of(text: &str) -> &str {
    let core = text.trim_matches(|c: char| !c.is_alphabetic());
    let dress = text.chars().count() - core.chars().count();
    if core.chars().count() >= 4 && dress <= 6 {
        core
    } else {
        text
    }
}

/// With the usual look-alikes turned back into letters.
fn plain_letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// The piece of which a text consists over and over, if it does.
fn repeated_piece(text: &str) -> Option<&str> {
    text.char_indices()
        .map(|(index, _)| index)
        .skip(1)
        .take_while(|index| *index <= text.len() / 2)
        .find_map(|length| {
            let piece = &text[..length];
            let times = text.len() / length;
            (text.len().is_multiple_of(length) && text == piece.repeat(times)).then_some(piece)
        })
}

/// Whether the whole text follows a run, forwards or backwards.
fn is_run(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    text.chars().count() >= 4
        && RUNS
            .iter()
            .any(|run| run.contains(text) || run.contains(&backwards) || is_wrapped_digits(text))
}

/// `6789012345`: digits that go on after nine.
fn is_wrapped_digits(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    digits.is_some_and(|digits| {
        let step = |by: u32| digits.windows(2).all(|pair| (pair[0] + by) % 10 == pair[1]);
        step(1) || step(9)
    })
}

/// `qwerty123456`, `iloveyoupassword`: nothing but list words and runs, at most two of them.
fn is_chain_of_common_pieces(text: &str) -> bool {
    fn rest_is_common(text: &str, pieces: usize) -> bool {
        if text.is_empty() {
            return true;
        }
        if pieces == 0 {
            return false;
        }
        let ends = text.char_indices().map(|(index, c)| index + c.len_utf8());
        ends.filter(|end| *end >= 3).any(|end| {
            let (piece, rest) = text.split_at(end);
            let common = is_listed(piece)
                || is_run(piece)
                || piece.chars().all(|c| c.is_ascii_digit()) && piece.len() <= 4;
            common && rest_is_common(rest, pieces - 1)
        })
    }
    rest_is_common(text, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_lower_case_and_free_of_repetition() {
        let text = include_str!("common_passwords.txt");
        let mut seen = HashSet::new();
        for word in text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
        {
            assert_eq!(word, word.to_lowercase());
            assert!(seen.insert(word), "{word} is there twice");
        }
        assert!(seen.len() > 900, "{}", seen.len());
    }

    #[test]
    fn what_is_tried_first_is_refused_in_any_dress() {
        for password in [
            "password",
            "Password1!",
            "P@ssw0rd",
            "passwordpassword",
            "12345678",
            "123456789012345",
            "87654321",
            "qwertyuiop",
            "qwerty123456",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "iloveyou",
            "Iloveyou2",
            "football2024",
            "sunshine!!",
            "contraseña",
            "Contrasena123",
            "teamomucho",
            "princess 123",
            "letmein123456",
            "Attune2026",
            "welcome1",
            "iloveyoupassword",
            "abcdefgh",
            "zxcvbnm123",
            "password12345678",
            "111111111111111",
            "correcthorsebatterystaple",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn words_of_the_list_inside_something_long_are_no_reason_to_refuse() {
        for password in [
            "my password is a heron",
            "monkey teaches the turtle law",
            "seven quiet afternoons",
            "kx9-Tq0!vRz2",
            "sunshine over the harbour",
            "grüne wiese im regen",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }
}
