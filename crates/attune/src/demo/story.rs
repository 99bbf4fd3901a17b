//! The sample clinic's texts, read from `content/demo/clinic.toml`.

use attune_therapy::Role;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The same text in each language.
pub(crate) type Words = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleClinic {
    pub(crate) clinic: String,
    pub(crate) staff: Vec<Staff>,
    pub(crate) names: BTreeMap<String, Vec<String>>,
    pub(crate) story: Vec<Story>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Staff {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) sign_in: String,
    pub(crate) locale: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    pub(crate) presenting: Words,
    pub(crate) onset: Words,
    pub(crate) strengths: Words,
    pub(crate) notes: Vec<Words>,
    pub(crate) process: Words,
    pub(crate) people: Vec<SamplePerson>,
    pub(crate) events: Vec<SampleEvent>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SamplePerson {
    pub(crate) name: Words,
    pub(crate) relation: attune_therapy::inventory::Relation,
    #[serde(default)]
    pub(crate) deceased: bool,
    pub(crate) now: (attune_therapy::inventory::Ring, u16),
    pub(crate) before: Option<(attune_therapy::inventory::Ring, u16)>,
    pub(crate) wished: Option<(attune_therapy::inventory::Ring, u16)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleEvent {
    pub(crate) title: Words,
    pub(crate) kind: attune_therapy::timeline::EventKind,
    pub(crate) before: Option<i32>,
    pub(crate) in_week: Option<i32>,
    #[serde(default)]
    pub(crate) onset: bool,
}

impl SampleClinic {
    pub(crate) fn read() -> anyhow::Result<SampleClinic> {
        Ok(toml::from_str(include_str!(
            "../../../../content/demo/clinic.toml"
        ))?)
    }
}

/// The text in a language, English if there is none.
pub(crate) fn said<'a>(words: &'a Words, locale: &str) -> &'a str {
    words
        .get(locale)
        .or_else(|| words.get("en"))
        .map_or("", String::as_str)
}
