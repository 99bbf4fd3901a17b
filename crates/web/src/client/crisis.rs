//! Whom to call: the files of `content/crisis`, built into the program so that they are there without a database.

use crate::words::Words;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A country with its numbers.
#[derive(Debug)]
pub(crate) struct Country {
    /// The name of its file: `gb`.
    pub(crate) code: &'static str,
    file: File,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checked_on: Date,
    country: ByLanguage,
    line: Vec<Line>,
}

type ByLanguage = BTreeMap<String, String>;

/// Somebody who can be reached.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// What for.
    pub(crate) kind: Kind,
    /// A number to call.
    pub(crate) call: Option<String>,
    /// A number to send a message to.
    pub(crate) text: Option<String>,
    /// What the message has to say.
    pub(crate) message: Option<String>,
    /// A website.
    pub(crate) site: Option<String>,
    /// In which languages somebody answers; empty where it depends on the place.
    pub(crate) languages: Vec<String>,
    /// Where the operator checks it again.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by operators in the file"))]
    source: String,
    name: ByLanguage,
    hours: ByLanguage,
    note: Option<ByLanguage>,
}

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Danger to life.
    Emergency,
    /// Somebody who listens.
    Listening,
    /// A health service.
    Health,
    /// For children and young people.
    Young,
    /// Where to look for more.
    Directory,
}

macro_rules! countries {
    ($($code:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[
            $(($code, include_str!(concat!("../../../../content/crisis/", $code, ".toml")))),*
        ];
    };
}

// `elsewhere` stands last on every page.
countries!("au", "ca", "eu", "gb", "ie", "in", "nz", "us", "elsewhere");

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let read = |(code, text): &(&'static str, &str)| {
        // A file that cannot be read is left out rather than taking every other number with it; a test reads all.
        let file = toml::from_str(text).inspect_err(
            |error| tracing::error!(code, %error, "crisis numbers that cannot be read"),
        );
        file.ok().map(|file| Country { code, file })
    };
    FILES.iter().filter_map(read).collect()
});

/// The country of a code, or of the first code that is known; else the page for everywhere.
pub(crate) fn country<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<&'static Country> {
    let mut wanted = codes.into_iter().map(str::to_ascii_lowercase);
    wanted
        .find_map(|code| COUNTRIES.iter().find(|country| country.code == code))
        .or_else(|| COUNTRIES.last())
}

/// Every country there is.
pub(crate) fn all() -> impl Iterator<Item = &'static Country> {
    COUNTRIES.iter()
}

/// Every country but one, in the order of the reader's language; everywhere else comes last.
pub(crate) fn others(words: Words, but: &str) -> Vec<&'static Country> {
    let mut list: Vec<&Country> = COUNTRIES
        .iter()
        .filter(|country| country.code != but)
        .collect();
    list.sort_by(|a, b| order(a, words).cmp(&order(b, words)));
    list
}

fn order(country: &Country, words: Words) -> (bool, &str) {
    (country.code == "elsewhere", country.name(words))
}

impl Country {
    /// Its name.
    pub(crate) fn name(&self, words: Words) -> &str {
        in_language(&self.file.country, words)
    }

    /// When its numbers were checked last.
    pub(crate) fn checked_on(&self) -> Date {
        self.file.checked_on
    }

    /// Its lines, emergency services first.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.file.line
    }
}

impl Line {
    /// Who answers.
    pub(crate) fn name(&self, words: Words) -> &str {
        in_language(&self.name, words)
    }

    /// When somebody answers.
    pub(crate) fn hours(&self, words: Words) -> &str {
        in_language(&self.hours, words)
    }

    /// What else one has to know.
    pub(crate) fn note(&self, words: Words) -> Option<&str> {
        self.note.as_ref().map(|note| in_language(note, words))
    }
}

fn in_language(texts: &ByLanguage, words: Words) -> &str {
    texts
        .get(words.language().tag())
        .or_else(|| texts.get("en"))
        .map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::words::Language;

    #[test]
    fn every_file_of_crisis_numbers_is_built_in_and_can_be_read() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/crisis");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|file| {
                file.unwrap()
                    .file_name()
                    .into_string()
                    .unwrap()
                    .strip_suffix(".toml")
                    .map(str::to_owned)
            })
            .collect();
        let mut read: Vec<String> = COUNTRIES
            .iter()
            .map(|country| country.code.to_owned())
            .collect();
        there.sort();
        read.sort();
        assert_eq!(there, read);
        for (code, text) in FILES {
            toml::from_str::<File>(text).unwrap_or_else(|error| panic!("{code}: {error}"));
        }
    }

    #[test]
    fn every_line_says_in_both_languages_who_answers_when_and_how() {
        for country in COUNTRIES.iter() {
            let complete = |texts: &ByLanguage| {
                Language::ALL.iter().all(|language| {
                    texts
                        .get(language.tag())
                        .is_some_and(|text| !text.is_empty())
                })
            };
            assert!(complete(&country.file.country), "{}", country.code);
            assert!(!country.lines().is_empty(), "{}", country.code);
            for line in country.lines() {
                assert!(complete(&line.name) && complete(&line.hours), "{line:?}");
                assert!(line.note.as_ref().is_none_or(complete), "{line:?}");
                assert!(
                    line.call.is_some() || line.text.is_some() || line.site.is_some(),
                    "{line:?}"
                );
                assert!(line.source.starts_with("https://"), "{line:?}");
            }
        }
    }

    #[test]
    fn emergency_services_come_first() {
        for country in COUNTRIES.iter() {
            let kinds: Vec<Kind> = country.lines().iter().map(|line| line.kind).collect();
            let first_other = kinds
                .iter()
                .position(|kind| *kind != Kind::Emergency)
                .unwrap_or(kinds.len());
            assert!(
                kinds[first_other..]
                    .iter()
                    .all(|kind| *kind != Kind::Emergency),
                "{}",
                country.code
            );
        }
    }

    #[test]
    fn an_unknown_country_gets_the_page_for_everywhere() {
        assert_eq!(country(["xx", ""]).unwrap().code, "elsewhere");
        assert_eq!(country(["xx", "GB"]).unwrap().code, "gb");
        let words = Words::new(Language::Spanish);
        let names: Vec<&str> = others(words, "gb")
            .iter()
            .map(|country| country.name(words))
            .collect();
        assert_eq!(names.first(), Some(&"Australia"));
        assert_eq!(names.last(), Some(&"En otro lugar"));
        assert!(!names.contains(&"Reino Unido"));
    }
}
