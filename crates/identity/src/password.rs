//! What a password must be: NIST SP 800-63B-4. Length and a list of what is tried first; no composition rules,
//! no expiry, no hints.

use crate::common_passwords;
use crate::error::Refusal;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The fewest characters where the password is the only factor.
pub const SHORTEST_ALONE: usize = 15;
/// The fewest characters where a second factor is asked for as well.
pub const SHORTEST_WITH_SECOND_FACTOR: usize = 8;
/// The most characters.
pub const LONGEST_PASSWORD: usize = 128;

/// A password that passed, in the one form in which it is stretched.
#[derive(Clone)]
pub(crate) struct AcceptedPassword {
    pub(crate) text: Zeroizing<String>,
    /// Long enough to be the only factor.
    pub(crate) stands_alone: bool,
}

/// The form in which passwords are compared: what looks the same on two keyboards is the same (NFC). Nothing is
/// trimmed or cut. Absurdly long input is not worth the work and matches nothing.
pub(crate) fn normalised(password: &str) -> Zeroizing<String> {
    if password.len() > LONGEST_PASSWORD * 8 {
        return Zeroizing::new(String::new());
    }
    Zeroizing::new(password.nfc().collect())
}

/// Judges a new password. `known` is what anybody knows about the account: names, sign-in name, clinic.
pub(crate) fn judge(
    password: &str,
    least: usize,
    known: &[&str],
) -> Result<AcceptedPassword, Refusal> {
    let too_long = Refusal::PasswordTooLong {
        most: LONGEST_PASSWORD,
    };
    if password.len() > LONGEST_PASSWORD * 8 {
        return Err(too_long);
    }
    let text = normalised(password);
    let length = text.chars().count();
    if length > LONGEST_PASSWORD {
        return Err(too_long);
    }
    if length < least {
        return Err(Refusal::PasswordTooShort { least });
    }
    if common_passwords::is_common(&text) {
        return Err(Refusal::PasswordCommon);
    }
    if is_little_more_than_known(&text, known) {
        return Err(Refusal::PasswordIsName);
    }
    Ok(AcceptedPassword {
        text,
        stands_alone: length >= SHORTEST_ALONE,
    })
}

/// Whether taking out the known words leaves fewer than six characters to guess.
fn is_little_more_than_known(password: &str, known: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    let mut words: Vec<String> = known
        .iter()
        .flat_map(|text| {
            let lower = text.to_lowercase();
            let mut parts: Vec<String> = lower
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned)
                .collect();
            parts.push(lower);
            parts
        })
        .filter(|word| word.chars().count() >= 3)
        .collect();
    // Longest first, so that a whole name is not left in pieces.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut found = false;
    for word in &words {
        if rest.contains(word.as_str()) {
            rest = rest.replace(word.as_str(), "");
            found = true;
        }
    }
    found && rest.chars().count() < 6
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn judged(password: &str, least: usize) -> Result<(), Refusal> {
        judge(
            password,
            least,
            &["ana.lopez@example.org", "Ana López", "Casa Abierta"],
        )
        .map(|_| ())
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert_eq!(judged("ñandú-ég", 8), Ok(()));
        assert_eq!(
            judged("ñandú-é", 8),
            Err(Refusal::PasswordTooShort { least: 8 })
        );
        assert_eq!(judged("seven words of a quiet afternoon", 15), Ok(()));
        assert_eq!(
            judged(&"päron ".repeat(22), 15),
            Err(Refusal::PasswordTooLong { most: 128 })
        );
        assert_eq!(
            judged(&"x".repeat(1_000_000), 15),
            Err(Refusal::PasswordTooLong { most: 128 })
        );
    }

    #[test]
    fn a_password_of_64_and_of_128_characters_is_accepted() {
        let long: String = ('a'..='z').cycle().step_by(7).take(128).collect();
        assert_eq!(judged(&long, 15), Ok(()));
        assert_eq!(judged(&long[..64], 15), Ok(()));
    }

    #[test]
    fn spaces_and_any_script_are_welcome() {
        assert_eq!(judged("  two spaces in front  ", 15), Ok(()));
        assert_eq!(judged("пароль из пяти простых слов", 15), Ok(()));
        assert_eq!(judged("🐢🐢🦔🦆🐙🦀🐝🌵", 8), Ok(()));
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_password() {
        assert_eq!(
            *normalised("cafe\u{301} con leche"),
            *normalised("café con leche")
        );
        assert_ne!(
            *normalised("cafe con leche "),
            *normalised("cafe con leche")
        );
    }

    #[test]
    fn names_and_sign_in_names_with_a_little_around_are_refused() {
        for password in [
            "analopez2026",
            "Ana.Lopez@example.org",
            "casaabierta12",
            "CasaAbierta!!",
        ] {
            assert_eq!(
                judged(password, 8),
                Err(Refusal::PasswordIsName),
                "{password}"
            );
        }
        assert_eq!(judged("the turtle of ana sleeps", 15), Ok(()));
    }

    #[test]
    fn only_long_passwords_stand_alone() {
        assert!(!judge("grüne wiese", 8, &[]).unwrap().stands_alone);
        assert!(judge("grüne wiese im regen", 8, &[]).unwrap().stands_alone);
    }
}
