//! Small readings that importing a Questionnaire is made of.

use serde_json::Value;
use toml::Spanned;

use super::import::Terms;
use super::{ORDINAL, PREFIX};
use crate::instrument::{Allows, Licence, Version};
use crate::problem::Problem;

/// An option as found.
pub(super) struct Found {
    pub(super) code: String,
    pub(super) display: String,
    pub(super) prefix: Option<i64>,
    pub(super) ordinal: Option<f64>,
}

impl Found {
    pub(super) fn read(option: &Value) -> Self {
        let coding = &option["valueCoding"];
        let text = |value: &Value| match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let simple = [&option["valueString"], &option["valueInteger"]]
            .into_iter()
            .map(text)
            .find(|t| !t.is_empty());
        let code = Some(text(&coding["code"]))
            .filter(|code| !code.is_empty())
            .or(simple)
            .unwrap_or_default();
        let display = Some(text(&coding["display"])).filter(|display| !display.is_empty());
        let both = || extensions(option).chain(extensions(coding));
        let prefix = both()
            .find(|(url, _)| *url == PREFIX)
            .map(|(_, value)| text(&value["valueString"]));
        Self {
            display: display.unwrap_or_else(|| code.clone()),
            prefix: prefix.and_then(|prefix| prefix.trim_end_matches(['.', ')']).parse().ok()),
            ordinal: both()
                .find(|(url, _)| *url == ORDINAL)
                .and_then(|(_, value)| value["valueDecimal"].as_f64()),
            code,
        }
    }
}

/// The value printed beside each option: its prefix; else what it counts, where that is a whole number; else its place.
pub(super) fn values(found: &[Found]) -> Vec<i64> {
    let distinct = |values: &[i64]| {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    let whole = |ordinal: f64| {
        #[allow(clippy::cast_possible_truncation)]
        (ordinal.fract() == 0.0 && ordinal.abs() < 1_000.0).then_some(ordinal as i64)
    };
    let prefixes: Option<Vec<i64>> = found.iter().map(|option| option.prefix).collect();
    let ordinals: Option<Vec<i64>> = found
        .iter()
        .map(|option| option.ordinal.and_then(whole))
        .collect();
    let known = [prefixes, ordinals]
        .into_iter()
        .flatten()
        .find(|values| distinct(values));
    known.unwrap_or_else(|| (0_i64..).take(found.len()).collect())
}

/// Extensions as URL and the whole extension.
pub(super) fn extensions(element: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let list = element["extension"].as_array().into_iter().flatten();
    list.map(|extension| (extension["url"].as_str().unwrap_or_default(), extension))
}

/// Small letters, digits and hyphens.
pub(super) fn slug(text: &str) -> String {
    let kept = text.chars().map(|c| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    });
    let spaced: String = kept.collect();
    let parts: Vec<&str> = spaced.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// A linkId as an item id: no spaces or commas, and not the slash that some files start with.
pub(super) fn item_id(link: &str) -> String {
    let kept = |c: char| {
        if c.is_whitespace() || c == ',' {
            '-'
        } else {
            c
        }
    };
    link.trim_start_matches('/')
        .trim()
        .chars()
        .map(kept)
        .collect()
}

/// The numbers of a version, `1` where there are none.
pub(super) fn version(text: &str) -> String {
    let numbers: Vec<String> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty() && part.len() <= 9)
        .map(str::to_owned)
        .collect();
    let joined = numbers.join(".");
    Version::new(&joined).map_or_else(|| "1".to_owned(), |version| version.to_string())
}

/// The terms as far as the file states them: what it does not say is not allowed, but to be shown, which is why the
/// service imports it.
pub(super) fn licence(copyright: &str, publisher: &str, url: &str, terms: &Terms) -> Licence {
    let or = |text: &str, other: &str| {
        if text.is_empty() {
            other.to_owned()
        } else {
            text.to_owned()
        }
    };
    Licence {
        name: "As stated in the imported file; the service has checked that it may be used"
            .to_owned(),
        holder: or(publisher, "As named in the attribution"),
        attribution: copyright.to_owned(),
        source_url: or(url, "not given"),
        verified_on: terms.verified_on,
        verified_by: terms.verified_by.clone(),
        allows: Allows {
            display: true,
            translate: false,
            modify: false,
            electronic: true,
            commercial: false,
            redistribute: false,
        },
    }
}

/// Problems of the files that were made, told as problems of the file that was given.
pub(super) fn named(problems: Vec<Problem>, file: &str) -> Vec<Problem> {
    problems
        .into_iter()
        .map(|problem| Problem {
            file: file.to_owned(),
            line: 1,
            ..problem
        })
        .collect()
}

/// A value without a place in a file.
pub(super) fn plain<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}
