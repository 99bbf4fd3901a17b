//! Text that a person typed: length-limited and free of control characters from the moment it is parsed.

use crate::refusal::Refusal;
use serde::{Deserialize, Deserializer, Serialize};

/// Text as typed, trimmed, with line breaks and tabs but no other control characters, at most 50,000 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Text(String);

/// Why a text cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// Too long.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// Has characters that cannot be shown.
    #[error("has characters that cannot be shown")]
    Control,
}

/// The most characters one text may have.
pub const LONGEST: usize = 50_000;

impl Text {
    /// Takes what was typed.
    pub fn parse(typed: &str) -> Result<Text, TextProblem> {
        Text::parse_up_to(typed, LONGEST)
    }

    /// Takes what was typed, up to `most` characters.
    pub fn parse_up_to(typed: &str, most: usize) -> Result<Text, TextProblem> {
        let text = typed.replace("\r\n", "\n");
        let text = text.trim();
        if text.chars().count() > most {
            return Err(TextProblem::TooLong(most));
        }
        let hidden = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        };
        if text.chars().any(hidden) {
            return Err(TextProblem::Control);
        }
        Ok(Text(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        let typed = String::deserialize(deserializer)?;
        Text::parse(&typed).map_err(serde::de::Error::custom)
    }
}

pub(crate) fn required(field: &'static str, text: &Text) -> Result<(), Refusal> {
    if text.is_empty() {
        Err(Refusal::Missing(field))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_is_trimmed_and_keeps_its_lines() {
        assert_eq!(
            Text::parse("  one\r\ntwo\t \n").unwrap().as_str(),
            "one\ntwo"
        );
    }

    #[test]
    fn control_characters_and_direction_overrides_are_refused() {
        for typed in ["a\0b", "a\u{1b}[31m", "a\u{202e}b"] {
            assert_eq!(Text::parse(typed), Err(TextProblem::Control), "{typed:?}");
        }
        assert_eq!(Text::parse_up_to("abcd", 3), Err(TextProblem::TooLong(3)));
    }
}
