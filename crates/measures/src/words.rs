//! An instrument's words in one language.

use std::collections::BTreeMap;

use crate::instrument::{Instrument, Item};

/// The words of one `<locale>.toml`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// The full name.
    pub title: String,
    /// The name as clinicians write it.
    pub short: String,
    /// What the form says before its first question.
    pub instructions: String,
    /// What is said before each single item, where a form shows one at a time; the instructions, where empty.
    pub stem: String,
    /// Other stems, by item id; an empty one for an item that stands by itself.
    pub stems: BTreeMap<String, String>,
    /// The time asked about, in words.
    pub recall: String,
    /// Who made this translation and under which terms; empty for the original.
    pub translation: String,
    /// What must be printed beside the form.
    pub notice: String,
    /// What a clinician should know before giving it. Never shown to a client.
    pub guidance: String,
    /// Items by id.
    pub items: BTreeMap<String, String>,
    /// Options by set and value.
    pub options: BTreeMap<String, BTreeMap<i64, String>>,
    /// The words at both ends of a number, by item id.
    pub anchors: BTreeMap<String, [String; 2]>,
    /// Names of bands and of classes of an algorithm, by id. For clinicians only.
    pub bands: BTreeMap<String, String>,
    /// Names of subscales and composites, by id.
    pub subscales: BTreeMap<String, String>,
    /// What a client reads about their own curve.
    pub client: ClientWords,
}

/// Plain words for a client: no band, no cut-off, no verdict.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientWords {
    /// What the numbers stand for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What a higher number means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub higher: String,
    /// What a lower number means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lower: String,
}

/// The language to fall back to. A clinic's own questions may be without it.
pub const FALLBACK: &str = "en";

impl Instrument {
    /// Whether the instrument may be given to a reader of this language: only where it has words of its own in it.
    pub fn available_in(&self, locale: &str) -> bool {
        self.words.contains_key(locale)
    }

    /// The languages it has words in.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// The words in a language; where it has none, in English; where it has no English, in the language it has. Ask
    /// [`Instrument::available_in`] before giving it to a client.
    pub fn words(&self, locale: &str) -> &Words {
        let wanted = self.words.get(locale).or_else(|| self.words.get(FALLBACK));
        wanted
            .or_else(|| self.words.values().next())
            .unwrap_or_else(|| no_words())
    }

    /// The full name.
    pub fn title(&self, locale: &str) -> &str {
        &self.words(locale).title
    }

    /// The short name, such as PHQ-9.
    pub fn short(&self, locale: &str) -> &str {
        &self.words(locale).short
    }

    /// What the form says before its first question.
    pub fn instructions(&self, locale: &str) -> &str {
        &self.words(locale).instructions
    }

    /// What is said before an item that is shown by itself.
    pub fn stem(&self, item_id: &str, locale: &str) -> &str {
        let words = self.words(locale);
        match words.stems.get(item_id) {
            Some(stem) => stem,
            None if words.stem.is_empty() => &words.instructions,
            None => &words.stem,
        }
    }

    /// The words of an item.
    pub fn item_text(&self, item_id: &str, locale: &str) -> Option<&str> {
        self.words(locale).items.get(item_id).map(String::as_str)
    }

    /// The words of an option of an item.
    pub fn option_text(&self, item_id: &str, value: i64, locale: &str) -> Option<&str> {
        let set = self.item(item_id)?.option_set()?;
        self.words(locale)
            .options
            .get(set)?
            .get(&value)
            .map(String::as_str)
    }

    /// The options of an item as they are printed: value and words, in order.
    pub fn options<'a>(
        &'a self,
        item: &'a Item,
        locale: &'a str,
    ) -> impl Iterator<Item = (i64, &'a str)> {
        item.choices().iter().map(move |choice| {
            (
                choice.value,
                self.option_text(&item.id, choice.value, locale)
                    .unwrap_or_default(),
            )
        })
    }

    /// The name of a band or of a class of an algorithm, for clinicians.
    pub fn band_text<'a>(&'a self, band_id: &'a str, locale: &str) -> &'a str {
        let in_english = || self.words(FALLBACK).bands.get(band_id);
        self.words(locale)
            .bands
            .get(band_id)
            .or_else(in_english)
            .map_or(band_id, String::as_str)
    }

    /// The name of a subscale.
    pub fn subscale_text<'a>(&'a self, subscale_id: &'a str, locale: &str) -> &'a str {
        let in_english = || self.words(FALLBACK).subscales.get(subscale_id);
        self.words(locale)
            .subscales
            .get(subscale_id)
            .or_else(in_english)
            .map_or(subscale_id, String::as_str)
    }
}

fn no_words() -> &'static Words {
    static NONE: std::sync::OnceLock<Words> = std::sync::OnceLock::new();
    NONE.get_or_init(Words::default)
}
